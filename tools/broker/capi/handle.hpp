#ifndef LMQ_BROKER_CAPI_HANDLE_HPP
#define LMQ_BROKER_CAPI_HANDLE_HPP

#include <memory>
#include <utility>

#include "capi/convert.hpp"
#include "lmq_broker/broker.hpp"
#include "lmq_c/broker.h"

struct lmq_broker {
    explicit lmq_broker(const lmq_broker_options &options) : log(options.log), log_context(options.log_context) {}

    const lmq_log_handler log;
    void *const log_context;
    std::unique_ptr<lmq::broker::Broker> broker;
};

namespace lmq::broker::capi
{

using lmq::capi::answer;
using lmq::capi::failed;
using lmq::capi::fill_struct;
using lmq::capi::guarded;
using lmq::capi::null_argument;
using lmq::capi::read_struct;
using lmq::capi::text;
using lmq::capi::view;
using lmq::capi::write_text;

/// Reads the caller's options, but for the log. `options`: read already.
Result<Config> configuration(const lmq_broker_options &options);

/// Gives `handle->log` the lines of the broker that `config` will start. `handle` must outlive it.
void log_to(const lmq_broker *handle, Config &config);

/// Whether the calling thread is in the log handler of this broker, where the broker cannot answer.
bool logging_for(const lmq_broker *handle) noexcept;

/// Runs `body` with the broker; it answers an lmq_error.
template <class Handle, class Body>
lmq_error with(Handle *handle, Body &&body) noexcept
{
    if (handle == nullptr) return null_argument("broker");
    if (logging_for(handle)) return failed(Errc::would_deadlock, "broker: called from its log handler");
    return guarded([&]() -> lmq_error { return body(*handle->broker); });
}

} // namespace lmq::broker::capi

#endif
