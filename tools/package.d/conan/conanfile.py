"""Conan 2 recipe: conan create tools/package.d/conan --build=missing (sdk/docs/packages.md)"""
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd, stdcpp_library
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir
from conan.tools.gnu import PkgConfigDeps

required_conan_version = ">=2.0"


class Lmq(ConanFile):
    name = "lmq"
    description = "Device SDK and reference broker for Aliyun MQ for IoT"
    license = "Apache-2.0"
    topics = ("mqtt", "iot", "aliyun")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {
        "shared": [True, False],
        "fPIC": [True, False],
        "with_sqlite": [True, False],
        "cloud": [True, False],
        "testing": [True, False],
    }
    default_options = {
        "shared": False,
        "fPIC": True,
        "with_sqlite": True,
        "cloud": False,
        "testing": False,
        "paho-mqtt-c/*:ssl": True,
        "paho-mqtt-c/*:asynchronous": True,
        "boost/*:header_only": True,
    }
    implements = ["auto_shared_fpic"]

    @property
    def _root(self):
        return os.path.join(self.recipe_folder, "..", "..", "..")

    def set_version(self):
        text = load(self, os.path.join(self._root, "CMakeLists.txt"))
        self.version = re.search(r"project\(lmq VERSION ([0-9.]+)", text).group(1)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "sdk/*", "platform/*", "tools/*"):
            copy(self, pattern, self._root, self.export_sources_folder, excludes=("sdk/docs/*", "sdk/abi/*"))

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("paho-mqtt-c/[>=1.3.12 <1.4]")
        self.requires("openssl/[>=1.1.1 <4]")
        self.requires("cjson/[>=1.7.14 <2]")
        self.requires("tl-expected/[>=1.0.0 <2]", transitive_headers=True)
        if self.options.with_sqlite or self.options.testing:
            self.requires("sqlite3/[>=3.34 <4]")
        if self.options.cloud:
            self.requires("libcurl/[>=7.68 <9]")
        if self.options.testing:
            self.requires("boost/[>=1.74 <2]", libs=False)
            self.requires("tomlplusplus/[>=3.0 <4]")
            self.requires("cli11/[>=2.1 <3]", libs=False)
            self.requires("fmt/[>=9 <12]")
            self.requires("spdlog/[>=1.10 <2]")

    def validate(self):
        check_min_cppstd(self, 17)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for part in ("TESTS", "EXAMPLES", "BENCH"):
            toolchain.cache_variables["LMQ_BUILD_" + part] = False
        toolchain.cache_variables["LMQ_C_SHARED"] = False
        toolchain.cache_variables["LMQ_WITH_SQLITE"] = bool(self.options.with_sqlite)
        toolchain.cache_variables["LMQ_BUILD_CLOUD"] = bool(self.options.cloud)
        toolchain.cache_variables["LMQ_BUILD_BROKER"] = bool(self.options.testing)
        toolchain.generate()
        CMakeDeps(self).generate()
        PkgConfigDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        # Conan makes these for its users itself.
        for folder in ("cmake", "pkgconfig"):
            rmdir(self, os.path.join(self.package_folder, "lib", folder))
        rmdir(self, os.path.join(self.package_folder, "share"))

    def _component(self, name, target, requires, system_libs=()):
        component = self.cpp_info.components[name]
        component.libs = ["lmq_" + target]
        component.set_property("cmake_target_name", "lmq::" + target)
        component.set_property("pkg_config_name", "lmq-" + target)
        component.requires = requires
        if self.settings.os in ("Linux", "FreeBSD"):
            component.system_libs = list(system_libs)
        return component

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "lmq")
        core = self._component("core", "core", ["openssl::crypto", "cjson::cjson", "tl-expected::tl-expected"], ["m"])
        if self.options.shared:
            core.defines = ["LMQ_SHARED"]
        else:  # a C compiler may link, which does not know the library of C++
            core.system_libs.extend(filter(None, [stdcpp_library(self)]))
        sqlite = ["sqlite3::sqlite3"] if self.options.with_sqlite else []
        self._component("client", "client", ["core", "paho-mqtt-c::paho-mqtt-c", "openssl::ssl", *sqlite], ["pthread"])
        c = self._component("c", "c", ["client"])
        if not self.options.shared:
            c.defines = ["LMQ_C_STATIC"]
        if self.options.cloud:
            self._component("cloud", "cloud", ["core", "libcurl::libcurl"], ["pthread"])
            self._component("c_cloud", "c_cloud", ["c", "cloud"])
        if self.options.testing:
            self._component("testing", "broker", ["core", "openssl::ssl", "sqlite3::sqlite3", "boost::headers",
                                                  "tomlplusplus::tomlplusplus", "cli11::cli11", "fmt::fmt",
                                                  "spdlog::spdlog"], ["pthread"])
            self._component("c_testing", "c_broker", ["c", "testing"])
