# i386: x86, 32 bits, little-endian, 64-bit integers aligned to 4 bytes.
set(LMQ_DEBIAN_ARCHITECTURE i386)
set(LMQ_TRIPLE i686-linux-gnu)
set(CMAKE_SYSTEM_PROCESSOR i686)
set(LMQ_COMPILER clang CACHE STRING "clang or gcc")
set(LMQ_QEMU i386)
include("${CMAKE_CURRENT_LIST_DIR}/linux-common.cmake")
