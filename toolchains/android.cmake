# For the toolchain files android-<abi>.cmake, which set ANDROID_ABI: the NDK's own, for Android 5.0 (API 21) and later.
# The libraries that lmq links are looked for below CMAKE_FIND_ROOT_PATH, in <path>/usr or <path> itself.
if(NOT DEFINED ENV{ANDROID_NDK_HOME})
  message(FATAL_ERROR "ANDROID_NDK_HOME is not set: the folder of the Android NDK, r23 or later")
endif()
set(ndk "$ENV{ANDROID_NDK_HOME}/build/cmake/android.toolchain.cmake")
if(NOT EXISTS "${ndk}")
  message(FATAL_ERROR "ANDROID_NDK_HOME=$ENV{ANDROID_NDK_HOME}: no build/cmake/android.toolchain.cmake in it")
endif()
set(ANDROID_PLATFORM android-21)
set(ANDROID_STL c++_static)
include("${ndk}")
