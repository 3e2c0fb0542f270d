#ifndef LMQ_PLATFORM_WINDOWS_LOOPBACK_HPP
#define LMQ_PLATFORM_WINDOWS_LOOPBACK_HPP

#include <cstdint>

#include "winsock.hpp"

namespace lmq::platform
{

/// A non-blocking socket that listens on a free port of 127.0.0.1, or INVALID_SOCKET. `receive_buffer`: of the
/// connections it takes, in bytes; 0: the system's.
SOCKET listen_on_loopback(std::uint16_t &port, int receive_buffer) noexcept;

/// Another user of the machine may connect to the port in the instant it is open: true for a socket that this process
/// holds the other end of.
bool other_end_is_ours(SOCKET connection) noexcept;

} // namespace lmq::platform

#endif
