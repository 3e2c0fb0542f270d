include(GNUInstallDirs)

# lmq_component(name
#   SOURCES file…               sources, relative to the caller's folder
#   HEADERS dir…                folders of installed headers
#   PRIVATE_INCLUDES dir…
#   PUBLIC_LINK target… PRIVATE_LINK target…)
#
# Makes library lmq_<name> with alias lmq::<name>, hidden visibility, SONAME from the project's major version,
# and remembers it for LmqInstall.
function(lmq_component name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;PRIVATE_INCLUDES;PUBLIC_LINK;PRIVATE_LINK" ${ARGN})
  set(target lmq_${name})
  add_library(${target} ${ARG_SOURCES})
  add_library(lmq::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name}
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}
    CXX_VISIBILITY_PRESET hidden
    C_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_compile_features(${target} PUBLIC cxx_std_17)
  foreach(dir IN LISTS ARG_HEADERS)
    target_include_directories(${target} PUBLIC
      "$<BUILD_INTERFACE:${dir}>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  endforeach()
  target_include_directories(${target} PRIVATE ${ARG_PRIVATE_INCLUDES})
  target_link_libraries(${target} PUBLIC ${ARG_PUBLIC_LINK} PRIVATE ${ARG_PRIVATE_LINK})
  set_property(GLOBAL APPEND PROPERTY LMQ_COMPONENTS ${target})
  set_property(GLOBAL APPEND PROPERTY LMQ_HEADER_DIRS ${ARG_HEADERS})
endfunction()
