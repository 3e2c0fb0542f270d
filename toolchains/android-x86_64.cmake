# Android on 64-bit x86, the emulator's.
set(ANDROID_ABI x86_64)
include("${CMAKE_CURRENT_LIST_DIR}/android.cmake")
