"""Eclipse Paho's JavaScript client, unchanged, in a real headless Chromium against lmq-broker's ws and wss.

The page paho_js_page.js runs the tests and posts what came out of each to a web server here.
"""

import json
import os
import queue
import sys

import chromium
import control
import interop
import npm_packages
import web_server

TESTS_S = 300  # for the whole page
PAGE = b"""<!DOCTYPE html><title>Paho</title>
<script src="/paho-mqtt.js"></script><script type="module" src="/paho_js_page.js"></script>"""


def run(broker, modules, doors):
    """Answers whether every test of the page passed; prints each."""
    results = queue.Queue()
    settings = {
        "urls": {door: f"{door}://localhost:{broker.ports[door]}/mqtt" for door in doors},
        "access_key": interop.ACCESS_KEY, "secret_key": interop.SECRET_KEY, "group": interop.GROUP}
    kicker = control.Control(broker)
    server = web_server.WebServer(
        {"/page.html": PAGE, "/settings.json": json.dumps(settings).encode(),
         "/paho_js_page.js": web_server.read(os.path.join(npm_packages.HERE, "paho_js_page.js")),
         "/paho-mqtt.js": web_server.read(os.path.join(modules, "paho-mqtt", "paho-mqtt.js"))},
        {"/result": lambda body: results.put(json.loads(body)), "/kick": lambda body: kicker.kick(body.decode())})
    browser = chromium.Chromium(server.url + "/page.html", broker.ca_file)
    passed = dict.fromkeys(doors, 0)
    failed = 0
    try:
        while True:
            result = results.get(timeout=TESTS_S)
            if result.get("done"):
                break
            ok = result["error"] is None
            print(("ok" if ok else "not ok"), f"{result['door']}: {result['name']}", flush=True)
            if ok:
                passed[result["door"]] += 1
            else:
                failed += 1
                print("  " + result["error"], flush=True)
    except queue.Empty:
        failed += 1
        print(f"not ok: the page said nothing for {TESTS_S} s; chromium: " + "\n".join(browser.lines.so_far()))
    finally:
        browser.close()
        server.close()
    print(f"{sum(passed.values())} passed, {failed} failed")
    return failed == 0 and all(passed.values())


def main():
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} LMQ-BROKER BUILD-FOLDER [DOOR...]")
    program, build, *doors = sys.argv[1:]
    doors = doors or ("ws", "wss")
    chromium.require()
    modules = npm_packages.installed(build)
    broker = interop.Broker(program, "--control", doors=(*doors, "http"))
    try:
        ok = run(broker, modules, doors)
        if not ok:
            broker.show_log()
    finally:
        broker.stop()
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
