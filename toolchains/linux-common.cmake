# What the toolchain files of Linux with glibc share; each sets, before it includes this:
#   LMQ_DEBIAN_ARCHITECTURE  Debian's name of the architecture, that of its sysroot
#   LMQ_TRIPLE               the name of the target in compilers and library folders
#   LMQ_COMPILER             clang, which needs lld beside it, or gcc, which is then <triple>-g++
#   LMQ_QEMU                 the emulator's name of the processor
# Yours to set, on the command line: LMQ_SYSROOT (or CMAKE_SYSROOT), CMAKE_C_COMPILER and CMAKE_CXX_COMPILER, LMQ_COMPILER.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_LIBRARY_ARCHITECTURE "${LMQ_TRIPLE}")
if(LMQ_DEBIAN_ARCHITECTURE STREQUAL "i386") # the one whose library folder has another name than its compilers
  set(CMAKE_LIBRARY_ARCHITECTURE i386-linux-gnu)
endif()

# The sysroot: LMQ_SYSROOT, CMAKE_SYSROOT, or the one that tools/ci/sysroot made.
if(NOT LMQ_SYSROOT)
  if(CMAKE_SYSROOT)
    set(LMQ_SYSROOT "${CMAKE_SYSROOT}")
  elseif(DEFINED ENV{LMQ_SYSROOTS})
    set(LMQ_SYSROOT "$ENV{LMQ_SYSROOTS}/${LMQ_DEBIAN_ARCHITECTURE}")
  elseif(DEFINED ENV{XDG_CACHE_HOME})
    set(LMQ_SYSROOT "$ENV{XDG_CACHE_HOME}/lmq/sysroots/${LMQ_DEBIAN_ARCHITECTURE}")
  else()
    set(LMQ_SYSROOT "$ENV{HOME}/.cache/lmq/sysroots/${LMQ_DEBIAN_ARCHITECTURE}")
  endif()
endif()
if(NOT EXISTS "${LMQ_SYSROOT}/usr/include")
  message(FATAL_ERROR "${LMQ_SYSROOT} has no usr/include. Make a sysroot with `tools/setup --cross "
    "${LMQ_DEBIAN_ARCHITECTURE}`, or name your own: -DLMQ_SYSROOT=FOLDER (sdk/docs/targets.md)")
endif()
set(CMAKE_SYSROOT "${LMQ_SYSROOT}")

if(NOT CMAKE_C_COMPILER AND NOT CMAKE_CXX_COMPILER)
  if(LMQ_COMPILER STREQUAL "clang")
    set(CMAKE_C_COMPILER clang)
    set(CMAKE_CXX_COMPILER clang++)
    set(CMAKE_C_COMPILER_TARGET "${LMQ_TRIPLE}")
    set(CMAKE_CXX_COMPILER_TARGET "${LMQ_TRIPLE}")
    foreach(kind EXE SHARED MODULE)
      set(CMAKE_${kind}_LINKER_FLAGS_INIT "-fuse-ld=lld")
    endforeach()
  else()
    set(CMAKE_C_COMPILER "${LMQ_TRIPLE}-gcc")
    set(CMAKE_CXX_COMPILER "${LMQ_TRIPLE}-g++")
  endif()
endif()

# Libraries and headers come from the sysroot alone, programs from the host.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_PATH} "")
set(ENV{PKG_CONFIG_LIBDIR}
  "${LMQ_SYSROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/pkgconfig:${LMQ_SYSROOT}/usr/lib/pkgconfig:${LMQ_SYSROOT}/usr/share/pkgconfig")
set(ENV{PKG_CONFIG_SYSROOT_DIR} "${LMQ_SYSROOT}")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES LMQ_SYSROOT LMQ_COMPILER)

# Tests run under the emulator where there is one.
find_program(LMQ_EMULATOR NAMES "qemu-${LMQ_QEMU}-static" "qemu-${LMQ_QEMU}")
mark_as_advanced(LMQ_EMULATOR)
if(LMQ_EMULATOR)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${LMQ_EMULATOR};-L;${LMQ_SYSROOT}")
endif()
