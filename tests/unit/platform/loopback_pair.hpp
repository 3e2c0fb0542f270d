#ifndef LMQ_TESTS_UNIT_PLATFORM_LOOPBACK_PAIR_HPP
#define LMQ_TESTS_UNIT_PLATFORM_LOOPBACK_PAIR_HPP

#include <chrono>
#include <cstdint>
#include <string>

#include "lmq/platform/tcp_stream.hpp"

/// Longer than anything here takes.
constexpr std::chrono::seconds patience{20};

/// A TCP connection with both its ends in this process. The constructor REQUIREs that it comes about.
struct LoopbackPair {
    /// `buffer`: see LoopbackListener::listen.
    explicit LoopbackPair(std::size_t buffer = 0);

    std::uint16_t port = 0; ///< where `accepted` was taken
    lmq::platform::TcpStream connected;
    lmq::platform::TcpStream accepted;
};

/// True when it has become readable, or writable, within `patience`.
bool wait_readable(int descriptor);
bool wait_writable(int descriptor);

/// What can be read until `size` bytes are there, the peer has ended, or an error.
std::string read_some(lmq::platform::TcpStream &stream, std::size_t size);

#endif
