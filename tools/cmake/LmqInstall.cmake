# Install rules, the package lmqConfig.cmake and the pkg-config files. Each component is an export set of its own, so
# that find_package(lmq COMPONENTS client) neither needs nor finds what only the broker links. The install components
# are what LmqPackages makes packages of: lmq_libraries, lmq_development and lmq_tools, which has the broker's libraries.
include(CMakePackageConfigHelpers)
set(LMQ_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/lmq")

get_property(components GLOBAL PROPERTY LMQ_COMPONENTS)
foreach(target IN LISTS components)
  set(package lmq_libraries)
  if(target MATCHES "broker")
    set(package lmq_tools)
  endif()
  install(TARGETS ${target} EXPORT ${target}
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT lmq_development
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT ${package} NAMELINK_COMPONENT lmq_development
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT ${package})
  install(EXPORT ${target} NAMESPACE lmq:: FILE ${target}-targets.cmake DESTINATION "${LMQ_CMAKE_DIR}"
    COMPONENT lmq_development)
endforeach()
get_property(archives GLOBAL PROPERTY LMQ_ARCHIVES)
if(archives)
  install(TARGETS ${archives} ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT lmq_development)
endif()

get_property(header_dirs GLOBAL PROPERTY LMQ_HEADER_DIRS)
list(REMOVE_DUPLICATES header_dirs)
set(without "")
if(NOT LMQ_BUILD_CLOUD)
  set(without PATTERN cloud EXCLUDE PATTERN cloud.h EXCLUDE)
endif()
foreach(dir IN LISTS header_dirs)
  install(DIRECTORY "${dir}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT lmq_development FILES_MATCHING PATTERN "*.hpp"
    PATTERN "*.h" ${without})
endforeach()

if(TARGET lmq-broker)
  file(RELATIVE_PATH to_libraries "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")
  set_target_properties(lmq-broker PROPERTIES INSTALL_RPATH "$ORIGIN/${to_libraries}")
  install(TARGETS lmq-broker RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT lmq_tools)
endif()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/lmq" COMPONENT lmq_license)

# A static lmq_client needs Paho at its users' link: our own build of it goes along, under a folder of ours so that it
# can't be taken for the system's.
set(LMQ_INSTALLED_PAHO "")
if(LMQ_PAHO_PROVIDER STREQUAL "source" AND NOT BUILD_SHARED_LIBS)
  set(LMQ_INSTALLED_PAHO "${CMAKE_INSTALL_LIBDIR}/lmq")
  install(FILES "$<TARGET_FILE:paho-mqtt3as-static>" DESTINATION "${LMQ_INSTALLED_PAHO}" COMPONENT lmq_development)
endif()

if(BUILD_SHARED_LIBS)
  set(LMQ_IS_SHARED ON)
else()
  set(LMQ_IS_SHARED OFF)
endif()
# Users of the C interface link with a C compiler, which does not know the libraries of C++.
set(LMQ_CXX_RUNTIME ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})
list(FILTER LMQ_CXX_RUNTIME INCLUDE REGEX "^((std)?c\\+\\+|m)$")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/lmqConfig.cmake.in" "${PROJECT_BINARY_DIR}/lmqConfig.cmake"
  INSTALL_DESTINATION "${LMQ_CMAKE_DIR}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/lmqConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/lmqConfig.cmake" "${PROJECT_BINARY_DIR}/lmqConfigVersion.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/lmqFindLibraries.cmake"
  DESTINATION "${LMQ_CMAKE_DIR}" COMPONENT lmq_development)

# lmq_pkg_config(component DESCRIPTION text [LMQ needed…] [MODULES pc…] [LIBS flag…])
# A shared library names what it needs itself; a static one needs it said, in the public fields, so that a plain
# `pkg-config --libs` links: by its file, where a shared one of the same name lies beside it. Where archives lie beside
# shared libraries, the private fields have it, for `pkg-config --static`. Paths are relative to the .pc file: the tree
# may be moved.
function(lmq_pkg_config component)
  cmake_parse_arguments(ARG "" "DESCRIPTION" "LMQ;MODULES;LIBS" ${ARGN})
  set(private "")
  if(LMQ_IS_SHARED)
    if(TARGET lmq_${component}_archive)
      string(JOIN " " private_modules ${ARG_MODULES})
      string(JOIN " " private_libs ${ARG_LIBS})
      set(private "Requires.private: ${private_modules}\nLibs.private: ${private_libs}\n")
    endif()
    set(ARG_MODULES "")
    set(ARG_LIBS "")
  endif()
  list(TRANSFORM ARG_LMQ PREPEND "lmq-")
  string(JOIN " " requires ${ARG_LMQ} ${ARG_MODULES})
  set(library -llmq_${component})
  if(TARGET lmq_${component}_shared)
    set(library "\${libdir}/${CMAKE_STATIC_LIBRARY_PREFIX}lmq_${component}${CMAKE_STATIC_LIBRARY_SUFFIX}")
  endif()
  string(JOIN " " libs -L\${libdir} ${library} ${ARG_LIBS})
  file(RELATIVE_PATH up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  set(file "${PROJECT_BINARY_DIR}/lmq-${component}.pc")
  file(WRITE "${file}.tmp" "prefix=\${pcfiledir}/${up}\nlibdir=\${prefix}/${CMAKE_INSTALL_LIBDIR}\n"
    "includedir=\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}\n\nName: lmq-${component}\nDescription: ${ARG_DESCRIPTION}\n"
    "Version: ${PROJECT_VERSION}\nRequires: ${requires}\nLibs: ${libs}\n${private}Cflags: -I\${includedir}\n")
  configure_file("${file}.tmp" "${file}" COPYONLY)
  install(FILES "${file}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT lmq_development)
endfunction()

set(paho_flags -lpaho-mqtt3as)
if(LMQ_INSTALLED_PAHO)
  set(paho_flags "-L\${prefix}/${LMQ_INSTALLED_PAHO}" -lpaho-mqtt3as -lssl)
endif()
list(TRANSFORM LMQ_CXX_RUNTIME PREPEND "-l" OUTPUT_VARIABLE cxx_flags)
lmq_pkg_config(core DESCRIPTION "${PROJECT_DESCRIPTION}: identifiers, limits, signatures" MODULES libcrypto libcjson
  LIBS ${cxx_flags})
set(sqlite_module "")
if(LMQ_WITH_SQLITE)
  set(sqlite_module sqlite3)
endif()
lmq_pkg_config(client DESCRIPTION "${PROJECT_DESCRIPTION}: the device's client" LMQ core MODULES libssl ${sqlite_module}
  LIBS ${paho_flags} -pthread)
lmq_pkg_config(c DESCRIPTION "${PROJECT_DESCRIPTION}: the C interface" LMQ client)
if(LMQ_BUILD_CLOUD)
  lmq_pkg_config(cloud DESCRIPTION "${PROJECT_DESCRIPTION}: tokens for app servers" LMQ core
    MODULES libcurl libcrypto libcjson LIBS -pthread)
  lmq_pkg_config(c_cloud DESCRIPTION "${PROJECT_DESCRIPTION}: tokens for app servers, in C" LMQ c cloud)
endif()
if(LMQ_BUILD_BROKER)
  lmq_pkg_config(broker DESCRIPTION "${PROJECT_DESCRIPTION}: the reference broker, for tests" LMQ core
    MODULES libssl libcjson sqlite3 spdlog fmt tomlplusplus LIBS -pthread)
  lmq_pkg_config(c_broker DESCRIPTION "${PROJECT_DESCRIPTION}: the reference broker, for tests, in C" LMQ c broker)
endif()
