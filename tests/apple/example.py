"""Runs what examples/ios does without a screen against lmq-broker: example.py LMQ_BROKER CHAT_SESSION"""

import json
import os
import subprocess
import sys

PATIENCE = 60


def chat(server, key):
    return subprocess.run([sys.argv[2], server, "a line"], env={**os.environ, "LMQ_SECRET_KEY": key}, text=True,
                          capture_output=True, timeout=PATIENCE)


def main():
    broker = subprocess.Popen([sys.argv[1], "--tcp", "0", "--log", "error"], stdout=subprocess.PIPE, text=True)
    try:
        server = "tcp://" + json.loads(broker.stdout.readline())["listeners"]["tcp"]
        right = chat(server, "SK_test_secret_0001")
        assert right.returncode == 0, right
        lines = right.stdout.splitlines()
        assert lines.index("[ready]") < lines.index("a line"), lines
        refused = chat("gopher://127.0.0.1", "a key")
        assert refused.returncode == 1 and "uri" in refused.stderr and "a key" not in refused.stderr, refused
    finally:
        broker.terminate()
        assert broker.wait(PATIENCE) == 0, "lmq-broker did not end well"
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
