#include "lmq/cloud/online_status.hpp"

#include <string>
#include <utility>

#include "capi_cloud/read.hpp"

using namespace lmq;

struct lmq_online_status {
    cloud::OnlineStatus status;
};

namespace
{

lmq_error read_options(const lmq_online_status_options *from, cloud::OnlineStatusOptions &to)
{
    lmq_online_status_options given = LMQ_ONLINE_STATUS_OPTIONS_INIT;
    if (const lmq_error read = capi::read_struct(from, given, "options"); read != LMQ_OK) return read;
    to.url = capi::text(given.url);
    to.access_key = capi::text(given.access_key);
    to.secret_key = Secret(capi::text(given.secret_key));
    to.attempt_timeout = capi::time_of(given.attempt_timeout_ms);
    to.total_timeout = capi::time_of(given.total_timeout_ms);
    to.attempts = given.attempts;
    to.back_off = capi::time_of(given.back_off_ms);
    to.connections = given.connections;
    to.clock = capi::read_clock(given.clock, given.clock_context);
    return capi::read_http(given.http, to.http);
}

} // namespace

lmq_error lmq_online_status_create(const lmq_online_status_options *options, lmq_online_status **status)
{
    if (status == nullptr) return capi::null_argument("status");
    *status = nullptr;
    return capi::guarded([&]() -> lmq_error {
        cloud::OnlineStatusOptions read;
        if (const lmq_error error = read_options(options, read); error != LMQ_OK) return error;
        auto made = cloud::OnlineStatus::create(std::move(read));
        if (!made) return capi::failed(made.error());
        *status = new lmq_online_status{std::move(*made)};
        return LMQ_OK;
    });
}

void lmq_online_status_destroy(lmq_online_status *status)
{
    delete status;
}

lmq_error lmq_online_status_query(const lmq_online_status *status, lmq_view client_id, int64_t *connections)
{
    if (status == nullptr) return capi::null_argument("status");
    if (connections == nullptr) return capi::null_argument("connections");
    return capi::guarded([&]() -> lmq_error {
        const auto state = status->status.query(std::string(capi::text(client_id)));
        if (!state) return capi::failed(state.error());
        *connections = state->connections.value_or(-1);
        return LMQ_OK;
    });
}
