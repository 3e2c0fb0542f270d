#ifndef LMQ_BROKER_ENGINE_ONLINE_HPP
#define LMQ_BROKER_ENGINE_ONLINE_HPP

#include <string>

namespace lmq::broker::engine
{

/// The codes of spec 10.
enum class OnlineCode : int {
    ok = 0,
    missing_parameter = 1,
    bad_signature = 2,
    no_permission = 3,
    timestamp_expired = 4,
};

/// What a request for a client's online status is answered.
struct OnlineAnswer {
    OnlineCode code = OnlineCode::ok;
    std::string message = "success";
    int online = -1; ///< TCP connections of the client; -1: unknown, for it was not looked for
};

} // namespace lmq::broker::engine

#endif
