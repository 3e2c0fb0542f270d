#!/bin/sh
# Every function of the C interface's headers is called in tests/cross/abi_misuse*.c. misuse_complete.sh ROOT
# misuse_complete.sh ROOT SCRATCH: shows besides that one that is forgotten is found.
set -eu

forgotten() # root
{
    cat "$1"/sdk/include/lmq_c/*.h "$1"/tools/broker/include/lmq_c/*.h | tr '\n' ' ' |
        grep -o 'LMQ_C_API [^#();]*\blmq_[a-z0-9_]*(' | grep -o 'lmq_[a-z0-9_]*($' | sort -u >"$list"
    test "$(wc -l <"$list")" -ge 100 || echo "fewer than 100 functions were found: the headers are written another way now"
    while read -r function; do
        grep -q "\b$function" "$1"/tests/cross/abi_misuse*.c || echo "$function)"
    done <"$list"
}

list=$(mktemp)
trap 'rm -f "$list"' EXIT
found=$(forgotten "$1")
if [ -n "$found" ]; then
    echo "not in tests/cross/abi_misuse*.c:
$found"
    exit 1
fi
echo "$(wc -l <"$list") functions, all of them in tests/cross/abi_misuse*.c"
if [ $# -gt 1 ]; then
    rm -rf "$2"
    mkdir -p "$2/sdk/include" "$2/tools/broker/include" "$2/tests"
    cp -R "$1/sdk/include/lmq_c" "$2/sdk/include/"
    cp -R "$1/tools/broker/include/lmq_c" "$2/tools/broker/include/"
    cp -R "$1/tests/cross" "$2/tests/"
    echo 'LMQ_C_API lmq_error lmq_client_forgotten(lmq_client *client);' >>"$2/sdk/include/lmq_c/client.h"
    test "$(forgotten "$2")" = 'lmq_client_forgotten()' || { echo "a function that was forgotten is not found"; exit 1; }
fi
