#!/bin/sh
# Makes lmq's Conan package and runs its test package: conan.sh [OPTION=VALUE…], of the recipe; without: cloud and
# testing. Compiled for speed of compilation. The libraries that it requires are the system's, by the recipe in
# conan/system; no remote is asked. Conan is the one in the path, or comes from PyPI. What is made here is removed again.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
if ! command -v conan >/dev/null 2>&1; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install -q 'conan>=2,<3'
    PATH=$work/venv/bin:$PATH
fi
if command -v ccache >/dev/null 2>&1; then
    export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
fi
CONAN_HOME=$work/home
export CONAN_HOME PATH
[ $# -gt 0 ] || set -- cloud=True testing=True
options=''
for option in "$@"; do options="$options -o lmq/*:$option"; done

conan profile detect >"$work/log" 2>&1
conan remote disable '*' >"$work/log" 2>&1
# Debian 12's versions.
for package in openssl/3.0 paho-mqtt-c/1.3.12 cjson/1.7.15 tl-expected/1.0.0 sqlite3/3.40.1 libcurl/7.88.1 \
    boost/1.74.0 tomlplusplus/3.3.0 cli11/2.1.2 fmt/9.1.0 spdlog/1.10.0; do
    conan export "$root/tests/package/conan/system" --name "${package%/*}" --version "${package#*/}" >"$work/log" 2>&1
done
set -f
# shellcheck disable=SC2086 # options
if ! conan create "$root/tools/package.d/conan" --build=missing $options -s compiler.cppstd=17 -s build_type=Debug \
    -c "tools.cmake.cmaketoolchain:extra_variables={'CMAKE_UNITY_BUILD': 'ON', 'CMAKE_UNITY_BUILD_BATCH_SIZE': '12'}" \
    -c tools.cmake.cmaketoolchain:generator=Ninja -c tools.cmake.cmake_layout:test_folder="$work/test" \
    >"$work/log" 2>&1; then
    cat "$work/log" >&2
    exit 1
fi
sed -n '/Running test()/,$p' "$work/log"
