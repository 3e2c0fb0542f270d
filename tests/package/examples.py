"""Runs examples against lmq-broker and checks what they print: examples.py LMQ_BROKER BUILDS SCENE

BUILDS/use-<example>/<example> are the programs.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

BROKER, BUILDS, SCENE = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
PATIENCE = 60
KEY = "SK_test_secret_0001"


class Service:
    """lmq-broker on free ports."""

    def __init__(self, *options):
        self.process = subprocess.Popen([BROKER, "--tcp", "0", "--http", "0", "--log", "error", *options],
                                        stdout=subprocess.PIPE, text=True)
        self.listeners = json.loads(self.process.stdout.readline())["listeners"]
        self.server = f"tcp://{self.listeners['tcp']}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(PATIENCE) == 0, "lmq-broker did not end well"


def example(name):
    return BUILDS / f"use-{name}" / name


def environment(server, **more):
    return {**os.environ, "LMQ_SERVER": server, "LMQ_SECRET_KEY": KEY, **more}


def run(server, program, *arguments, **more):
    """Lines on stdout of a program that must succeed."""
    done = subprocess.run([example(program), *arguments], env=environment(server, **more), text=True,
                          capture_output=True, timeout=PATIENCE)
    assert done.returncode == 0, f"{program} ended with {done.returncode}: {done.stdout}{done.stderr}"
    assert KEY not in done.stdout + done.stderr, f"{program} prints the secret key"
    return done.stdout.splitlines()


def refused(server, program, *arguments):
    """A wrong key is told by name, and is in no text."""
    done = subprocess.run([example(program), *arguments], env=environment(server, LMQ_SECRET_KEY="another"), text=True,
                          capture_output=True, timeout=PATIENCE)
    assert done.returncode == 1 and "refused_credentials" in done.stderr and "another" not in done.stderr, done


def expect(lines, *wanted):
    assert lines == list(wanted), f"printed {lines}, not {list(wanted)}"


def publish_subscribe():
    with Service() as service:
        subscriber = subprocess.Popen([example("subscribe"), "TopicA/#", "2"], env=environment(service.server),
                                      stdout=subprocess.PIPE, text=True)
        assert subscriber.stdout.readline() == "subscribed\n"
        expect(run(service.server, "publish", "one", "two"), "acknowledged: one", "acknowledged: two")
        expect(subscriber.stdout.read().splitlines(), "TopicA/notice/: one", "TopicA/notice/: two")
        assert subscriber.wait(PATIENCE) == 0
        refused(service.server, "publish", "one")


def c_api():
    with Service() as service:
        expect(run(service.server, "c_api", service.server), "TopicA/notice/: hello from C")
        refused(service.server, "c_api", service.server)


def p2p():
    with Service() as service:
        expect(run(service.server, "p2p"), "lamp: light on", "switch: done")


def offline():
    with Service() as service:
        expect(run(service.server, "offline", "subscribe"), "subscribed")
        run(service.server, "publish", *map(str, range(40)), LMQ_TOPIC="TopicA/order/")
        lines = run(service.server, "offline", "fetch")
        assert sorted(lines[:-1], key=int) == list(map(str, range(40))), lines
        assert lines[-1] == "40 messages"


def ordered():
    with Service() as service:
        expect(run(service.server, "ordered"), *[f"step {n}" for n in range(1, 11)])


def durable():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "readings.db"
        # Nobody listens on the discard port of the loopback; the program is killed as a power cut would.
        first = subprocess.Popen([example("durable"), file, "21.5", "21.7"], env=environment("tcp://127.0.0.1:9"),
                                 stdout=subprocess.PIPE, text=True)
        expect([first.stdout.readline().strip() for _ in range(3)], "0 from an earlier life", "kept: 21.5", "kept: 21.7")
        first.kill()
        first.wait(PATIENCE)
        with Service() as service:
            expect(run(service.server, "durable", file), "2 from an earlier life", "acknowledged at last: 21.5",
                   "acknowledged at last: 21.7")
            expect(run(service.server, "durable", file, "22"), "0 from an earlier life", "kept: 22", "acknowledged: 22")


def poll_loop():
    with Service() as service:
        assert run(service.server, "poll_loop", "5")[-1] == "5 readings acknowledged"
        refused(service.server, "poll_loop", "5")


def token_auth():
    with Service() as service, tempfile.TemporaryDirectory() as folder:
        configuration = pathlib.Path(folder) / "app_server.toml"
        configuration.write_text(f'''listen = "127.0.0.1:0"
auth_url = "http://{service.listeners['http']}"
auth_plain_http = true
access_key = "AK_TEST_0001"
groups = ["GID_AAA"]
may_read = ["TopicA/notice/"]
may_write = ["TopicA/notice/"]
[devices]
device-1 = "a secret of this device"
''')
        app_server = subprocess.Popen([example("app_server"), configuration], env=environment(service.server),
                                      stdout=subprocess.PIPE, text=True)
        try:
            address = json.loads(app_server.stdout.readline())["http"]
            url = f"http://{address}/v1/token"
            kept = pathlib.Path(folder) / "tokens"
            settings = {"LMQ_TOKEN_URL": url, "LMQ_DEVICE_SECRET": "a secret of this device", "LMQ_TOKEN_FILE": str(kept)}
            expect(run(service.server, "token_auth", **settings), "published with a token", "refused: token_resource")
        finally:
            app_server.terminate()
            app_server.wait(PATIENCE)
        # The token that was kept is as good without the app server.
        expect(run(service.server, "token_auth", **settings), "published with a token", "refused: token_resource")


globals()[SCENE]()
print(f"{SCENE}: as it should be")
