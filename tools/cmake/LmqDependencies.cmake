# Finds what the build links. The device part: Paho, OpenSSL, cJSON, tl::expected and, with LMQ_WITH_SQLITE, SQLite. The app server's: libcurl. The broker:
# Boost, toml++, CLI11, spdlog, fmt. Tests: doctest.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(cjson REQUIRED IMPORTED_TARGET GLOBAL libcjson)
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
  find_path(LMQ_CLI11_INCLUDE_DIR CLI/CLI.hpp REQUIRED)
endif()
if(LMQ_BUILD_TESTS)
  find_path(LMQ_DOCTEST_INCLUDE_DIR doctest/doctest.h REQUIRED)
endif()
