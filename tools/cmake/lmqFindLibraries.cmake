# Makes the targets lmq_paho and PkgConfig::cjson, which name Paho MQTT C and cJSON wherever they come from: for lmq's
# own build, and, installed beside lmqConfig.cmake, for users of static libraries. Both are imported, so that the export
# of a library may name them.

# lmq_find_paho(): Paho's asynchronous library with TLS, and lmq_paho_FOUND. An archive needs libraries of its own,
# which only Paho's package for CMake knows: vcpkg and Conan have it, with targets that differ by the kind of library.
macro(lmq_find_paho)
  find_library(LMQ_PAHO_LIBRARY NAMES paho-mqtt3as paho-mqtt3as-static)
  if(LMQ_PAHO_LIBRARY)
    set(lmq_paho_FOUND TRUE)
    if(NOT TARGET lmq_paho)
      add_library(lmq_paho INTERFACE IMPORTED GLOBAL)
      set(lmq_paho_link "${LMQ_PAHO_LIBRARY}")
      if(LMQ_PAHO_LIBRARY MATCHES "\\.(a|lib)$")
        find_package(eclipse-paho-mqtt-c CONFIG QUIET)
        foreach(lmq_name paho-mqtt3as-static paho-mqtt3as)
          if(TARGET eclipse-paho-mqtt-c::${lmq_name})
            # Debian's package names the shared library, where an archive of it was asked for.
            get_target_property(lmq_type eclipse-paho-mqtt-c::${lmq_name} TYPE)
            if(NOT lmq_type STREQUAL "SHARED_LIBRARY")
              set(lmq_paho_link eclipse-paho-mqtt-c::${lmq_name})
              break()
            endif()
          endif()
        endforeach()
      endif()
      set_property(TARGET lmq_paho PROPERTY INTERFACE_LINK_LIBRARIES "${lmq_paho_link}")
    endif()
  else()
    set(lmq_paho_FOUND FALSE)
  endif()
endmacro()

# lmq_find_cjson(): by pkg-config, or without it by cJSON's own package for CMake.
macro(lmq_find_cjson)
  if(NOT TARGET PkgConfig::cjson)
    find_package(PkgConfig QUIET)
    if(PkgConfig_FOUND)
      pkg_check_modules(cjson QUIET IMPORTED_TARGET GLOBAL libcjson)
    endif()
  endif()
  if(NOT TARGET PkgConfig::cjson)
    find_package(cJSON CONFIG QUIET)
    if(TARGET cjson)
      add_library(PkgConfig::cjson INTERFACE IMPORTED GLOBAL)
      set_property(TARGET PkgConfig::cjson PROPERTY INTERFACE_LINK_LIBRARIES cjson)
    endif()
  endif()
endmacro()
