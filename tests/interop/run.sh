#!/bin/sh
# Runs an interop test with an interpreter that has what it needs: run.sh MODULE TEST.py [arguments]
# MODULE is a Python module that must be there, "-" for none. Without an interpreter: exit 77, which CTest reports as
# skipped, or 1 where CI=true promises that everything is installed. LMQ_PYTHON names an interpreter to try first.
set -eu
module=$1
shift
for python in "${LMQ_PYTHON:-python3}" python3 /usr/bin/python3; do
    if [ "$module" = - ]; then import=sys; else import=$module; fi
    if "$python" -c "import $import" >/dev/null 2>&1; then
        exec "$python" "$@"
    fi
done
echo "skipped: no python3 that can import ${module}; tools/setup installs python3-paho-mqtt" >&2
if [ "${CI:-}" = true ]; then exit 1; fi
exit 77
