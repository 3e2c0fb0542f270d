#ifndef LMQ_CAPI_CLIENT_HPP
#define LMQ_CAPI_CLIENT_HPP

#include <chrono>

#include "capi/convert.hpp"
#include "lmq/client.hpp"
#include "lmq_c/client.h"

struct lmq_client {
    lmq::Client client;
};

namespace lmq::capi
{

/// Runs `call` with the client, and answers what it does.
template <class Call>
lmq_error with(lmq_client *client, Call &&call) noexcept
{
    if (client == nullptr) return null_argument("client");
    return guarded([&] { return call(client->client); });
}

/// The same for calls that wait: `call` gets the timeout too.
template <class Call>
lmq_error with(lmq_client *client, std::int64_t timeout_ms, Call &&call) noexcept
{
    if (timeout_ms < 0) return failed(Errc::out_of_range, "timeout_ms: must be 0 or more");
    return with(client, [&](Client &made) { return call(made, time_of(timeout_ms)); });
}

} // namespace lmq::capi

#endif
