# musl on 32-bit MIPS, big-endian, soft float: OpenWrt's ath79.
set(LMQ_STACK musl-mips)
set(CMAKE_SYSTEM_PROCESSOR mips)
set(LMQ_QEMU qemu-mips-static)
include("${CMAKE_CURRENT_LIST_DIR}/musl.cmake")
