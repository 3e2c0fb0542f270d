"""Runs examples/c_api against lmq-broker, by key and by token: c_api.py LMQ_BROKER C_API"""
import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

SECRET = "SK_test_secret_0001"


def apply_for_token(address):
    signed = {"actions": "R,W", "resources": "TopicA/#", "serviceName": "mq",
              "expireTime": str(int(time.time() * 1000) + 3600000)}
    text = "&".join(f"{name}={value}" for name, value in sorted(signed.items()))
    signature = base64.b64encode(hmac.new(SECRET.encode(), text.encode(), hashlib.sha1).digest()).decode()
    fields = {**signed, "proxyType": "MQTT", "accessKey": "AK_TEST_0001", "signature": signature}
    with urllib.request.urlopen(f"http://{address}/token/apply", urllib.parse.urlencode(fields).encode()) as answer:
        applied = json.load(answer)
    assert applied["success"], applied
    return applied["tokenData"], signed["expireTime"]


def run(program, address, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LMQ_")}
    return subprocess.run([program, f"tcp://{address}"], env={**clean, **environment}, text=True, capture_output=True,
                          timeout=60)


broker = subprocess.Popen([sys.argv[1], "--tcp", "0", "--http", "0", "--log", "error"], stdout=subprocess.PIPE, text=True)
try:
    doors = json.loads(broker.stdout.readline())["listeners"]
    right = run(sys.argv[2], doors["tcp"], LMQ_SECRET_KEY=SECRET)
    wrong = run(sys.argv[2], doors["tcp"], LMQ_SECRET_KEY="another")
    with tempfile.NamedTemporaryFile("w", suffix=".token") as file:
        token, expiry = apply_for_token(doors["http"])
        file.write(f"{token}\n{expiry}\n")
        file.flush()
        by_token = run(sys.argv[2], doors["tcp"], LMQ_TOKEN_FILE=file.name)
finally:
    broker.terminate()
    code = broker.wait(timeout=10)

for ran in (right, by_token):
    print(ran.stdout, ran.stderr)
    assert ran.returncode == 0 and ran.stdout == "TopicA/notice/: hello from C\n", "the program did not do its job"
    assert "ready" in ran.stderr, "the states are not told"
assert "awaiting_token" in by_token.stderr, "the token was not asked for"
assert wrong.returncode == 1 and "refused_credentials" in wrong.stderr, "a wrong key was not refused by name"
for ran in (right, wrong, by_token):
    assert not any(secret in ran.stderr for secret in (SECRET, "another", token)), "a secret is in the output"
assert code == 0, f"lmq-broker ended with {code}"
