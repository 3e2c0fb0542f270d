"""Does what sdk/docs/getting-started.md says, in each language: getting_started.py ROOT BIN WORK PAGE...

BIN has the programs, built already; the page's commands run with them, on a port that is free. WORK is a folder to work in.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT, BIN, WORK = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
PAGES = sys.argv[4:]
PATIENCE = 60


def blocks(page):
    return re.findall(r"^```(\w+)\n(.*?)^```$", pathlib.Path(page).read_text(), flags=re.S | re.M)


def text_of(language, found):
    return [text for kind, text in found if kind == language]


class Terminal:
    """A shell without this process's LMQ_ variables, as a reader opens one."""

    def __init__(self, commands, port="0"):
        *before, last = commands.strip().replace("1883", port).split("\n")
        script = "\n".join([*before, "exec " + last.replace("build/quick/bin", str(BIN))])
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LMQ_")}
        self.process = subprocess.Popen(["sh", "-c", script], env=environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)

    def end(self):
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


def can_be_built(commands, programs):
    """The commands that take minutes are looked at: script, option, presets, and that they build what is run later."""
    setup, build = commands.strip().split("\n")
    subprocess.run([ROOT / setup.split()[0], *setup.split()[1:], "--list"], check=True, stdout=subprocess.DEVNULL)
    assert build == "cmake --preset quick && cmake --build --preset quick", build
    presets = json.loads((ROOT / "CMakePresets.json").read_text())
    assert any(preset["name"] == "quick" for preset in presets["configurePresets"])
    built = next(preset["targets"] for preset in presets["buildPresets"] if preset["name"] == "quick")
    assert programs <= set(built), f"{programs - set(built)} is run and not built"


def can_be_included(cmake):
    """A project with lmq below it is configured; tests/package builds one."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    (WORK / "CMakeLists.txt").write_text(cmake)
    shutil.copy(ROOT / "examples/quickstart/main.cpp", WORK)
    (WORK / "lmq").symlink_to(ROOT)
    made = subprocess.run(["cmake", "-S", WORK, "-B", WORK / "build"], text=True, capture_output=True, timeout=PATIENCE)
    assert made.returncode == 0, made.stdout + made.stderr


def works(found):
    build, serve, quickstart, subscribe, publish = text_of("sh", found)
    seen_by_quickstart, seen_by_subscriber = text_of("text", found)
    can_be_built(build, set(re.findall(r"build/quick/bin/([\w-]+)", serve + quickstart + subscribe + publish)))
    broker = Terminal(serve)
    try:
        port = json.loads(broker.process.stdout.readline())["listeners"]["tcp"].rsplit(":")[-1]
        assert Terminal(quickstart, port).end()[:2] == (0, seen_by_quickstart)

        subscriber = Terminal(subscribe, port)
        first = subscriber.process.stdout.readline()
        assert first == "subscribed\n", first + subscriber.end()[2]
        code, _, errors = Terminal(publish, port).end()
        assert code == 0, errors
        code, out, errors = subscriber.end()
        assert (code, first + out) == (0, seen_by_subscriber), errors

        # What the table says of the first things that go wrong.
        code, _, errors = Terminal(serve, port).end()
        assert code == 3 and "Address already in use" in errors, errors
        without_key = "\n".join(line for line in quickstart.split("\n") if "export" not in line)
        assert "empty (101): credentials.secret_key" in Terminal(without_key, port).end()[2]
        wrong_key = quickstart.replace("SK_test_secret_0001", "another")
        assert "refused_credentials (204)" in Terminal(wrong_key, port).end()[2]
        stranger = publish.replace("export ", "export LMQ_CLIENT_ID=GID_NONE@@@device ")
        assert "refused_identifier (202)" in Terminal(stranger, port).end()[2]
        nowhere = subscribe.replace("TopicA", "TopicNone")
        assert "subscribe_failed (403)" in Terminal(nowhere, port).end()[2]
    finally:
        broker.process.terminate()
        assert broker.end()[0] == 0


found = blocks(PAGES[0])
for page in PAGES[1:]:
    assert blocks(page) == found, f"{page} has other blocks than {PAGES[0]}"
works(found)
can_be_included(*text_of("cmake", found))
print("the page does what it says")
