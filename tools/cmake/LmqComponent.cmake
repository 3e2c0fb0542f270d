include(GNUInstallDirs)

# The number in the SONAMEs and in the package's name liblmq1: raised when a program that was linked to the shared
# libraries of an older release would not run with those of the new one.
set(LMQ_ABI 1)

# lmq_foreign_templates(target file…): sources that mostly instantiate header libraries (Beast, CLI11, toml++, spdlog). With a
# sanitizer (CMAKE_BUILD_TYPE None) they are compiled without optimisation and without the checks for undefined behaviour,
# which would take up to a minute and a half each, nearly all of it for code that is not ours.
function(lmq_foreign_templates target)
  list(TRANSFORM ARGN PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/" OUTPUT_VARIABLE files)
  if(CMAKE_BUILD_TYPE STREQUAL "None" AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    set_property(SOURCE ${files} TARGET_DIRECTORY ${target} APPEND PROPERTY COMPILE_OPTIONS -O0 -fno-sanitize=undefined)
  endif()
endfunction()

# lmq_apart(target file…): sources that a unity build (CMAKE_UNITY_BUILD, which the cross presets use) compiles by themselves:
# names of their own are another file's too, or their system headers exclude others.
function(lmq_apart target)
  foreach(file IN LISTS ARGN)
    get_filename_component(path "${file}" ABSOLUTE)
    set_property(SOURCE "${path}" TARGET_DIRECTORY ${target} PROPERTY SKIP_UNITY_BUILD_INCLUSION ON)
  endforeach()
endfunction()

# lmq_component(name
#   SOURCES file…               sources, relative to the caller's folder
#   HEADERS dir…                folders of installed headers
#   PRIVATE_INCLUDES dir…
#   PUBLIC_LINK target… PRIVATE_LINK target…)
#
# Makes library lmq_<name> with alias lmq::<name>, hidden visibility, SONAME from LMQ_ABI,
# and remembers it for LmqInstall. Links that only give headers go into PRIVATE_LINK as $<BUILD_INTERFACE:target>: a
# user of the installed library need not find them.
function(lmq_component name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;PRIVATE_INCLUDES;PUBLIC_LINK;PRIVATE_LINK" ${ARGN})
  set(target lmq_${name})
  add_library(${target} ${ARG_SOURCES})
  add_library(lmq::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name}
    VERSION ${LMQ_ABI}.${PROJECT_VERSION}
    SOVERSION ${LMQ_ABI}
    INSTALL_RPATH "$ORIGIN"
    CXX_VISIBILITY_PRESET hidden
    C_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_compile_features(${target} PUBLIC cxx_std_17)
  if(BUILD_SHARED_LIBS)
    target_compile_definitions(${target} PUBLIC LMQ_SHARED PRIVATE LMQ_BUILDING)
  endif()
  if(name MATCHES "^(core|client|c)$")
    target_compile_options(${target} PRIVATE ${LMQ_DEVICE_FLAGS})
  endif()
  if(BUILD_SHARED_LIBS AND UNIX AND NOT APPLE)
    target_link_options(${target} PRIVATE "LINKER:--version-script=${PROJECT_SOURCE_DIR}/tools/cmake/exports.map"
      LINKER:--no-undefined)
    set_target_properties(${target} PROPERTIES LINK_DEPENDS "${PROJECT_SOURCE_DIR}/tools/cmake/exports.map")
  endif()
  foreach(dir IN LISTS ARG_HEADERS)
    target_include_directories(${target} PUBLIC
      "$<BUILD_INTERFACE:${dir}>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  endforeach()
  target_include_directories(${target} PRIVATE ${ARG_PRIVATE_INCLUDES})
  target_link_libraries(${target} PUBLIC ${ARG_PUBLIC_LINK} PRIVATE ${ARG_PRIVATE_LINK})
  lmq_archive(${target})
  set_property(GLOBAL APPEND PROPERTY LMQ_COMPONENTS ${target})
  set_property(GLOBAL APPEND PROPERTY LMQ_HEADER_DIRS ${ARG_HEADERS})
endfunction()

# lmq_archive(target): beside the shared library, an archive of the same objects, but for those that the C libraries
# have from lmq_c.
function(lmq_archive target)
  if(NOT (BUILD_SHARED_LIBS AND LMQ_ARCHIVES_BESIDE))
    return()
  endif()
  set(objects $<TARGET_OBJECTS:${target}>)
  if(NOT target STREQUAL "lmq_c")
    set(objects "$<FILTER:${objects},EXCLUDE,/capi/(beside|convert)\\.cpp>")
  endif()
  add_library(${target}_archive STATIC ${objects})
  set_target_properties(${target}_archive PROPERTIES OUTPUT_NAME ${target} LINKER_LANGUAGE CXX)
  set_property(GLOBAL APPEND PROPERTY LMQ_ARCHIVES ${target}_archive)
endfunction()

# lmq_c_component(name HEADERS dir… PRIVATE_INCLUDES dir… LINK target… C_LINK component…): a library of the C interface. It is a
# component as the others; in a static build there is besides, with LMQ_C_SHARED, lmq_<name>_shared, all of it in one shared object, for
# languages that load one at run time, with the SONAME and the names of a shared build's lmq_<name>.
# LINK: what its sources use; C_LINK: other libraries of the C interface, by component name.
function(lmq_c_component name)
  cmake_parse_arguments(ARG "" "" "HEADERS;PRIVATE_INCLUDES;LINK;C_LINK" ${ARGN})
  list(TRANSFORM ARG_C_LINK PREPEND lmq:: OUTPUT_VARIABLE c_targets)
  set(beside "") # what lmq_c has and, shared, does not export
  if(ARG_C_LINK)
    set(beside "${PROJECT_SOURCE_DIR}/sdk/src/capi/beside.cpp" "${PROJECT_SOURCE_DIR}/sdk/src/capi/convert.cpp")
  endif()
  lmq_component(${name} HEADERS ${ARG_HEADERS} PRIVATE_INCLUDES ${ARG_PRIVATE_INCLUDES}
    PUBLIC_LINK ${c_targets} PRIVATE_LINK ${ARG_LINK})
  target_compile_definitions(lmq_${name} PRIVATE LMQ_C_BUILD)
  set(map "${PROJECT_SOURCE_DIR}/tools/cmake/exports_c.map")
  set(shared lmq_${name})
  if(BUILD_SHARED_LIBS)
    target_sources(lmq_${name} PRIVATE ${beside})
  else()
    target_compile_definitions(lmq_${name} PUBLIC LMQ_C_STATIC)
    # On Windows an object must know whether it will be in a shared library.
    if(WIN32 OR NOT CMAKE_POSITION_INDEPENDENT_CODE OR NOT LMQ_C_SHARED)
      return()
    endif()
    set(shared lmq_${name}_shared)
    add_library(${shared} SHARED $<TARGET_OBJECTS:lmq_${name}> ${beside})
    add_library(lmq::${name}_shared ALIAS ${shared})
    set_target_properties(${shared} PROPERTIES
      OUTPUT_NAME lmq_${name}
      EXPORT_NAME ${name}_shared
      LINKER_LANGUAGE CXX
      VERSION ${LMQ_ABI}.${PROJECT_VERSION}
      SOVERSION ${LMQ_ABI}
      INSTALL_RPATH "$ORIGIN")
    target_include_directories(${shared} PRIVATE ${ARG_PRIVATE_INCLUDES})
    foreach(dir IN LISTS ARG_HEADERS)
      target_include_directories(${shared} INTERFACE
        "$<BUILD_INTERFACE:${dir}>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
    endforeach()
    list(TRANSFORM c_targets APPEND _shared)
    target_link_libraries(${shared} PUBLIC ${c_targets} PRIVATE ${ARG_LINK})
    set_property(GLOBAL APPEND PROPERTY LMQ_COMPONENTS ${shared})
  endif()
  if(UNIX AND NOT APPLE)
    set_property(TARGET ${shared} PROPERTY LINK_OPTIONS "LINKER:--version-script=${map}" LINKER:--no-undefined)
    set_target_properties(${shared} PROPERTIES LINK_DEPENDS "${map}")
  endif()
endfunction()

# lmq_unity(target…): the sources of each folder as one file to the compiler, which then sees what they share: a tenth
# less code with -Os. The platform's stay apart, for they include what system headers do not let stand together. To be
# called where the target was made, when it has all its sources.
function(lmq_unity)
  foreach(target IN LISTS ARGN)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    # Here another file's names count as shadowed, and anonymous namespaces as a header's.
    target_compile_options(${target} PRIVATE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/")
    foreach(source IN LISTS sources)
      get_filename_component(folder "${source}" DIRECTORY)
      get_filename_component(folder "${folder}" NAME)
      set_source_files_properties("${source}" PROPERTIES UNITY_GROUP ${folder})
    endforeach()
  endforeach()
endfunction()
