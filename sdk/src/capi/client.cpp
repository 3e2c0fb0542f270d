// A client's life, its handlers, and what it tells of itself.
#include "capi/client.hpp"

#include <memory>

#include "capi/options.hpp"
#include "capi/pull_progress.hpp"
#include "capi/state.hpp"

using namespace lmq;

namespace
{

MessageHandler message_handler(lmq_message_handler handler, void *context)
{
    if (handler == nullptr) return {};
    return [handler, context](const ReceivedMessage &message) {
        lmq_received_message given{};
        given.size = sizeof given;
        given.version = LMQ_STRUCT_VERSION;
        given.topic = capi::view(message.topic);
        given.payload = capi::view(message.payload);
        given.qos = static_cast<lmq_qos>(message.qos);
        given.retained = message.retained ? 1 : 0;
        given.duplicate = message.duplicate ? 1 : 0;
        handler(context, &given);
    };
}

StateHandler state_handler(lmq_state_handler handler, void *context)
{
    if (handler == nullptr) return {};
    return [handler, context](const ConnectionStatus &status) {
        const lmq_status given = capi::status_of(status);
        handler(context, &given);
    };
}

RecoveredHandler recovered_handler(lmq_recovered_handler handler, void *context)
{
    if (handler == nullptr) return {};
    return [handler, context](const Message &message, const Result<void> &result) {
        lmq_message given = LMQ_MESSAGE_INIT;
        given.topic = capi::view(message.topic);
        given.payload = capi::view(message.payload);
        given.qos = static_cast<lmq_qos>(message.qos);
        given.retain = message.retain ? 1 : 0;
        if (message.time_to_live) given.time_to_live_ms = message.time_to_live->count();
        given.priority = static_cast<lmq_priority>(message.priority);
        if (result)
            handler(context, &given, LMQ_OK, LMQ_VIEW_INIT);
        else
            handler(context, &given, capi::code(result.error()), capi::view(result.error().detail));
    };
}

} // namespace

lmq_error lmq_client_create(const lmq_client_options *options, lmq_client **client)
{
    if (client == nullptr) return capi::null_argument("client");
    *client = nullptr;
    return capi::guarded([&] {
        ClientOptions read;
        if (const lmq_error error = capi::read_options(options, read); error != LMQ_OK) return error;
        auto made = Client::create(std::move(read));
        if (!made) return capi::failed(made.error());
        *client = new lmq_client{std::move(*made)};
        return lmq_error{LMQ_OK};
    });
}

void lmq_client_destroy(lmq_client *client)
{
    if (client == nullptr) return;
    static_cast<void>(capi::guarded([&] {
        const std::unique_ptr<lmq_client> owned(client);
        // In a handler the client's thread goes on for a while. No message is handled there any more, but these three
        // would still be called.
        owned->client.on_state({});
        owned->client.on_recovered({});
        owned->client.on_offline({});
        return lmq_error{LMQ_OK};
    }));
}

lmq_error lmq_client_on_message(lmq_client *client, lmq_message_handler handler, void *context)
{
    return capi::with(client, [&](Client &made) {
        made.on_message(message_handler(handler, context));
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_client_on_p2p(lmq_client *client, lmq_message_handler handler, void *context)
{
    return capi::with(client, [&](Client &made) {
        made.on_p2p(message_handler(handler, context));
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_client_on_state(lmq_client *client, lmq_state_handler handler, void *context)
{
    return capi::with(client, [&](Client &made) {
        made.on_state(state_handler(handler, context));
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_client_on_recovered(lmq_client *client, lmq_recovered_handler handler, void *context)
{
    return capi::with(client, [&](Client &made) {
        made.on_recovered(recovered_handler(handler, context));
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_client_on_offline(lmq_client *client, lmq_pull_handler handler, void *context)
{
    return capi::with(client, [&](Client &made) {
        made.on_offline(capi::pull_handler(handler, context));
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_client_start(lmq_client *client)
{
    return capi::with(client, [&](Client &made) { return capi::answer(made.start()); });
}

lmq_error lmq_client_connect(lmq_client *client, int64_t timeout_ms)
{
    return capi::with(client, timeout_ms,
                      [&](Client &made, auto timeout) { return capi::answer(made.connect(timeout)); });
}

lmq_error lmq_client_flush(lmq_client *client, int64_t timeout_ms)
{
    return capi::with(client, timeout_ms,
                      [&](Client &made, auto timeout) { return capi::answer(made.flush(timeout)); });
}

lmq_error lmq_client_disconnect(lmq_client *client, int64_t timeout_ms)
{
    return capi::with(client, timeout_ms,
                      [&](Client &made, auto timeout) { return capi::answer(made.disconnect(timeout)); });
}

lmq_error lmq_client_close(lmq_client *client, int64_t timeout_ms)
{
    return capi::with(client, timeout_ms,
                      [&](Client &made, auto timeout) { return capi::answer(made.close(timeout)); });
}

lmq_error lmq_client_poll(lmq_client *client, int64_t timeout_ms, size_t *handlers_run)
{
    if (handlers_run != nullptr) *handlers_run = 0;
    return capi::with(client, timeout_ms, [&](Client &made, auto timeout) {
        const auto ran = made.poll(timeout);
        if (ran && handlers_run != nullptr) *handlers_run = *ran;
        return capi::answer(ran);
    });
}

lmq_error lmq_client_network_changed(lmq_client *client)
{
    return capi::with(client, [](Client &made) {
        made.network_changed();
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_client_status(const lmq_client *client, lmq_status *status)
{
    if (client == nullptr) return capi::null_argument("client");
    return capi::guarded([&] { return capi::fill_struct(capi::status_of(client->client.status()), status, "status"); });
}

lmq_error lmq_client_statistics(const lmq_client *client, lmq_statistics *statistics)
{
    if (client == nullptr) return capi::null_argument("client");
    return capi::guarded(
        [&] { return capi::fill_struct(capi::statistics_of(client->client.statistics()), statistics, "statistics"); });
}
