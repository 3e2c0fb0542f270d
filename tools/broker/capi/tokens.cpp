#include "handle.hpp"

using namespace lmq;
using namespace lmq::broker::capi;
using lmq::broker::Broker;
using lmq::broker::TokenOrder;

lmq_error lmq_broker_issue_token(lmq_broker *broker, const lmq_broker_token_order *order, char *buffer, size_t size,
                                 size_t *length)
{
    return with(broker, [&](Broker &b) {
        lmq_broker_token_order given = LMQ_BROKER_TOKEN_ORDER_INIT;
        if (const lmq_error read = read_struct(order, given, "order"); read != LMQ_OK) return read;
        if (given.resources == nullptr && given.resource_count > 0) return null_argument("resources");
        if (given.resource_count > 100) return failed(Errc::token_parameters, "resources: more than 100");
        TokenOrder wanted;
        if (const auto actions = text(given.actions); !actions.empty()) wanted.actions = actions;
        for (std::size_t i = 0; i < given.resource_count; ++i)
            wanted.resources.emplace_back(text(given.resources[i]));
        wanted.expire_ms = given.expire_time_ms;
        wanted.access_key = text(given.access_key);
        const auto token = b.issue_token(wanted);
        return token ? write_text(*token, buffer, size, length) : failed(token.error());
    });
}

lmq_error lmq_broker_revoke_token(lmq_broker *broker, lmq_view token)
{
    return with(broker, [&](Broker &b) { return answer(b.revoke_token(text(token))); });
}
