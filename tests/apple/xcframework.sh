#!/bin/sh
# What Linux can see of the package for Apple's systems: xcframework.sh SOURCE-FOLDER CLANG SHIM GNUSTEP-HEADERS
set -eu
root=$1 clang=$2 shim=$3 gnustep=$4
apple=$root/platform/bindings/apple
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
check() # what, command…
{
    what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        echo "FAILED: $what" >&2
        exit 1
    fi
}
has() { grep -qF -- "$1" "$work/plan"; }
refuses() { ! "$@" >"$work/said" 2>&1; }

check 'the script is a shell script' sh -n "$apple/make-xcframework"
"$apple/make-xcframework" --libraries /stack --paho /paho --sign 'An identity' --output "$work/out" --dry-run \
    >"$work/plan"
for slice in ios ios-simulator macos; do
    check "$slice is configured by its preset" has "cmake --preset $slice "
    check "there is such a preset" grep -q "\"name\": \"$slice\"" "$root/CMakePresets.json"
    check "$slice has its own libraries" has "/stack/$slice/lib/libcrypto.a"
    check "$slice is put in" has "-library $root/build/xcframework/$slice/liblmq.a -headers"
done
check 'the framework is made' has "-output $work/out/LMQObjC.xcframework"
check 'and signed' has "codesign --timestamp --sign An identity $work/out/LMQObjC.xcframework"
check 'a dry run makes nothing' test ! -e "$work/out"
check 'an unknown option is refused' refuses "$apple/make-xcframework" --nonsense
check 'a missing value is refused' refuses "$apple/make-xcframework" --paho
if [ "$(uname -s)" != Darwin ]; then
    check 'without Xcode it says so' refuses "$apple/make-xcframework" --libraries a --paho b
    check 'and names the way out' grep -q -- --dry-run "$work/said"
fi

# The headers as the script lays them, read as modules; LMQNetworkMonitor.h is in on Apple's systems only.
grep '^cp ' "$work/plan" | sed "s|$root/build/xcframework/headers|$work/headers|" >"$work/copies"
mkdir -p "$work/headers/LMQObjC" "$work/headers/lmq_c"
(cd "$root" && sh -eu "$work/copies")
for header in "$root"/sdk/include/lmq_c/*.h; do
    name=$(basename "$header")
    if [ "$name" = cloud.h ]; then
        check 'the app server stays out' test ! -e "$work/headers/lmq_c/cloud.h"
    else
        check "the module has $name" grep -q "header \"$name\"" "$work/headers/lmq_c/module.modulemap"
    fi
done
cat >"$work/user.m" <<'SOURCE'
@import LMQObjC;
@import lmq_c;
NSInteger use(LMQClient *client);
NSInteger use(LMQClient *client)
{
    lmq_message message = LMQ_MESSAGE_INIT;
    return [[client status] state] == LMQStateReady ? LMQErrorTimeout : message.qos;
}
SOURCE
reads() # option…: reads a source as an app with ARC does
{
    "$clang" -fsyntax-only -fblocks -fobjc-arc -fobjc-runtime=gnustep-1.9 -DGNUSTEP_BASE_LIBRARY=1 -isystem "$shim" \
        -isystem "$gnustep" -I"$work/headers" "$@"
}
check 'both modules are found and complete' reads -Werror -Wno-incomplete-umbrella -fmodules \
    -fmodules-cache-path="$work/cache" "$work/user.m"
printf '#import <LMQObjC/LMQObjC.h>\nid none(void) { return [[LMQClient alloc] init]; }\n' >"$work/bad.m"
check 'an initializer that makes no sense is refused' refuses reads "$work/bad.m"
check 'for that reason' grep -q unavailable "$work/said"

echo "$passed passed, 0 failed"
