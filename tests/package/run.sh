#!/bin/sh
# Installs lmq and uses it as its users do. run.sh KIND SOURCE BUILD WORK CMAKE VERSION
#   static        the build tree BUILD, installed and moved: find_package, each component alone, pkg-config, the examples,
#                 refusals
#   shared        the Debian packages of SOURCE, unpacked in a folder: find_package, each component alone, pkg-config for
#                 shared libraries and archives, SONAME, exported names, of all libraries but the broker
#   subdirectory  SOURCE inside the user's project
#   system        what is installed in the system (tools/ci/packages); SOURCE needs no more than examples and tests/package
set -eu
kind=$1 source=$2 build=$3 work=$4 cmake=$5 version=$6
rm -rf "$work"
mkdir -p "$work"
if command -v ccache >/dev/null 2>&1; then
    export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
fi

fail()
{
    echo "package $kind: $*" >&2
    exit 1
}

quietly() # runs, and shows the output only of what fails
{
    "$@" >"$work/log.txt" 2>&1 || { cat "$work/log.txt" >&2; fail "$*"; }
}

use_with_cmake() # project prefix [cmake option…]: configure, build, run
{
    project=$1 prefix=$2 name=$(basename "$1")
    shift 2
    quietly "$cmake" -G Ninja -S "$project" -B "$work/use-$name" -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix" "$@"
    quietly "$cmake" --build "$work/use-$name"
}

use_alone() # prefix component program: configured where nothing is found that only others need, and linked without it
{
    project=consumer
    case $2 in
    client) foreign='CURL Boost spdlog fmt tomlplusplus' libraries='curl|spdlog|fmt' ;;
    c) foreign='CURL Boost spdlog fmt tomlplusplus' libraries='curl|spdlog|fmt' project=consumer_c ;;
    cloud) foreign='SQLite3 Boost spdlog fmt tomlplusplus' libraries='paho|sqlite|spdlog|fmt' ;;
    testing) foreign='CURL Boost' libraries='paho|curl' ;;
    esac
    # shellcheck disable=SC2046,SC2086 # options
    quietly "$cmake" -G Ninja -S "$source/tests/package/$project" -B "$work/alone-$2" -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_PREFIX_PATH="$1" -DCONSUMER_COMPONENTS="$2" $(printf -- '-DCMAKE_DISABLE_FIND_PACKAGE_%s=ON ' $foreign)
    quietly "$cmake" --build "$work/alone-$2" --target "$3"
    quietly "$work/alone-$2/$3"
    if ldd "$work/alone-$2/$3" | grep -E "lib($libraries)"; then fail "component $2 needs what is another's"; fi
}

find_modules() # prefix module: for pkg-config
{
    PKG_CONFIG_PATH="$(dirname "$(find "$1" -name "$2.pc")")"
    export PKG_CONFIG_PATH
}

use_archives() # prefix module source: by pkg-config --static, lmq's own libraries only: not all others have archives
{
    find_modules "$1" "$2"
    # shellcheck disable=SC2046 # flags
    quietly c++ -std=c++17 -o "$work/of-archives" "$source/tests/package/$3" \
        $(pkg-config --static --cflags --libs "$2" | sed -E 's/-l(lmq_[a-z_]+)/-l:lib\1.a/g')
    quietly "$work/of-archives"
    if ldd "$work/of-archives" | grep liblmq; then fail "pkg-config --static links a shared library"; fi
}

use_with_pkg_config() # prefix module source: by the compiler of its language
{
    find_modules "$1" "$2"
    test "$(pkg-config --modversion "$2")" = "$version" || fail "pkg-config tells another version of $2"
    case $3 in *.c) compile='cc -std=c99' ;; *) compile='c++ -std=c++17' ;; esac
    # shellcheck disable=SC2046,SC2086 # flags
    quietly $compile -o "$work/by-pkg-config" "$source/tests/package/$3" \
        $(pkg-config --cflags --libs "$2") -Wl,-rpath,"$(pkg-config --variable=libdir "$2")"
    quietly "$work/by-pkg-config"
}

use_installed() # prefix: by find_package and by pkg-config, with the component cloud where it was built
{
    if [ -e "$1/include/lmq/cloud" ]; then
        use_with_cmake "$source/tests/package/consumer" "$1" "-DCONSUMER_COMPONENTS=client;cloud"
        quietly "$work/use-consumer/app_server"
        use_with_pkg_config "$1" lmq-cloud consumer/app_server.cpp
        use_alone "$1" cloud app_server
    else
        use_with_cmake "$source/tests/package/consumer" "$1"
    fi
    quietly "$work/use-consumer/consumer"
    use_with_pkg_config "$1" lmq-client consumer/consumer.cpp
    use_alone "$1" client consumer
    use_alone "$1" c consumer_c
    if [ -e "$1/include/lmq_broker" ] && [ -e "$1/bin/lmq-broker" ]; then use_alone "$1" testing broker; fi
    use_from_c "$1"
    refuses_unknown_component "$1"
}

use_from_c() # prefix
{
    use_with_cmake "$source/tests/package/consumer_c" "$1"
    for program in "$work"/use-consumer_c/consumer_c*; do quietly "$program"; done
    use_with_pkg_config "$1" lmq-c consumer_c/consumer.c
    if [ -e "$1/include/lmq_c/cloud.h" ]; then
        test -x "$work/use-consumer_c/consumer_c_cloud" || fail "there is no component c_cloud"
        use_with_pkg_config "$1" lmq-c_cloud consumer_c/cloud.c
    fi
    if [ -e "$1/include/lmq_c/broker.h" ]; then
        test -x "$work/use-consumer_c/consumer_c_testing" || fail "there is no component c_testing"
        use_with_pkg_config "$1" lmq-c_broker consumer_c/testing.c
    fi
}

