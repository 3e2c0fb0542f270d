#!/bin/sh
# Shows that tools/ci/rules finds what it is to find: each breach, alone in a tree, must be named.
# can_fail.sh RULES WORK
set -eu
rules=$1 work=$2
failed=no

breach() # expected message, file, line
{
    rm -rf "$work"
    for folder in sdk platform tools tests examples; do mkdir -p "$work/$folder"; done
    mkdir -p "$work/$(dirname "$2")"
    printf '%s\n' "$3" >"$work/$2"
    if answer=$("$rules" "$work"); then
        echo "not found: $1 ($2: $3)"
        failed=yes
    elif ! echo "$answer" | grep -q "^$1: "; then
        echo "found as something else: $answer"
        failed=yes
    fi
}

breach 'Paho outside sdk/src/transport' sdk/src/client/a.cpp '#include <MQTTAsync.h>'
breach 'foreign header in an installed one' sdk/include/lmq/a.hpp '#include <openssl/evp.h>'
breach 'the broker must not know the client' tools/broker/src/net/a.cpp '#include "lmq/client.hpp"'
breach 'the SDK must not know the broker' sdk/src/client/a.cpp '#include "lmq_broker/broker.hpp"'
breach 'libcurl outside sdk/src/cloud' sdk/src/client/a.cpp '#include <curl/curl.h>'
breach 'cloud stands on core alone' sdk/src/cloud/a.cpp '#include "lmq/client.hpp"'
breach 'the client must not need cloud' sdk/src/client/a.cpp '#include "cloud/http_client.hpp"'
breach 'core is at the bottom' sdk/src/core/a.cpp '#include "lmq/client.hpp"'
breach 'session is pure' sdk/src/session/a.cpp '#include "transport/paho.hpp"'
breach 'conditional compilation' tools/broker/src/engine/a.cpp '#ifdef _WIN32'
breach 'clock, lock or thread in a pure part' sdk/src/session/a.cpp 'auto now = std::chrono::steady_clock::now();'
breach 'exception or RTTI in the SDK' sdk/src/core/a.cpp '    throw std::runtime_error("no");'
breach 'sleep in a test' tests/a.cpp 'std::this_thread::sleep''_for(1s);'
breach 'unfinished work' tools/a.cpp '// TO''DO'
breach 'glob in CMake' tools/CMakeLists.txt 'file(GL''OB sources *.cpp)'
breach 'path of one machine' tools/a.cpp 'open("/ho''me/me/file");'
breach 'registry host' tools/a.sh 'curl https://py''pi.org/simple'
breach 'secret of the test account' examples/a.cpp '"SK_test_secr''et_0001"'
breach 'file over 400 lines' sdk/src/core/a.cpp "$(seq 401 | sed 's/.*/;/')"
if [ "$failed" = yes ]; then exit 1; fi
rm -rf "$work"
echo "every rule can fail"
