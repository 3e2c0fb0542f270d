#ifndef LMQ_CLIENT_TRANSPORT_TOKENS_HPP
#define LMQ_CLIENT_TRANSPORT_TOKENS_HPP

#include <cstdint>

#include "transport/transport.hpp"

namespace lmq::client
{

/// What the transport's answer to a publish is about.
enum class TokenKind : unsigned {
    acknowledged = 0,   ///< a ticket of the outbox, QoS 1 or 2
    unacknowledged = 1, ///< a ticket of the outbox, QoS 0: written
    control = 2,        ///< an id of the session
};

inline transport::Token make_token(TokenKind kind, std::uint64_t id)
{
    return {id, static_cast<unsigned>(kind)};
}

} // namespace lmq::client

#endif
