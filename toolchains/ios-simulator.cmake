# The simulator of iOS 13 or later, on Macs of both kinds, by Xcode's SDK. The libraries that lmq links are looked for below
# CMAKE_FIND_ROOT_PATH.
set(CMAKE_SYSTEM_NAME iOS)
set(CMAKE_OSX_SYSROOT iphonesimulator CACHE STRING "")
set(CMAKE_OSX_ARCHITECTURES "arm64;x86_64" CACHE STRING "")
set(CMAKE_OSX_DEPLOYMENT_TARGET 13.0 CACHE STRING "")
