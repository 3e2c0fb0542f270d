#include "loopback_pair.hpp"

#include <optional>
#include <utility>

#include <doctest/doctest.h>

namespace platform = lmq::platform;

bool wait_readable(int descriptor)
{
    const platform::Waker nobody;
    platform::Interest wanted{descriptor, true, false};
    platform::wait_for({&wanted}, nobody, patience);
    return wanted.readable;
}

bool wait_writable(int descriptor)
{
    const platform::Waker nobody;
    platform::Interest wanted{descriptor, false, true};
    platform::wait_for({&wanted}, nobody, patience);
    return wanted.writable;
}

LoopbackPair::LoopbackPair(std::size_t buffer)
{
    platform::LoopbackListener listener;
    port = listener.listen(buffer);
    REQUIRE(port != 0);
    REQUIRE(connected.connect("127.0.0.1", port) == "");
    REQUIRE(wait_readable(listener.descriptor()));
    std::optional<platform::TcpStream> taken = listener.accept();
    REQUIRE(taken);
    accepted = std::move(*taken);
    REQUIRE(wait_writable(connected.descriptor()));
    REQUIRE(connected.connected() == "");
}

std::string read_some(platform::TcpStream &stream, std::size_t size)
{
    std::string all(size, '\0');
    std::size_t have = 0;
    while (have < size && wait_readable(stream.descriptor())) {
        const auto moved = stream.read(all.data() + have, size - have);
        have += moved.bytes;
        if (moved.ended || !moved.error.empty()) break;
    }
    all.resize(have);
    return all;
}
