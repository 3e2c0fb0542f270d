# Windows 7 and later, by mingw-w64, whose threads are POSIX threads.
set(posix "${port}/../posix")
set(LMQ_PORT_CLIENT_SOURCES
  "${common}/clock.cpp"
  "${port}/environment.cpp"
  "${port}/lifeline.cpp"
  "${port}/loopback.cpp"
  "${port}/peer_socket.cpp"
  "${port}/private_file.cpp"
  "${port}/random.cpp"
  "${port}/resolve.cpp"
  "${port}/tcp_stream.cpp"
  "${posix}/thread.cpp"
  "${port}/wait_for.cpp"
  "${port}/winsock.cpp")
set(LMQ_PORT_CLOUD_SOURCES "${port}/broken_pipe.cpp")
set(LMQ_PORT_LIBRARIES ws2_32 bcrypt advapi32)
