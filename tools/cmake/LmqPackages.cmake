# Debian packages, by `tools/package deb` or `cpack -G DEB` in a build tree of the preset deb:
#   liblmq1     the shared libraries of device and app server
#   liblmq-dev  headers, archives, lmqConfig.cmake, pkg-config files
#   lmq-tools   lmq-broker and the broker's own libraries, so that a device need not have what they need
set(debian "${PROJECT_SOURCE_DIR}/tools/package.d/debian")

# One place tells the packages' version: the first line of Debian's changelog.
file(STRINGS "${debian}/changelog" first_line LIMIT_COUNT 1)
if(NOT first_line MATCHES "^lmq \\((.*)-([0-9]+)\\)" OR NOT CMAKE_MATCH_1 STREQUAL PROJECT_VERSION)
  message(FATAL_ERROR "${debian}/changelog does not begin with lmq ${PROJECT_VERSION}")
endif()
set(CPACK_DEBIAN_PACKAGE_RELEASE "${CMAKE_MATCH_2}")
file(STRINGS "${debian}/changelog" trailer REGEX "^ -- " LIMIT_COUNT 1)
string(REGEX REPLACE "^ -- (.*>).*" "\\1" CPACK_PACKAGE_CONTACT "${trailer}")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lmq)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has its own, the first line of its description
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_COMPONENTS_ALL lmq_libraries lmq_development lmq_tools)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
  WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SOURCE lmq)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${PROJECT_BINARY_DIR}/sdk" "${PROJECT_BINARY_DIR}/tools/broker")
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)

set(CPACK_DEBIAN_LMQ_LIBRARIES_PACKAGE_NAME "liblmq${LMQ_ABI}")
set(CPACK_DEBIAN_LMQ_LIBRARIES_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LMQ_LIBRARIES_PACKAGE_CONTROL_EXTRA "${debian}/triggers")
set(CPACK_DEBIAN_LMQ_LIBRARIES_DESCRIPTION "device SDK for Aliyun MQ for IoT - shared libraries
Connects devices and app servers to MQ for IoT, over MQTT 3.1.1 with the
rules of that service: signatures, tokens, offline messages, peer-to-peer
messages. For C++ and C.")

set(CPACK_DEBIAN_LMQ_DEVELOPMENT_PACKAGE_NAME liblmq-dev)
set(CPACK_DEBIAN_LMQ_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_LMQ_DEVELOPMENT_DEPENDS lmq_libraries)
# What the headers include, and what lmqConfig.cmake and the pkg-config files ask for.
set(needed libexpected-dev libcjson-dev libpaho-mqtt-dev libssl-dev)
if(LMQ_WITH_SQLITE)
  list(APPEND needed libsqlite3-dev zlib1g-dev) # sqlite3.pc names -lz, and its package does not ask for it
endif()
if(LMQ_BUILD_CLOUD)
  list(APPEND needed "libcurl4-openssl-dev | libcurl4-gnutls-dev")
endif()
if(LMQ_BUILD_BROKER)
  list(APPEND needed libfmt-dev libspdlog-dev libsqlite3-dev libtomlplusplus-dev)
  list(APPEND CPACK_COMPONENT_LMQ_DEVELOPMENT_DEPENDS lmq_tools)
endif()
list(REMOVE_DUPLICATES needed)
list(JOIN needed ", " CPACK_DEBIAN_LMQ_DEVELOPMENT_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_LMQ_DEVELOPMENT_DESCRIPTION "device SDK for Aliyun MQ for IoT - development files
Headers for C++ and C, archives, and what CMake (find_package(lmq)) and
pkg-config (lmq-client, lmq-c, lmq-cloud, lmq-broker) need to find them.")

set(CPACK_DEBIAN_LMQ_TOOLS_PACKAGE_NAME lmq-tools)
set(CPACK_DEBIAN_LMQ_TOOLS_PACKAGE_SECTION net)
set(CPACK_COMPONENT_LMQ_TOOLS_DEPENDS lmq_libraries)
set(CPACK_DEBIAN_LMQ_TOOLS_PACKAGE_CONTROL_EXTRA "${debian}/triggers")
set(CPACK_DEBIAN_LMQ_TOOLS_DESCRIPTION "reference broker for Aliyun MQ for IoT, for tests
The whole of MQ for IoT in one process, as strict as the service, with a
clock that tests can move and faults that they can script: lmq-broker, and
the libraries to have it inside a test of one's own.")

if(NOT LMQ_BUILD_BROKER)
  list(REMOVE_ITEM CPACK_COMPONENTS_ALL lmq_tools)
endif()

# What Debian wants of each package.
find_program(LMQ_GZIP gzip)
if(LMQ_GZIP)
  execute_process(COMMAND "${LMQ_GZIP}" -9nc "${debian}/changelog"
    OUTPUT_FILE "${PROJECT_BINARY_DIR}/changelog.Debian.gz" COMMAND_ERROR_IS_FATAL ANY)
  foreach(component IN LISTS CPACK_COMPONENTS_ALL)
    string(TOUPPER "${component}" upper)
    install(FILES "${debian}/copyright" "${PROJECT_BINARY_DIR}/changelog.Debian.gz"
      DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME}"
      COMPONENT ${component} EXCLUDE_FROM_ALL)
  endforeach()
endif()
if(LMQ_BUILD_MANUAL AND LMQ_BUILD_BROKER)
  find_program(LMQ_HELP2MAN help2man REQUIRED)
  set(page "${PROJECT_BINARY_DIR}/lmq-broker.1")
  add_custom_command(OUTPUT "${page}.gz" DEPENDS lmq-broker VERBATIM
    COMMAND "${LMQ_HELP2MAN}" --no-info --section=1 --source=lmq --output=${page}
      --name "reference broker for Aliyun MQ for IoT" $<TARGET_FILE:lmq-broker>
    COMMAND "${LMQ_GZIP}" -9nf "${page}")
  add_custom_target(lmq_manual ALL DEPENDS "${page}.gz")
  install(FILES "${page}.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" COMPONENT lmq_tools)
endif()
include(CPack)
