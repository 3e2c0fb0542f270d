# macOS and iOS: the posix port but for what Darwin does differently.
set(posix "${port}/../posix")
set(LMQ_PORT_CLIENT_SOURCES
  "${common}/clock.cpp"
  "${posix}/environment.cpp"
  "${posix}/lifeline.cpp"
  "${posix}/loopback.cpp"
  "${posix}/peer_socket.cpp"
  "${posix}/private_file.cpp"
  "${posix}/random.cpp"
  "${posix}/resolve.cpp"
  "${posix}/tcp_stream.cpp"
  "${posix}/thread.cpp"
  "${port}/system.cpp")
set(LMQ_PORT_CLOUD_SOURCES "${posix}/broken_pipe.cpp")
