# musl on 32-bit ARM, hard float.
set(LMQ_STACK musl-arm)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(LMQ_QEMU qemu-arm-static)
include("${CMAKE_CURRENT_LIST_DIR}/musl.cmake")