needs() # package pattern: what dpkg is told that it depends on
{
    # shellcheck disable=SC2086 # a pattern of names
    dpkg-deb -f packages/$1 Depends | grep -qE "$2" || fail "$1 depends on: $(dpkg-deb -f packages/$1 Depends)"
}

refuses_unknown_component() # prefix
{
    if "$cmake" -G Ninja -S "$source/tests/package/consumer" -B "$work/use-unknown" -DCMAKE_PREFIX_PATH="$1" \
        -DCONSUMER_COMPONENTS=teapot >"$work/log.txt" 2>&1; then
        fail "an unknown component was found"
    fi
    grep -q "no component 'teapot'" "$work/log.txt" || { cat "$work/log.txt"; fail "the component is not named"; }
}

case $kind in
static)
    quietly "$cmake" --install "$build" --prefix "$work/first"
    mv "$work/first" "$work/moved"
    use_installed "$work/moved"
    use_with_cmake "$source/examples/quickstart" "$work/moved"
    test -e "$work/use-consumer_c/consumer_c_shared" || fail "there is no shared library for C in a static installation"
    for example in c_api publish subscribe p2p offline ordered poll_loop; do
        use_with_cmake "$source/examples/$example" "$work/moved"
    done
    # Built there, they have what else they need.
    scenes='c_api publish_subscribe p2p offline ordered poll_loop'
    if [ -x "$build/bin/durable" ]; then use_with_cmake "$source/examples/durable" "$work/moved"; scenes="$scenes durable"; fi
    if [ -x "$build/bin/app_server" ]; then
        use_with_cmake "$source/examples/app_server" "$work/moved"
        use_with_cmake "$source/examples/token_auth" "$work/moved"
        scenes="$scenes token_auth"
    fi
    if [ -x "$work/moved/bin/lmq-broker" ]; then
        use_with_cmake "$source/examples/tour" "$work/moved"
        quietly "$work/moved/bin/lmq-broker" --version
        quietly "$work/use-tour/tour"
        for scene in $scenes; do
            quietly python3 "$source/tests/package/examples.py" "$work/moved/bin/lmq-broker" "$work" "$scene"
        done
    fi
    ;;
shared)
    cd "$source"
    quietly "$cmake" --preset deb -B "$work/build" -DLMQ_BUILD_BROKER=OFF
    quietly "$cmake" --build "$work/build"
    if command -v dpkg-shlibdeps >/dev/null 2>&1; then
        cd "$work/build"
        quietly "$(dirname "$cmake")/cpack"
        for deb in packages/*.deb; do quietly dpkg-deb -x "$deb" "$work/root"; done
        needs "liblmq1_$version-*.deb" 'libpaho-mqtt1\.3 .*libsqlite3-0 '
        needs "liblmq-dev_$version-*.deb" "^liblmq1 \(= $version-[0-9]+\), .*libexpected-dev"
    else
        quietly env DESTDIR="$work/root" "$cmake" --install "$work/build"
    fi
    prefix=$work/root/usr
    LD_LIBRARY_PATH=$(dirname "$(find "$prefix" -name liblmq_core.so)")
    export LD_LIBRARY_PATH
    for library in core client cloud; do
        file=$(find "$prefix" -name "liblmq_$library.so.1.$version")
        readelf -d "$file" | grep -q "SONAME.*liblmq_$library\.so\.1\]" || fail "$library has no SONAME"
        # The dynamic table may define names of namespace lmq (mangled _ZN3lmq…) and of the C interface, nothing else.
        foreign=$(nm -D --defined-only "$file" | awk '{print $3}' | grep -vE '^_Z(NK?|T[VIS]N)3lmq|^lmq_' || true)
        test -z "$foreign" || fail "$library exports foreign names: $foreign"
    done
    use_installed "$prefix"
    use_archives "$prefix" lmq-client consumer/consumer.cpp
    file=$(find "$prefix" -name "liblmq_c.so.1.$version")
    foreign=$(nm -D --defined-only "$file" | awk '{print $3}' | grep -vE '^lmq_[a-z0-9_]+@@LMQ_C_1$|^LMQ_C_1$' || true)
    test -z "$foreign" || fail "lmq_c exports something else than its C interface: $foreign"
    ldd "$work/use-consumer/consumer" | grep -q liblmq_client || fail "the consumer is not linked to the shared library"
    ldd "$work/use-consumer/app_server" | grep -q liblmq_cloud || fail "the app server is not linked to the shared library"
    if ldd "$work/use-consumer/app_server" | grep -q liblmq_client; then fail "lmq::cloud needs lmq::client"; fi
    ;;
system)
    use_installed /usr
    use_archives /usr lmq-client consumer/consumer.cpp
    use_with_cmake "$source/tests/package/consumer" /usr "-DCONSUMER_COMPONENTS=client;c;cloud;testing"
    quietly "$work/use-consumer/device_test"
    for example in publish subscribe; do use_with_cmake "$source/examples/$example" /usr; done
    quietly python3 "$source/tests/package/examples.py" "$(command -v lmq-broker)" "$work" publish_subscribe
    ;;
subdirectory)
    use_with_cmake "$source/tests/package/consumer" "$work/none" -DLMQ_SOURCE_DIR="$source"
    quietly "$work/use-consumer/consumer"
    if [ -e "$work/use-consumer/lmq/tests" ]; then fail "lmq's tests are built in the user's project"; fi
    ;;
*)
    fail "unknown kind"
    ;;
esac
echo "package $kind: usable"
