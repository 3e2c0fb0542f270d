// tcp_stream.cpp of this port has no need of it; here so that every port has the same files.
