# armel: ARMv5 without floating point, 32 bits, little-endian, char is unsigned.
set(LMQ_DEBIAN_ARCHITECTURE armel)
set(LMQ_TRIPLE arm-linux-gnueabi)
set(CMAKE_SYSTEM_PROCESSOR armv5tel)
set(LMQ_COMPILER clang CACHE STRING "clang or gcc")
set(LMQ_QEMU arm)
set(CMAKE_C_STANDARD_LIBRARIES_INIT "-latomic") # 64-bit atomics are no instructions here
set(CMAKE_CXX_STANDARD_LIBRARIES_INIT "-latomic")
include("${CMAKE_CURRENT_LIST_DIR}/linux-common.cmake")
