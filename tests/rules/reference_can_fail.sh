#!/bin/sh
# Shows that tools/ci/reference names each kind of public symbol whose comment is gone, in a copy of what it reads.
# reference_can_fail.sh ROOT WORK
set -eu
root=$1 work=$2

begin()
{
    rm -rf "$work"
    mkdir -p "$work/sdk/docs" "$work/tools/broker"
    cp -R "$root/sdk/include" "$work/sdk/"
    cp -R "$root/tools/broker/include" "$work/tools/broker/"
    sed 's/^GENERATE_HTML .*/GENERATE_HTML = NO/' "$root/sdk/docs/Doxyfile" >"$work/sdk/docs/Doxyfile"
    echo '# Pages' >"$work/sdk/docs/README.md"
    : >"$work/expected"
}

bare() # what is to be named, file, sed's command that takes its comment away
{
    sed "$3" "$work/$2" >"$work/changed"
    if cmp -s "$work/changed" "$work/$2"; then
        echo "nothing to take away: $1 ($2)"
        exit 1
    fi
    mv "$work/changed" "$work/$2"
    echo "$1" >>"$work/expected"
}

end()
{
    if "$root/tools/ci/reference" "$work" >"$work/answer" 2>&1; then
        echo "not failed without comments"
        exit 1
    fi
    while read -r name; do
        grep -q -- "$name" "$work/answer" || { echo "not named: $name"; head -n 20 "$work/answer"; exit 1; }
    done <"$work/expected"
}

begin
bare 'Member max_inflight' sdk/include/lmq/options.hpp 's| *///< QoS 1 and 2 publishes unacknowledged.*||'
bare 'Member lmq_error_name' sdk/include/lmq_c/error.h '/^\/\*\* The name of an error/,/\*\/$/d'
end
begin # these doxygen 1.9.4 does not see
bare 'enumerator out_of_range in lmq' sdk/include/lmq/error.hpp 's| *///< a number outside its range||'
bare 'enumerator LMQ_LOG_OFF' sdk/include/lmq_c/log.h '/LMQ_LOG_OFF/s|/\*\*<.*||'
bare 'namespace lmq::mq' sdk/include/lmq/mq.hpp '/^\/\/\/ .*(spec 12)\.$/{N;/namespace/s/.*\n//}'
end
rm -rf "$work"
echo "every kind of symbol is missed without its comment"
