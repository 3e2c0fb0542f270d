# armhf: ARMv7 with hardware floating point, 32 bits, little-endian, char is unsigned.
set(LMQ_DEBIAN_ARCHITECTURE armhf)
set(LMQ_TRIPLE arm-linux-gnueabihf)
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(LMQ_COMPILER clang CACHE STRING "clang or gcc")
set(LMQ_QEMU arm)
include("${CMAKE_CURRENT_LIST_DIR}/linux-common.cmake")
