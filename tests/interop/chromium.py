"""A real headless Chromium that opens one page."""

import os
import subprocess
import tempfile

import interop


class Chromium:
    """Has a home folder of its own. Certificates are checked as ever; `ca_file`, if given, is one of its authorities.

    `lines` has what it logs, the pages' console too.
    """

    def __init__(self, url, ca_file=None):
        self._home = tempfile.TemporaryDirectory(prefix="lmq-chromium-", ignore_cleanup_errors=True)
        if ca_file is not None:
            database = os.path.join(self._home.name, ".pki", "nssdb")  # where Chromium looks on Linux
            os.makedirs(database)
            self._certutil("-N", "-d", "sql:" + database, "--empty-password")
            self._certutil("-A", "-d", "sql:" + database, "-n", "lmq-broker", "-t", "C,,", "-i", ca_file)
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # it has none for root
        self.process = subprocess.Popen(
            ["chromium", "--headless", *sandbox, "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--no-proxy-server",
             "--user-data-dir=" + os.path.join(self._home.name, "profile"), "--enable-logging=stderr", url],
            env=dict(os.environ, HOME=self._home.name), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        self.lines = interop.Lines(self.process.stderr, "chromium")

    @staticmethod
    def _certutil(*arguments):
        subprocess.run(["certutil", *arguments], check=True, stdin=subprocess.DEVNULL)

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(interop.DEADLINE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._home.cleanup()


def require():
    interop.require_programs("chromium", "certutil", installs="tools/setup --dev")
