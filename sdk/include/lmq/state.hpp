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
    idle,          ///< not started, or closed by the user
    connecting,    ///< waiting for TCP, TLS or CONNACK
    restoring,     ///< connected; order mode and subscriptions are being put back
    ready,         ///< publishes flow
    waiting,       ///< between two attempts
    disconnecting, ///< closing at the user's request
    refused,       ///< the server refused for good (CONNACK 1, 2, 4, 5): only the user can start again
};

/// The enumerator's name. Thread-safe.
LMQ_API std::string_view to_string(ConnectionState state) noexcept;

/// A state and what led to it.
struct ConnectionStatus {
    ConnectionState state = ConnectionState::idle;
    unsigned attempt = 0;                      ///< attempts since the connection was last ready; 1 is the first
    bool session_present = false;              ///< CONNACK's flag of this connection (restoring, ready)
    std::optional<Error> error;                ///< why the last connection or attempt ended
    std::chrono::milliseconds retry_in{0};     ///< waiting: time to the next attempt
    bool possible_duplicate_client_id = false; ///< spec 3.2: lost again and again right after connecting
};

} // namespace lmq

#endif
