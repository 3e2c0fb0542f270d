#ifndef LMQ_STATE_HPP
#define LMQ_STATE_HPP

#include <chrono>
#include <optional>
#include <string_view>

#include "lmq/error.hpp"
#include "lmq/export.hpp"

namespace lmq
{

/// Where a client's connection stands.
enum class ConnectionState {
    idle,           ///< not started, or closed by the user
    awaiting_token, ///< token mode: no usable token; the provider is being asked, or will be again
    connecting,     ///< waiting for TCP, TLS or CONNACK
    restoring,      ///< connected; tokens, order mode and subscriptions are being put back
    ready,          ///< publishes flow
    waiting,        ///< between two attempts
    disconnecting,  ///< closing at the user's request
    refused,        ///< the server refused for good (CONNACK 1, 2, 4, 5): only the user can start again
};

/// The enumerator's name. Thread-safe.
LMQ_API std::string_view to_string(ConnectionState state) noexcept;

/// A state and what led to it.
struct ConnectionStatus {
    ConnectionState state = ConnectionState::idle; ///< where the connection stands
    unsigned attempt = 0;                          ///< attempts since the connection was last ready; 1 is the first
    bool session_present = false;                  ///< CONNACK's flag of this connection (restoring, ready)
    std::optional<Error> error;                    ///< why the last connection or attempt ended
    /// waiting: time to the next attempt; awaiting_token: time to the next call of the provider, 0 during one
    std::chrono::milliseconds retry_in{0};
    bool possible_duplicate_client_id = false; ///< spec 3.2: lost again and again right after connecting
    /// Token mode: why the provider's last call gave no token, or the store is not in order; the client goes on with
    /// the tokens it has. Gone with the next success.
    std::optional<Error> token_error;
};

} // namespace lmq

#endif
