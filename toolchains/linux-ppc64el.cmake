# ppc64el: POWER8, 64 bits, little-endian, char is unsigned.
set(LMQ_DEBIAN_ARCHITECTURE ppc64el)
set(LMQ_TRIPLE powerpc64le-linux-gnu)
set(CMAKE_SYSTEM_PROCESSOR ppc64le)
set(LMQ_COMPILER clang CACHE STRING "clang or gcc")
set(LMQ_QEMU ppc64le)
include("${CMAKE_CURRENT_LIST_DIR}/linux-common.cmake")
