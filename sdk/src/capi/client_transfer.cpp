// What a client sends, subscribes to and pulls.
#include "capi/client.hpp"
#include "capi/options.hpp"
#include "capi/pull_progress.hpp"

using namespace lmq;

namespace lmq::capi
{

PullHandler pull_handler(lmq_pull_handler handler, void *context)
{
    if (handler == nullptr) return {};
    return [handler, context](const PullProgress &progress) {
        lmq_pull_progress given{};
        given.size = sizeof given;
        given.version = LMQ_STRUCT_VERSION;
        given.received = progress.received;
        given.requests = progress.requests;
        given.finished = progress.finished ? 1 : 0;
        if (!progress.result) {
            given.error = code(progress.result.error());
            given.detail = view(progress.result.error().detail);
        }
        handler(context, &given);
    };
}

namespace
{

/// What handlers of a publish, an unsubscribe and a pull have in common.
std::function<void(const Result<void> &)> done_handler(lmq_publish_handler handler, void *context)
{
    if (handler == nullptr) return {};
    return [handler, context](const Result<void> &result) {
        if (result)
            handler(context, LMQ_OK, LMQ_VIEW_INIT);
        else
            handler(context, code(result.error()), view(result.error().detail));
    };
}

lmq_subscribe_outcome outcome_of(lmq_view filter, const Result<QoS> &granted)
{
    if (!granted) return {filter, code(granted.error()), LMQ_QOS_AT_MOST_ONCE};
    return {filter, LMQ_OK, static_cast<lmq_qos>(*granted)};
}

SubscribeHandler subscribe_handler(lmq_subscribe_handler handler, void *context)
{
    if (handler == nullptr) return {};
    return [handler, context](const std::vector<SubscribeOutcome> &outcomes) {
        std::vector<lmq_subscribe_outcome> given;
        given.reserve(outcomes.size());
        for (const SubscribeOutcome &outcome : outcomes)
            given.push_back(outcome_of(view(outcome.filter), outcome.granted));
        handler(context, given.data(), given.size());
    };
}

lmq_error read_subscriptions(const lmq_subscription *from, size_t count, std::vector<Subscription> &to)
{
    if (from == nullptr && count > 0) return null_argument("subscriptions");
    to.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        Subscription one{std::string(text(from[i].filter)), QoS::at_most_once};
        if (const lmq_error error = read_qos(from[i].qos, one.qos); error != LMQ_OK) return error;
        to.push_back(std::move(one));
    }
    return LMQ_OK;
}

} // namespace
} // namespace lmq::capi

lmq_error lmq_client_publish(lmq_client *client, const lmq_message *message, lmq_publish_handler done, void *context)
{
    return capi::with(client, [&](Client &made) {
        Message read = made.spare_message(); // the caller keeps his strings: what the client holds is used again
        if (const lmq_error error = capi::read_message(message, read); error != LMQ_OK) return error;
        return capi::answer(made.publish(std::move(read), capi::done_handler(done, context)));
    });
}

lmq_error lmq_client_publish_and_wait(lmq_client *client, const lmq_message *message, int64_t timeout_ms)
{
    return capi::with(client, timeout_ms, [&](Client &made, auto timeout) {
        Message read;
        if (const lmq_error error = capi::read_message(message, read); error != LMQ_OK) return error;
        return capi::answer(made.publish_and_wait(std::move(read), timeout));
    });
}

lmq_error lmq_client_publish_p2p(lmq_client *client, lmq_view parent, lmq_view target_client_id, lmq_view payload,
                                 lmq_qos qos, lmq_publish_handler done, void *context)
{
    return capi::with(client, [&](Client &made) {
        QoS read{};
        if (const lmq_error error = capi::read_qos(qos, read); error != LMQ_OK) return error;
        return capi::answer(made.publish_p2p(capi::text(parent), capi::text(target_client_id),
                                             std::string(capi::text(payload)), read,
                                             capi::done_handler(done, context)));
    });
}

lmq_error lmq_client_subscribe(lmq_client *client, const lmq_subscription *subscriptions, size_t count,
                               lmq_subscribe_handler done, void *context)
{
    return capi::with(client, [&](Client &made) {
        std::vector<Subscription> read;
        if (const lmq_error error = capi::read_subscriptions(subscriptions, count, read); error != LMQ_OK) return error;
        return capi::answer(made.subscribe(std::move(read), capi::subscribe_handler(done, context)));
    });
}

lmq_error lmq_client_subscribe_and_wait(lmq_client *client, const lmq_subscription *subscriptions, size_t count,
                                        lmq_subscribe_outcome *outcomes, int64_t timeout_ms)
{
    return capi::with(client, timeout_ms, [&](Client &made, auto timeout) {
        std::vector<Subscription> read;
        if (const lmq_error error = capi::read_subscriptions(subscriptions, count, read); error != LMQ_OK) return error;
        const auto answered = made.subscribe_and_wait(std::move(read), timeout);
        if (!answered) return capi::failed(answered.error());
        if (outcomes != nullptr)
            for (size_t i = 0; i < count && i < answered->size(); ++i)
                outcomes[i] = capi::outcome_of(subscriptions[i].filter, (*answered)[i].granted);
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_client_unsubscribe(lmq_client *client, const lmq_view *filters, size_t count,
                                 lmq_unsubscribe_handler done, void *context)
{
    return capi::with(client, [&](Client &made) {
        std::vector<std::string> read;
        if (const lmq_error error = capi::read_texts(filters, count, read, "filters"); error != LMQ_OK) return error;
        return capi::answer(made.unsubscribe(std::move(read), capi::done_handler(done, context)));
    });
}

lmq_error lmq_client_unsubscribe_and_wait(lmq_client *client, const lmq_view *filters, size_t count, int64_t timeout_ms)
{
    return capi::with(client, timeout_ms, [&](Client &made, auto timeout) {
        std::vector<std::string> read;
        if (const lmq_error error = capi::read_texts(filters, count, read, "filters"); error != LMQ_OK) return error;
        return capi::answer(made.unsubscribe_and_wait(std::move(read), timeout));
    });
}

lmq_error lmq_client_pull(lmq_client *client, int32_t count, lmq_pull_order order, lmq_pulled_handler done,
                          void *context)
{
    return capi::with(client, [&](Client &made) {
        control::PullOrder read{};
        if (const lmq_error error = capi::read_enum(order, control::PullOrder::descending, read, "order");
            error != LMQ_OK)
            return error;
        return capi::answer(made.offline().pull(count, read, capi::done_handler(done, context)));
    });
}

lmq_error lmq_client_pull_all(lmq_client *client, const lmq_offline_pull *how, lmq_pull_handler handler, void *context)
{
    return capi::with(client, [&](Client &made) {
        OfflinePull read;
        if (how != nullptr) {
            lmq_offline_pull given = LMQ_OFFLINE_PULL_INIT;
            lmq_error error = capi::read_struct(how, given, "how");
            if (error == LMQ_OK) error = capi::read_offline_pull(given, read);
            if (error != LMQ_OK) return error;
        }
        return capi::answer(made.offline().pull_all(capi::pull_handler(handler, context), read));
    });
}

lmq_error lmq_client_cancel_pulls(lmq_client *client)
{
    return capi::with(client, [](Client &made) {
        made.offline().cancel();
        return lmq_error{LMQ_OK};
    });
}
