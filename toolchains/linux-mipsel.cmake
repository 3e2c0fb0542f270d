# mipsel: MIPS32 release 2, 32 bits, little-endian.
set(LMQ_DEBIAN_ARCHITECTURE mipsel)
set(LMQ_TRIPLE mipsel-linux-gnu)
set(CMAKE_SYSTEM_PROCESSOR mips)
set(LMQ_COMPILER gcc CACHE STRING "clang or gcc")
set(LMQ_QEMU mipsel)
set(CMAKE_C_STANDARD_LIBRARIES_INIT "-latomic") # 64-bit atomics are no instructions here
set(CMAKE_CXX_STANDARD_LIBRARIES_INIT "-latomic")
include("${CMAKE_CURRENT_LIST_DIR}/linux-common.cmake")
