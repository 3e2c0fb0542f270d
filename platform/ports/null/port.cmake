set(LMQ_PORT_CLIENT_SOURCES
  "${common}/clock.cpp"
  "${common}/thread.cpp"
  "${port}/environment.cpp"
  "${port}/lifeline.cpp"
  "${port}/peer_socket.cpp"
  "${port}/private_file.cpp"
  "${port}/random.cpp"
  "${port}/resolve.cpp"
  "${port}/tcp_stream.cpp")
set(LMQ_PORT_CLOUD_SOURCES "${port}/broken_pipe.cpp")
