"""What the tests of the vendor's samples share: the document, a real lmq-broker, a sample that runs until it is ended."""

import os
import shutil
import subprocess
import sys
import tempfile

# The broker, and what else the interop tests have.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "interop"))

import control  # noqa: E402
import cut  # noqa: E402
import interop  # noqa: E402


class Program:
    """A running sample, in a folder of its own. It is ended hard: most samples loop for ever."""

    def __init__(self, what, command, folder, **environment):
        # Line buffering shows each line of a pipe's reader when it is written, not when 4 KiB have come together.
        self.process = subprocess.Popen(
            ["stdbuf", "-oL", *command], cwd=folder, env=dict(os.environ, PYTHONUNBUFFERED="1", **environment),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self.lines = interop.Lines(self.process.stdout, what)

    def says(self, wanted):
        """Waits for a line with `wanted` in it and answers it."""
        return self.lines.wait_for(repr(wanted), lambda line: wanted in line)

    def kill(self):
        self.process.kill()
        self.process.wait()


class SampleTest(interop.BrokerTest):
    """A broker with its control interface, and a folder for the test's programs."""

    document = None  # both set by main()
    prepared = None
    options = ("--control",)
    doors = ("tcp", "http")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.control = control.Control(cls.broker)
        cls.folder = tempfile.mkdtemp(prefix="lmq-sample-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)

    @classmethod
    def write(cls, name, text):
        path = os.path.join(cls.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    @classmethod
    def run_to_its_end(cls, *command, seconds=300, cwd=None):
        """For compilers and the like."""
        done = subprocess.run(command, cwd=cwd or cls.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", timeout=seconds)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}")
        return done.stdout

    def start(self, what, *command, **environment):
        program = Program(what, command, self.folder, **environment)
        self.addCleanup(program.kill)
        return program

    def device(self, role):
        return interop.device(role)

    def assert_message_of(self, message, client_id, second, qos, body=None):
        """That MQ got a message as spec 12.2 maps it."""
        properties = message["properties"]
        self.assertEqual(properties["clientId"], client_id)
        self.assertEqual(properties["mqttSecondTopic"], second)
        self.assertEqual(properties["qoslevel"], str(qos))
        if body is not None:
            self.assertEqual(interop.decoded(message["body_base64"]), body)


def main(prepare=None):
    """Runs the calling test: TEST.py LMQ-BROKER DOCUMENT BUILD-FOLDER [unittest arguments].

    `prepare`, if given, is called with the build folder before the tests and may skip them all; what it answers is
    their `prepared`.
    """
    if len(sys.argv) < 4:
        sys.exit(f"usage: {sys.argv[0]} LMQ-BROKER DOCUMENT BUILD-FOLDER [unittest arguments]")
    # The environment's word goes before that of the build.
    built_with = sys.argv.pop(2)
    where = os.environ.get("LMQ_SOURCE_DOCUMENT", built_with)
    build = sys.argv.pop(2)
    path = cut.find(where)
    if path is None:
        interop.skip(f"the source document with the samples is not at hand: {where}; set LMQ_SOURCE_DOCUMENT to it")
    SampleTest.document = cut.Document(path)
    if prepare is not None:
        SampleTest.prepared = prepare(build)
    interop.main()
