#ifndef LMQ_BROKER_HTTP_DURABLE_REPLY_HPP
#define LMQ_BROKER_HTTP_DURABLE_REPLY_HPP

#include <utility>

#include "http/exchange.hpp"
#include "net/server.hpp"

namespace lmq::broker::http
{

/// Whether an error is one of a store's.
inline bool of_store(const Error &error)
{
    return error.code >= Errc::store_failed && error.code <= Errc::store_unsupported;
}

/// What a handler answers that failed at the store, not at the request.
inline Reply store_reply(const Error &error)
{
    return error_reply(503, error.detail);
}

/// `reply`, once what it tells of is durable; 503 with the store's reason when it cannot be made so.
inline Reply durable_reply(net::Server &server, Reply reply)
{
    if (const auto committed = server.commit(); !committed) return store_reply(committed.error());
    return reply;
}

} // namespace lmq::broker::http

#endif
