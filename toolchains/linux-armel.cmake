# armel: ARMv5 without floating point, 32 bits, little-endian, char is unsigned.
set(LMQ_DEBIAN_ARCHITECTURE armel)
set(LMQ_TRIPLE arm-linux-gnueabi)
set(CMAKE_SYSTEM_PROCESSOR armv5tel)
set(LMQ_COMPILER clang CACHE STRING "clang or gcc")
set(LMQ_QEMU arm)
include("${CMAKE_CURRENT_LIST_DIR}/linux-common.cmake")
