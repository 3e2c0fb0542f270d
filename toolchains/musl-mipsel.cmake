# musl on 32-bit MIPS, little-endian, soft float: OpenWrt's ramips.
set(LMQ_STACK musl-mipsel)
set(CMAKE_SYSTEM_PROCESSOR mipsel)
set(LMQ_QEMU qemu-mipsel-static)
include("${CMAKE_CURRENT_LIST_DIR}/musl.cmake")
