"""Builds tests/package/consumer with the package just created, each component that it has, and runs what was built."""
import os

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout


class LmqTest(ConanFile):
    settings = "os", "arch", "compiler", "build_type"

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        options = self.dependencies["lmq"].options
        components = ["client", "c"] + [name for name in ("cloud", "testing") if options.get_safe(name)]
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["CONSUMER_COMPONENTS"] = ";".join(components)
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure(build_script_folder="../../../../tests/package/consumer")
        cmake.build()

    def test(self):
        if can_run(self):
            for program in ("consumer", "consumer_c", "app_server", "broker", "device_test"):
                if os.path.exists(os.path.join(self.cpp.build.bindir, program)):
                    self.run(os.path.join(self.cpp.build.bindir, program), env="conanrun")
