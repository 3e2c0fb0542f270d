# Decides by LMQ_BUILD_APPLE_BINDING whether the Objective-C binding is built (LMQ_OBJC), finds what it needs, and makes
# lmq_objc_flags. Languages are enabled where all that use them can see it: this is included by the top folder.
set(LMQ_OBJC "${LMQ_BUILD_APPLE_BINDING}")
if(LMQ_OBJC STREQUAL "AUTO")
  set(LMQ_OBJC OFF)
  if(LMQ_BUILD_TESTS AND LMQ_BUILD_BROKER AND NOT LMQ_DEVICE_FLAGS AND NOT CMAKE_CROSSCOMPILING AND NOT WIN32
      AND CMAKE_C_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_BUILD_TYPE STREQUAL "None") # GNUstep leaks, to sanitizers
    include(CheckLanguage)
    set(ENV{OBJC} "${CMAKE_C_COMPILER}") # else CMake takes clang, which does not find GCC's headers of the runtime
    check_language(OBJC)
    find_path(LMQ_GNUSTEP_INCLUDE_DIR Foundation/Foundation.h PATH_SUFFIXES GNUstep)
    find_library(LMQ_GNUSTEP_LIBRARY gnustep-base)
    if(CMAKE_OBJC_COMPILER AND LMQ_GNUSTEP_INCLUDE_DIR AND LMQ_GNUSTEP_LIBRARY)
      set(LMQ_OBJC ON)
    else()
      message(STATUS "platform/bindings/apple is left out: it needs gobjc and GNUstep (tools/setup --dev)")
      unset(CMAKE_OBJC_COMPILER CACHE)
    endif()
  endif()
endif()
if(NOT LMQ_OBJC)
  return()
endif()

enable_language(OBJC)
set(foundation "-framework Foundation" "-framework Network")
if(NOT APPLE)
  find_path(LMQ_GNUSTEP_INCLUDE_DIR Foundation/Foundation.h PATH_SUFFIXES GNUstep REQUIRED)
  find_library(LMQ_GNUSTEP_LIBRARY gnustep-base REQUIRED)
  set(foundation "${LMQ_GNUSTEP_LIBRARY}" objc)
endif()

# What our Objective-C is compiled with; users of lmq_objc have ways of their own.
add_library(lmq_objc_flags INTERFACE)
target_link_libraries(lmq_objc_flags INTERFACE ${foundation})
set(flags -std=gnu11 -Wall -Wextra -fobjc-exceptions)
if(NOT APPLE)
  target_include_directories(lmq_objc_flags SYSTEM INTERFACE "${LMQ_GNUSTEP_INCLUDE_DIR}")
  target_compile_definitions(lmq_objc_flags INTERFACE GNUSTEP GNUSTEP_BASE_LIBRARY=1 GNU_RUNTIME=1
    _NATIVE_OBJC_EXCEPTIONS)
  # GCC's own setters of properties have parameters that it then finds unused.
  list(APPEND flags -Werror -fexceptions -fconstant-string-class=NSConstantString -Wno-unused-parameter)
endif()
target_compile_options(lmq_objc_flags INTERFACE "$<$<COMPILE_LANGUAGE:OBJC>:${flags}>")
