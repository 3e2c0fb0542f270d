"""MQTT.js in Node.js, unchanged, against lmq-broker: starts the broker, then mqtt_js_test.mjs over each of its doors."""

import json
import os
import subprocess
import sys

import interop
import npm_packages

DOORS = ("tcp", "tls", "ws", "wss")
SCHEMES = {"tcp": "mqtt", "tls": "mqtts", "ws": "ws", "wss": "wss"}


def main():
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} LMQ-BROKER BUILD-FOLDER [DOOR...]")
    program, build, *doors = sys.argv[1:]
    doors = doors or DOORS
    modules = npm_packages.installed(build)
    broker = interop.Broker(program, "--control", doors=(*doors, "http"))
    settings = {
        "modules": modules,
        "urls": {door: f"{SCHEMES[door]}://localhost:{broker.ports[door]}" + ("/mqtt" if "ws" in door else "")
                 for door in doors},
        "control": f"http://{broker.host}:{broker.ports['http']}/control/v1",
        "ca_file": broker.ca_file,
        "access_key": interop.ACCESS_KEY, "secret_key": interop.SECRET_KEY, "group": interop.GROUP}
    try:
        code = subprocess.call(
            ["node", "--test", os.path.join(npm_packages.HERE, "mqtt_js_test.mjs")],
            env=dict(os.environ, LMQ_INTEROP=json.dumps(settings)), stdin=subprocess.DEVNULL)
        if code != 0:
            broker.show_log()
    finally:
        broker.stop()
    sys.exit(code)


if __name__ == "__main__":
    main()
