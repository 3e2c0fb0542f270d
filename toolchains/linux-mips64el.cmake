# mips64el: MIPS64 release 2, ABI n64, 64 bits, little-endian.
set(LMQ_DEBIAN_ARCHITECTURE mips64el)
set(LMQ_TRIPLE mips64el-linux-gnuabi64)
set(CMAKE_SYSTEM_PROCESSOR mips64)
set(LMQ_COMPILER gcc CACHE STRING "clang or gcc")
set(LMQ_QEMU mips64el)
include("${CMAKE_CURRENT_LIST_DIR}/linux-common.cmake")
