# musl on 64-bit ARM.
set(LMQ_STACK musl-arm64)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(LMQ_QEMU qemu-aarch64-static)
include("${CMAKE_CURRENT_LIST_DIR}/musl.cmake")
