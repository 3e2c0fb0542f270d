# An overlay port: it builds the sources that it lies in. In a registry, vcpkg_from_github stands here instead.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../../../.." ABSOLUTE)

vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS
  FEATURES
    cloud   LMQ_BUILD_CLOUD
    sqlite  LMQ_WITH_SQLITE
    testing LMQ_BUILD_BROKER
)
vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    -DLMQ_BUILD_TESTS=OFF
    -DLMQ_BUILD_EXAMPLES=OFF
    -DLMQ_C_SHARED=OFF
    ${FEATURE_OPTIONS}
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/lmq)
vcpkg_fixup_pkgconfig()
if("testing" IN_LIST FEATURES)
  vcpkg_copy_tools(TOOL_NAMES lmq-broker AUTO_CLEAN)
endif()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share"
  "${CURRENT_PACKAGES_DIR}/share/doc")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
