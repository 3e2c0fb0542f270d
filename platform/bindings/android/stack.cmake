# For the AAR, read by CMake at `project(lmq)`: where the libraries for ANDROID_ABI are. LMQ_ANDROID_STACK is a folder
# that has a folder for each ABI, by Android's name of it or by vcpkg's: `installed` of a vcpkg is one. Paho comes from
# LMQ_PAHO_SOURCE_DIR or git.
set(triplet_arm64-v8a arm64-android)
set(triplet_armeabi-v7a arm-neon-android)
set(triplet_x86_64 x64-android)
set(triplet_x86 x86-android)
set(stack "")
foreach(name "${ANDROID_ABI}" "${triplet_${ANDROID_ABI}}")
  if(name AND LMQ_ANDROID_STACK AND IS_DIRECTORY "${LMQ_ANDROID_STACK}/${name}")
    set(stack "${LMQ_ANDROID_STACK}/${name}")
    break()
  endif()
endforeach()
if(NOT stack)
  message(FATAL_ERROR
    "LMQ_ANDROID_STACK=${LMQ_ANDROID_STACK}: no folder ${ANDROID_ABI} or ${triplet_${ANDROID_ABI}} in it")
endif()
list(PREPEND CMAKE_FIND_ROOT_PATH "${stack}")
list(PREPEND CMAKE_PREFIX_PATH "${stack}")
set(ENV{PKG_CONFIG_LIBDIR} "${stack}/lib/pkgconfig:${stack}/share/pkgconfig:${stack}/usr/lib/pkgconfig")
set(OPENSSL_USE_STATIC_LIBS TRUE)
