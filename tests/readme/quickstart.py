"""Runs the README's program against lmq-broker: quickstart.py LMQ_BROKER QUICKSTART"""
import json
import os
import subprocess
import sys

broker = subprocess.Popen([sys.argv[1], "--tcp", "0", "--log", "error"], stdout=subprocess.PIPE, text=True)
try:
    ready = json.loads(broker.stdout.readline())
    address = ready["listeners"]["tcp"]
    program = [sys.argv[2], f"tcp://{address}"]
    right = subprocess.run(program, env={**os.environ, "LMQ_SECRET_KEY": "SK_test_secret_0001"}, text=True,
                           capture_output=True, timeout=30)
    wrong = subprocess.run(program, env={**os.environ, "LMQ_SECRET_KEY": "another"}, text=True,
                           capture_output=True, timeout=30)
finally:
    broker.terminate()
    code = broker.wait(timeout=10)

print(right.stdout, right.stderr, wrong.stderr)
assert right.returncode == 0 and right.stdout == "TopicA/notice/: hello from the device\n", "the program did not do its job"
assert wrong.returncode == 1 and "refused_credentials" in wrong.stderr, "a wrong key was not refused by name"
assert "another" not in wrong.stderr, "the secret is in the error text"
assert code == 0, f"lmq-broker ended with {code}"
