# Macs of both kinds with macOS 10.15 or later, on a Mac. The libraries that lmq links must have both kinds, too; give
# CMAKE_OSX_ARCHITECTURES where they have one.
set(CMAKE_OSX_ARCHITECTURES "arm64;x86_64" CACHE STRING "")
set(CMAKE_OSX_DEPLOYMENT_TARGET 10.15 CACHE STRING "")
