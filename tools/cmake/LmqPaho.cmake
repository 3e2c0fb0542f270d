# Makes the imported target lmq_paho from LMQ_PAHO_PROVIDER:
#   system  the installed libpaho-mqtt3as, or the one of vcpkg or Conan;
#   source  a static build of LMQ_PAHO_SOURCE_DIR, or of the pinned release when that is empty, with
#           PAHO_HIGH_PERFORMANCE: four times cheaper a message (sdk/docs/findings.md, section 3).
# It is imported in both cases, so that the export of lmq_client may name it and lmqConfig.cmake make it again.
set(LMQ_PAHO_GIT_URL "https://github.com/eclipse/paho.mqtt.c.git")
set(LMQ_PAHO_GIT_COMMIT f7799da95e347bbc930b201b52a1173ebbad45a7) # v1.3.12: the commit id is the content's hash

# lmq_cured_paho(original cured): copies Paho's sources and cures there, in MQTTAsyncUtils.c of all releases up to 1.3.13 at
# least:
# - what its high-performance build does not survive: a QoS 1 or 2 publish whose first write fails is stored for
#   repetition, and the command that carried it frees the same topic and payload: freed twice at the next clean-up. Paho's
#   heap tracking, which the high-performance build leaves out, happens to notice and to skip the second one;
# - what keeps a device awake: after each poll that found nothing the receive thread sleeps 100 ms more, even where the poll
#   itself has waited its second. That is 48 wake-ups a minute, and 100 ms in which nothing is received.
function(lmq_cured_paho original cured)
  file(COPY "${original}/src" "${original}/cmake" "${original}/CMakeLists.txt" "${original}/version.major"
    "${original}/version.minor" "${original}/version.patch" DESTINATION "${cured}"
    PATTERN MQTTAsyncUtils.c EXCLUDE PATTERN samples EXCLUDE)
  set(name src/MQTTAsyncUtils.c)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${original}/${name}")
  file(READ "${original}/${name}" text)
  lmq_cure(text "a failed publish is freed twice" "\t\tfree\\(p\\); /\\*[^\n]*\n"
    "\t\telse if (rc == SOCKET_ERROR)\n\t\t{ /* the stored message owns them */\n\t\t\tcommand->command.details.pub.payload = NULL;\n\t\t\tcommand->command.details.pub.destinationName = NULL;\n\t\t}\n\t\tfree(p);\n")
  lmq_cure(text "a poll that has waited is followed by a sleep"
    "(\t\t\\*sock = Socket_getReadySocket\\(0, .*)\\*sock == 0 && \\(timeout > 0L\\)\\)\n"
    "\t\tSTART_TIME_TYPE polled = MQTTTime_start_clock();\n\\1*sock == 0 && timeout > 0L && MQTTTime_elapsed(polled) < 100)\n")
  set(written "")
  if(EXISTS "${cured}/${name}")
    file(READ "${cured}/${name}" written)
  endif()
  if(NOT written STREQUAL text)
    file(WRITE "${cured}/${name}" "${text}")
  endif()
endfunction()

# lmq_cure(variable flaw before after): replaces in the variable's text what matches `before`, or says that there is nothing.
function(lmq_cure variable flaw before after)
  string(REGEX REPLACE "${before}" "${after}" cured "${${variable}}")
  if(cured STREQUAL ${variable})
    message(WARNING "Paho's source is not the one that was cured before: look whether there still is this: ${flaw}")
  endif()
  set(${variable} "${cured}" PARENT_SCOPE)
endfunction()

# A function: Paho's build is given flags and options of its own, without touching the caller's.
function(lmq_add_paho_source)
  if(LMQ_PAHO_SOURCE_DIR)
    set(source "${LMQ_PAHO_SOURCE_DIR}")
  else()
    include(FetchContent)
    # SOURCE_SUBDIR names no folder: only fetch here, the folder is added below, out of `all` and of `install`.
    FetchContent_Declare(lmq_paho_source
      GIT_REPOSITORY "${LMQ_PAHO_GIT_URL}" GIT_TAG "${LMQ_PAHO_GIT_COMMIT}" SOURCE_SUBDIR fetch-only)
    FetchContent_MakeAvailable(lmq_paho_source)
    FetchContent_GetProperties(lmq_paho_source SOURCE_DIR source)
  endif()
  if(NOT EXISTS "${source}/src/MQTTAsync.h")
    message(FATAL_ERROR "LMQ_PAHO_SOURCE_DIR=${source}: no src/MQTTAsync.h in it")
  endif()

  lmq_cured_paho("${source}" "${CMAKE_BINARY_DIR}/paho-source")
  set(source "${CMAKE_BINARY_DIR}/paho-source")

  foreach(option PAHO_WITH_SSL PAHO_BUILD_STATIC PAHO_HIGH_PERFORMANCE)
    set(${option} TRUE CACHE INTERNAL "")
  endforeach()
  foreach(option PAHO_BUILD_SHARED PAHO_BUILD_SAMPLES PAHO_BUILD_DOCUMENTATION PAHO_BUILD_DEB_PACKAGE
      PAHO_ENABLE_TESTING PAHO_ENABLE_CPACK)
    set(${option} FALSE CACHE INTERNAL "")
  endforeach()
  # Our warnings are not Paho's; its CMakeLists.txt asks for a CMake older than 3.5.
  string(REGEX REPLACE "-W[a-z=-]+" "" CMAKE_C_FLAGS "${CMAKE_C_FLAGS}")
  string(APPEND CMAKE_C_FLAGS " -w")
  set(CMAKE_UNITY_BUILD OFF)
  set(CMAKE_POLICY_VERSION_MINIMUM 3.5)
  set(CMAKE_POLICY_DEFAULT_CMP0048 NEW)
  set(CMAKE_WARN_DEPRECATED OFF)
  set(CMAKE_MESSAGE_LOG_LEVEL WARNING)
  add_subdirectory("${source}" "${CMAKE_BINARY_DIR}/paho" EXCLUDE_FROM_ALL)
  if(MINGW) # Paho spells a library of Windows' as Windows may; the cross compiler's files have one spelling
    get_target_property(libraries paho-mqtt3as-static INTERFACE_LINK_LIBRARIES)
    string(REPLACE RpcRT4 rpcrt4 libraries "${libraries}")
    set_property(TARGET paho-mqtt3as-static PROPERTY INTERFACE_LINK_LIBRARIES "${libraries}")
  endif()
  set(LMQ_PAHO_INCLUDE "${source}/src" PARENT_SCOPE)
endfunction()

if(LMQ_PAHO_PROVIDER STREQUAL "system")
  find_path(LMQ_PAHO_INCLUDE_DIR MQTTAsync.h REQUIRED)
  lmq_find_paho()
  if(NOT lmq_paho_FOUND)
    message(FATAL_ERROR "Paho MQTT C's library paho-mqtt3as was not found; set LMQ_PAHO_LIBRARY")
  endif()
  target_include_directories(lmq_paho INTERFACE "${LMQ_PAHO_INCLUDE_DIR}")
elseif(LMQ_PAHO_PROVIDER STREQUAL "source")
  lmq_add_paho_source()
  add_library(lmq_paho INTERFACE IMPORTED GLOBAL)
  target_include_directories(lmq_paho INTERFACE "${LMQ_PAHO_INCLUDE}")
  target_link_libraries(lmq_paho INTERFACE paho-mqtt3as-static)
else()
  message(FATAL_ERROR "LMQ_PAHO_PROVIDER=${LMQ_PAHO_PROVIDER}: must be system or source")
endif()
