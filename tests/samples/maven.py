"""The Java libraries that the document's own pom.xml names, and fastjson, fetched once into a folder of the build."""

import fcntl
import os
import shutil
import subprocess

import samples
from samples import interop

FETCH_S = 300
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
# The document uses it and names no version: the last that its author made under this name.
FASTJSON = """<dependency>
<groupId>com.alibaba</groupId>
<artifactId>fastjson</artifactId>
<version>1.2.83</version>
</dependency>
"""
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>lmq.tests</groupId>
<artifactId>samples</artifactId>
<version>1</version>
<packaging>pom</packaging>
{}
</project>
"""


def libraries(build):
    """The folder with the libraries. Skips this test where Maven or the network is missing."""
    interop.require_programs("mvn", "javac", "java", "keytool", installs="tools/setup --dev")
    named = samples.SampleTest.document.program("Java 接入示例", "<dependencies>")
    named = named[:named.index("</dependencies>")] + FASTJSON + "</dependencies>"
    wanted = POM.format(named)
    folder = os.path.join(os.path.abspath(build), "java")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = os.path.join(folder, "done.xml")
        lib = os.path.join(folder, "lib")
        if os.path.exists(done):
            with open(done, encoding="utf-8") as file:
                if file.read() == wanted:
                    return lib
            os.remove(done)
        shutil.rmtree(lib, ignore_errors=True)
        with open(os.path.join(folder, "pom.xml"), "w", encoding="utf-8") as file:
            file.write(wanted)
        try:
            result = subprocess.run(
                ["mvn", "-q", "-B", PLUGIN, "-DoutputDirectory=" + lib], cwd=folder, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=FETCH_S)
        except subprocess.TimeoutExpired:
            interop.skip(f"mvn did not fetch the libraries in {FETCH_S} s")
        if result.returncode != 0:
            interop.skip("mvn failed, for want of a network perhaps:\n" + result.stdout)
        with open(done, "w", encoding="utf-8") as file:
            file.write(wanted)
    return lib
