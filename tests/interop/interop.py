"""What the interop tests share: a real lmq-broker on a free port, programs read line by line, deadlines.

Only the standard library. Nothing here waits a fixed time: every wait is for an event and ends at a deadline.
"""

import base64
import hashlib
import hmac
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

DEADLINE_S = 30
SKIPPED = 77  # CTest's SKIP_RETURN_CODE

# The account that lmq-broker serves when it is given no configuration (sdk/docs/contracts.md).
ACCESS_KEY = "AK_TEST_0001"
SECRET_KEY = "SK_test_secret_0001"
GROUP = "GID_AAA"


def password(group=GROUP, secret_key=SECRET_KEY):
    """The CONNECT password: Base64(HMAC-SHA1(secret key, group id)) (spec 7.1)."""
    digest = hmac.new(secret_key.encode(), group.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def decoded(text):
    """The bytes of a Base64 text, as text."""
    return base64.b64decode(text).decode()


def device(name):
    """A client id of the ready-made group."""
    return GROUP + "@@@" + name


def skip(reason):
    """Ends this test program as skipped, or as failed in CI, where nothing may be missing."""
    print("skipped: " + reason, flush=True)
    sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)


def require_programs(*names, installs="tools/setup"):
    """Skips when one of these programs is missing; `installs` says what brings them."""
    missing = [name for name in names if shutil.which(name) is None]
    if missing:
        skip("not installed: " + ", ".join(missing) + "; " + installs + " installs what is needed")


class Lines:
    """The lines of a stream as they come, read by a thread of its own."""

    def __init__(self, stream, what):
        self.what = what
        self.seen = []
        self._queue = queue.Queue()
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def _read(self, stream):
        for line in stream:
            self._queue.put(line.rstrip("\n"))
        self._queue.put(None)
        stream.close()

    def wait_for(self, wanted, condition):
        """The next line for which `condition` holds; earlier ones are passed over. Fails at the deadline."""
        end = time.monotonic() + DEADLINE_S
        while True:
            try:
                line = self._queue.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{self.what}: no {wanted} in {DEADLINE_S} s, but {self.seen}") from None
            if line is None:
                self._queue.put(None)
                raise AssertionError(f"{self.what}: ended without {wanted}, after {self.seen}")
            self.seen.append(line)
            if condition(line):
                return line

    def so_far(self):
        """The lines that have come and that nobody waited for."""
        lines = []
        while not self._queue.empty():
            lines.append(str(self._queue.get()))
        return lines

    def rest(self):
        """All lines up to the end of the stream."""
        end = time.monotonic() + DEADLINE_S
        lines = []
        while True:
            try:
                line = self._queue.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{self.what}: did not end in {DEADLINE_S} s, after {lines}") from None
            if line is None:
                self._queue.put(None)
                return lines
            lines.append(line)


class Broker:
    """A running lmq-broker: free ports, its ready-made account, its log kept to be shown on failure.

    `ports` has the port of each of the `doors` (tcp, tls, ws, wss, http) that were asked for, on `host`; `ca_file` is
    that of the certificate it made up for tls and wss.
    """

    def __init__(self, program, *options, doors=("tcp",)):
        self._log = tempfile.TemporaryFile(mode="w+")
        listeners = [word for door in doors for word in ("--" + door, "127.0.0.1:0")]
        self.process = subprocess.Popen(
            [program, "--log", "warn", *listeners, *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._log, text=True)
        try:
            lines = Lines(self.process.stdout, "lmq-broker")
            self.ready = json.loads(lines.wait_for("ready line", lambda line: True))
            assert self.ready["ready"] is True, self.ready
            assert self.ready["pid"] == self.process.pid, self.ready
            self.host = "127.0.0.1"
            self.ports = {door: self._port(self.ready["listeners"][door]) for door in doors}
            self.ca_file = self.ready.get("ca_file")
        except BaseException:
            self.process.kill()
            self.process.wait()
            self.show_log()
            raise

    def _port(self, address):
        host, port = address.rsplit(":", 1)
        assert host == self.host, self.ready
        return int(port)

    def show_log(self):
        self._log.seek(0)
        print("---- lmq-broker's log\n" + self._log.read() + "----", file=sys.stderr)

    def stop(self):
        """SIGTERM must end it with exit code 0."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(DEADLINE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = f"none in {DEADLINE_S} s after SIGTERM"
        if code != 0:
            self.show_log()
        self._log.close()
        assert code == 0, f"lmq-broker: exit code {code}"


class BrokerTest(unittest.TestCase):
    """A test case with one broker for all its tests; each test uses topics and client ids of its own."""

    program = None  # set by main()
    doors = ("tcp",)
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.broker = Broker(cls.program, *cls.options, doors=cls.doors)
        cls.addClassCleanup(cls.broker.stop)

    def run(self, result=None):
        failures = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > failures:
            self.broker.show_log()

    def topic(self, level=""):
        """A topic under TopicA that no other test uses."""
        return "TopicA/" + self.id().rsplit("test_", 1)[1][:40] + level

    def device(self, role):
        """A client id that no other test uses."""
        return device(self.id().rsplit("test_", 1)[1][:40] + "-" + role)


def main():
    """Runs the tests of the calling script; its first argument is the path of lmq-broker."""
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} LMQ-BROKER [unittest arguments]")
    BrokerTest.program = sys.argv.pop(1)
    unittest.main(module="__main__", verbosity=2)
