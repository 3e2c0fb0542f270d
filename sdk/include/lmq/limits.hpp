#ifndef LMQ_LIMITS_HPP
#define LMQ_LIMITS_HPP

#include <cstddef>

namespace lmq
{

/// The service's limits (spec 4). A platinum instance may have others, hence a value, not constants.
struct Limits {
    std::size_t topic_length = 64;     ///< Unicode code points of a whole topic, slashes included
    std::size_t client_id_length = 64; ///< Unicode code points
    std::size_t payload_bytes = 65536; ///< bytes of one message
    std::size_t subscriptions = 30;    ///< topic filters a client may hold
    unsigned max_keep_alive_s = 120;   ///< seconds; larger values are refused locally (spec 2.4)
    std::size_t token_bytes = 8192;    ///< bytes of a token string (spec 8.3)
    std::size_t offline_pull = 30;     ///< messages one offline pull may ask for (spec 9.4)
};

} // namespace lmq

#endif
