"""What of the Android module can be tested without an Android SDK: android_test.py BUILD JAVA LIBRARY_PATH JAR…

Its Java and the example's are compiled against Android's classes, and all of the binding's is looked through for what
API 21 does not have (pom.xml); the network monitor hears of networks; the binding is shrunk and renamed by the rules that it brings for apps, and still works.
"""

import os
import subprocess
import sys
import unittest
import xml.dom.minidom

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "interop"))
import interop  # pylint: disable=wrong-import-position

MODULE = os.path.join(ROOT, "platform", "bindings", "android")
ANDROID = "http://schemas.android.com/apk/res/android"
LIMIT_S = 400
# Maven tells apart neither; these are what it says of sources that are wrong, and not of a network that is missing.
SOURCES_ARE_WRONG = ("COMPILATION ERROR", "Undefined reference")
# What an app would have: its own classes, here the tests, which are not renamed.
RULES = """
-outjars '{out}'
-libraryjars <java.home>/jmods/java.base.jmod(!**.jar;!module-info.class)
-keepattributes *Annotation*
-dontnote
-keep class io.lmq.Main {{ public static void main(java.lang.String[]); }}
-keep class io.lmq.*Test {{ *; }}
-keep class io.lmq.ErrorNumber {{ *; }}
-keep class io.lmq.testing.** {{ *; }}
-include '{rules}'
"""
# One test at least for each method that the native library calls.
TESTS = ("TokenPublishes", "offlineMessages", "OutboxFile", "aSigner", "theLog", "ListenerThrows", "closingEnds")


class AndroidModule(unittest.TestCase):
    build, java, libraries, jars = "", "", "", []

    def test_the_manifest_asks_for_what_is_used(self):
        document = xml.dom.minidom.parse(os.path.join(MODULE, "src", "main", "AndroidManifest.xml"))
        asked = {node.getAttributeNS(ANDROID, "name") for node in document.getElementsByTagName("uses-permission")}
        self.assertEqual(asked, {"android.permission.INTERNET", "android.permission.ACCESS_NETWORK_STATE"})
        xml.dom.minidom.parse(os.path.join(ROOT, "examples", "android", "app", "src", "main", "AndroidManifest.xml"))

    def test_the_sources_fit_android_the_monitor_reports_and_the_rules_keep_what_is_called(self):
        self.compile_with_maven()
        with open(os.path.join(self.build, "class.path"), encoding="utf-8") as file:
            fetched = file.read().strip().split(os.pathsep)
        self.watch_the_network([jar for jar in fetched if "android-all" in jar])
        self.shrink_and_run([jar for jar in fetched if "android-all" not in jar])

    def compile_with_maven(self):
        try:
            result = self.run_quietly("mvn", "-q", "-B", "-f", os.path.join(HERE, "pom.xml"),
                                      "-Dlmq.build=" + self.build, "process-classes")
        except subprocess.TimeoutExpired:
            interop.skip(f"mvn did not fetch what it needs in {LIMIT_S} s")
        if result.returncode != 0:
            if any(mark in result.stdout for mark in SOURCES_ARE_WRONG):
                self.fail(result.stdout)
            interop.skip("mvn failed, for want of a network perhaps:\n" + result.stdout)

    def watch_the_network(self, android):
        out = os.path.join(self.build, "monitor")
        class_path = os.pathsep.join([os.path.join(self.build, "classes"), *self.jars, *android])
        self.succeed(os.path.join(os.path.dirname(self.java), "javac"), "-J-XX:TieredStopAtLevel=1",
                     "-encoding", "UTF-8", "-cp", class_path, "-d", out,
                     os.path.join(HERE, "io", "lmq", "android", "NetworkMonitorTest.java"))
        said = self.succeed(self.java, "-XX:TieredStopAtLevel=1", "-Djava.library.path=" + self.libraries,
                            "-cp", os.pathsep.join([out, class_path]), "io.lmq.android.NetworkMonitorTest")
        self.assertIn("1 passed, 0 failed", said)

    def shrink_and_run(self, proguard):
        shrunk = os.path.join(self.build, "shrunk.jar")
        rules = os.path.join(self.build, "rules.pro")
        with open(rules, "w", encoding="utf-8") as file:
            file.writelines(f"-injars '{jar}'(!META-INF/MANIFEST.MF)\n" for jar in self.jars)
            file.write(RULES.format(out=shrunk, rules=os.path.join(MODULE, "consumer-rules.pro")))
        self.succeed(self.java, "-XX:TieredStopAtLevel=1", "-cp", os.pathsep.join(proguard), "proguard.ProGuard", "@" + rules)
        said = self.succeed(self.java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                            "-XX:-UseDynamicNumberOfCompilerThreads", "-Djava.library.path=" + self.libraries,
                            "-cp", shrunk, "io.lmq.Main", *TESTS)
        self.assertRegex(said, r"(?m)^(9|[1-9]\d) passed, 0 failed$")

    def succeed(self, *command):
        result = self.run_quietly(*command)
        self.assertEqual(result.returncode, 0, result.stdout)
        return result.stdout

    @staticmethod
    def run_quietly(*command):
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=LIMIT_S, check=False)


if __name__ == "__main__":
    interop.require_programs("mvn", installs="tools/setup --dev")
    AndroidModule.build, AndroidModule.java, AndroidModule.libraries, *AndroidModule.jars = sys.argv[1:]
    os.makedirs(AndroidModule.build, exist_ok=True)
    unittest.main(argv=sys.argv[:1], verbosity=2)
