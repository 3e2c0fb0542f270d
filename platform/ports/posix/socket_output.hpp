#ifndef LMQ_PLATFORM_POSIX_SOCKET_OUTPUT_HPP
#define LMQ_PLATFORM_POSIX_SOCKET_OUTPUT_HPP

#include <optional>

#include "lmq/platform/peer_socket.hpp"

namespace lmq::platform
{

/// Nothing where the system does not tell.
std::optional<PeerSocket::Output> socket_output(int descriptor) noexcept;

} // namespace lmq::platform

#endif
