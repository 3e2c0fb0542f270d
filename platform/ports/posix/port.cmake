set(LMQ_PORT_CLIENT_SOURCES
  "${port}/clock.cpp"
  "${port}/environment.cpp"
  "${port}/lifeline.cpp"
  "${port}/loopback.cpp"
  "${port}/peer_socket.cpp"
  "${port}/private_file.cpp"
  "${port}/random.cpp"
  "${port}/resolve.cpp"
  "${port}/socket_output.cpp"
  "${port}/system.cpp"
  "${port}/tcp_stream.cpp"
  "${port}/thread.cpp")
set(LMQ_PORT_CLOUD_SOURCES "${port}/broken_pipe.cpp")
