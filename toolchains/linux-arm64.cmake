# arm64: ARMv8, 64 bits, little-endian, char is unsigned.
set(LMQ_DEBIAN_ARCHITECTURE arm64)
set(LMQ_TRIPLE aarch64-linux-gnu)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(LMQ_COMPILER clang CACHE STRING "clang or gcc")
set(LMQ_QEMU aarch64)
include("${CMAKE_CURRENT_LIST_DIR}/linux-common.cmake")
