"""Stands in for the libraries that lmq's recipe requires, with the operating system's: for tests/package/conan.sh only.

conan export system --name NAME --version VERSION; names of packages, components and targets are conan-center's.
"""
import subprocess

from conan import ConanFile

# package: CMake's name of it, and its components: (component, CMake's target, pkg-config's module, libraries)
PACKAGES = {
    "openssl": ("OpenSSL", [("crypto", "OpenSSL::Crypto", "libcrypto", ["crypto"]),
                            ("ssl", "OpenSSL::SSL", "libssl", ["ssl"])]),
    "paho-mqtt-c": ("eclipse-paho-mqtt-c",
                    [("_paho-mqtt-c", "eclipse-paho-mqtt-c::paho-mqtt3as", None, ["paho-mqtt3as"])]),
    "cjson": ("cJSON", [("_cjson", "cjson", "libcjson", ["cjson"])]),
    "tl-expected": ("tl-expected", [("expected", "tl::expected", None, [])]),
    "sqlite3": ("SQLite3", [("sqlite", "SQLite::SQLite3", "sqlite3", ["sqlite3"])]),
    "libcurl": ("CURL", [("curl", "CURL::libcurl", "libcurl", ["curl"])]),
    "boost": ("Boost", [("headers", "Boost::headers", None, [])]),
    "tomlplusplus": ("tomlplusplus", [("toml", "tomlplusplus::tomlplusplus", "tomlplusplus", ["tomlplusplus"])]),
    "cli11": ("CLI11", [("cli", "CLI11::CLI11", "CLI11", [])]),
    "fmt": ("fmt", [("_fmt", "fmt::fmt", "fmt", ["fmt"])]),
    "spdlog": ("spdlog", [("libspdlog", "spdlog::spdlog", "spdlog", ["spdlog"])]),
}


class System(ConanFile):
    package_type = "shared-library"
    options = {"ssl": [True, False], "asynchronous": [True, False], "header_only": [True, False]}
    default_options = {"ssl": True, "asynchronous": True, "header_only": True}

    def package_info(self):
        cmake_name, components = PACKAGES[self.name]
        self.cpp_info.set_property("cmake_file_name", cmake_name)
        self.cpp_info.set_property("cmake_find_mode", "both")
        triple = subprocess.run(["cc", "-print-multiarch"], stdout=subprocess.PIPE, text=True, check=True)
        self.cpp_info.includedirs = self.cpp_info.libdirs = self.cpp_info.bindirs = []
        for name, target, module, libraries in components:
            component = self.cpp_info.components[name]
            component.set_property("cmake_target_name", target)
            if module:
                component.set_property("pkg_config_name", module)
            component.includedirs = component.bindirs = []
            component.libdirs = [f"/usr/lib/{triple.stdout.strip()}"]
            component.libs = libraries
        if self.name == "spdlog":  # as Debian's is compiled
            component.defines = ["SPDLOG_COMPILED_LIB", "SPDLOG_FMT_EXTERNAL", "SPDLOG_SHARED_LIB"]
            component.requires = ["fmt::_fmt"]

    def requirements(self):
        if self.name == "spdlog":
            self.requires("fmt/9.1.0", transitive_headers=True)
