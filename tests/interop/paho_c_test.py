"""Eclipse Paho's C client by itself, as the program paho_c_client, against lmq-broker's tcp, tls, ws and wss."""

import os
import subprocess
import sys

import interop


class PahoCTest(interop.BrokerTest):
    client = None  # set below
    doors = ("tcp", "tls", "ws", "wss")

    def run_over(self, door, scheme, path=""):
        command = [self.client, f"{scheme}://localhost:{self.broker.ports[door]}{path}"]
        if door in ("tls", "wss"):
            command.append(self.broker.ca_file)
        done = subprocess.run(
            command, env=dict(os.environ, LMQ_USER=interop.ACCESS_KEY, LMQ_PASSWORD=interop.password()),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=8 * interop.DEADLINE_S)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(done.stdout.count("ok "), 8 if door in ("tls", "wss") else 7, done.stdout)

    def test_over_tcp(self):
        self.run_over("tcp", "tcp")

    def test_over_tls(self):
        self.run_over("tls", "ssl")

    def test_over_ws(self):
        self.run_over("ws", "ws", "/mqtt")

    def test_over_wss(self):
        self.run_over("wss", "wss", "/mqtt")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} LMQ-BROKER PAHO_C_CLIENT [unittest arguments]")
    PahoCTest.client = sys.argv.pop(2)
    if not os.path.exists(PahoCTest.client):
        interop.skip("paho_c_client was not built for want of libpaho-mqtt3cs; tools/setup installs libpaho-mqtt-dev")
    interop.main()
