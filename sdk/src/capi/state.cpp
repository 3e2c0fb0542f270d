#include "capi/state.hpp"

#include <algorithm>

#include "capi/convert.hpp"

namespace lmq::capi
{
namespace
{

lmq_error set_error(const std::optional<Error> &error, char (&detail)[LMQ_DETAIL_SIZE]) noexcept
{
    static_assert(detail_size < LMQ_DETAIL_SIZE);
    if (!error) return LMQ_OK;
    const std::string_view kept = cut(error->detail);
    std::copy_n(kept.data(), kept.size(), detail);
    return code(*error);
}

} // namespace

lmq_status status_of(const ConnectionStatus &status) noexcept
{
    lmq_status made = LMQ_STATUS_INIT;
    made.state = static_cast<lmq_state>(status.state);
    made.attempt = status.attempt;
    made.retry_in_ms = status.retry_in.count();
    made.session_present = status.session_present ? 1 : 0;
    made.possible_duplicate_client_id = status.possible_duplicate_client_id ? 1 : 0;
    made.error = set_error(status.error, made.detail);
    made.token_error = set_error(status.token_error, made.token_detail);
    return made;
}

lmq_statistics statistics_of(const Statistics &statistics) noexcept
{
    lmq_statistics made = LMQ_STATISTICS_INIT;
    made.publishes_accepted = statistics.publishes_accepted;
    made.publishes_completed = statistics.publishes_completed;
    made.publishes_failed = statistics.publishes_failed;
    made.publishes_sent = statistics.publishes_sent;
    made.messages_received = statistics.messages_received;
    made.messages_dropped = statistics.messages_dropped;
    made.bytes_published = statistics.bytes_published;
    made.bytes_received = statistics.bytes_received;
    made.connects = statistics.connects;
    made.connection_losses = statistics.connection_losses;
    made.outbox_recovered = statistics.outbox_recovered;
    made.store_commits = statistics.store_commits;
    made.store_errors = statistics.store_errors;
    made.outbox_messages = statistics.outbox_messages;
    made.outbox_bytes = statistics.outbox_bytes;
    made.inflight = statistics.inflight;
    made.subscriptions = statistics.subscriptions;
    return made;
}

} // namespace lmq::capi

const char *lmq_state_name(lmq_state state)
{
    return lmq::to_string(static_cast<lmq::ConnectionState>(state)).data();
}
