"""The npm packages of npm/package.json, installed once into a folder of the build."""

import fcntl
import os
import shutil
import subprocess

import interop

HERE = os.path.dirname(os.path.abspath(__file__))
INSTALL_S = 240


def installed(build):
    """The folder node_modules, filled if need be. Skips this test where npm or the network is missing."""
    interop.require_programs("node", "npm", installs="tools/setup --dev")
    folder = os.path.join(os.path.abspath(build), "npm")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(HERE, "npm", "package.json"), encoding="utf-8") as file:
        wanted = file.read()
    with open(os.path.join(folder, "lock"), "w", encoding="utf-8") as lock:  # tests run beside each other
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = os.path.join(folder, "done.json")
        if os.path.exists(done):
            with open(done, encoding="utf-8") as file:
                if file.read() == wanted:
                    return os.path.join(folder, "node_modules")
            os.remove(done)
        shutil.rmtree(os.path.join(folder, "node_modules"), ignore_errors=True)
        with open(os.path.join(folder, "package.json"), "w", encoding="utf-8") as file:
            file.write(wanted)
        _install(folder)
        with open(done, "w", encoding="utf-8") as file:
            file.write(wanted)
    return os.path.join(folder, "node_modules")


def _install(folder):
    try:
        result = subprocess.run(
            ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=INSTALL_S)
    except subprocess.TimeoutExpired:
        interop.skip(f"npm install did not end in {INSTALL_S} s")
    if result.returncode != 0:
        interop.skip("npm install failed, for want of a network perhaps:\n" + result.stdout)
