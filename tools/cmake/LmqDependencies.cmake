# Finds what the build links. The device part: Paho, OpenSSL, cJSON, tl::expected and, with LMQ_WITH_SQLITE, SQLite. The app server's: libcurl. The broker:
# Boost, toml++, CLI11, spdlog, fmt. Tests: doctest.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
include(lmqFindLibraries)
lmq_find_cjson()
if(NOT TARGET PkgConfig::cjson)
  message(FATAL_ERROR "cJSON was not found, neither by pkg-config (libcjson) nor by find_package(cJSON)")
endif()
find_path(LMQ_EXPECTED_INCLUDE_DIR tl/expected.hpp REQUIRED)

include(LmqPaho)

if(LMQ_WITH_SQLITE OR LMQ_BUILD_BROKER)
  find_package(SQLite3 3.34 REQUIRED)
endif()
if(LMQ_BUILD_CLOUD)
  find_package(CURL 7.68 REQUIRED) # curl_multi_poll, curl_multi_wakeup
endif()
if(LMQ_BUILD_BROKER)
  find_package(Boost 1.74 REQUIRED)
  find_package(tomlplusplus REQUIRED)
  find_package(fmt REQUIRED)
  find_package(spdlog REQUIRED)
  find_package(CLI11 CONFIG QUIET) # a library in vcpkg, elsewhere headers, with or without a package for CMake
  if(NOT TARGET CLI11::CLI11)
    find_path(LMQ_CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)
    add_library(CLI11::CLI11 INTERFACE IMPORTED GLOBAL)
    target_include_directories(CLI11::CLI11 INTERFACE "${LMQ_CLI11_INCLUDE_DIR}")
  endif()
endif()
if(LMQ_BUILD_TESTS)
  find_path(LMQ_DOCTEST_INCLUDE_DIR doctest/doctest.h REQUIRED)
endif()
