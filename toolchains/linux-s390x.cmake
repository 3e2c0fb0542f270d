# s390x: z/Architecture, 64 bits, big-endian, char is unsigned.
set(LMQ_DEBIAN_ARCHITECTURE s390x)
set(LMQ_TRIPLE s390x-linux-gnu)
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(LMQ_COMPILER gcc CACHE STRING "clang or gcc")
set(LMQ_QEMU s390x)
include("${CMAKE_CURRENT_LIST_DIR}/linux-common.cmake")
