#!/bin/sh
# Shows that tools/ci/abi accepts what was agreed on and refuses whatever differs from it.
# abi_can_fail.sh ROOT SCRATCH
set -eu
root=$1 scratch=$2
failed=0

new() # a copy of the agreed dumps, in $scratch/new
{
    rm -rf "$scratch"
    mkdir -p "$scratch"
    cp -R "$root/sdk/abi" "$scratch/new"
}

refused() # what was changed
{
    if cmp -s "$root/sdk/abi/$2" "$scratch/new/$2"; then
        echo "nothing was changed: $1"
        failed=1
    elif "$root/tools/ci/abi" --compare "$root/sdk/abi" "$scratch/new" >"$scratch/out" 2>&1; then
        echo "not found: $1"
        failed=1
    elif ! grep -q 'the C interface has changed' "$scratch/out"; then
        echo "failed for another reason: $1"
        cat "$scratch/out"
        failed=1
    fi
}

new
if ! "$root/tools/ci/abi" --compare "$root/sdk/abi" "$scratch/new"; then
    echo "refused without a change"
    failed=1
fi

new
sed -i "/elf-symbol name='lmq_error_cause'/d; /<function-decl name='lmq_error_cause'/,/<\/function-decl>/d" "$scratch/new/lmq_c.abi"
refused 'a function that is gone' lmq_c.abi

new
sed -i 's/lmq_error_cause/lmq_error_reason/' "$scratch/new/lmq_c.abi"
refused 'a function under another name' lmq_c.abi

new
sed -i "/<function-decl name='lmq_error_cause'/d" "$scratch/new/lmq_c.abi"
refused 'a dump that is damaged' lmq_c.abi

new
sed -i "0,/name='duplicate'/s/name='duplicate'/name='duplicates'/" "$scratch/new/lmq_c.abi"
refused 'a member of another name' lmq_c.abi

new
sed -i "/class-decl name='lmq_broker_session_info'/s/size-in-bits='[0-9]*'/size-in-bits='1024'/" "$scratch/new/lmq_c_broker.abi"
refused 'a struct of another size' lmq_c_broker.abi

new
sed -i "/class-decl name='lmq_http_options'/,/<\/class-decl>/s/layout-offset-in-bits='64'/layout-offset-in-bits='96'/" \
    "$scratch/new/lmq_c_cloud.abi"
refused 'a member at another place' lmq_c_cloud.abi

new
sed -i 's/^LMQ_DOOR_WS = 2$/LMQ_DOOR_WS = 6/' "$scratch/new/constants.txt"
refused 'an enumerator of another value' constants.txt

new
sed -i '/LMQ_HTTP_OPTIONS_INIT/s/3000/4000/' "$scratch/new/constants.txt"
refused 'another default' constants.txt

new
echo 'LMQ_DOOR_ADDED = 7' >>"$scratch/new/constants.txt"
refused 'a new enumerator' constants.txt

[ $failed = 0 ] && echo "tools/ci/abi finds each change"
exit $failed
