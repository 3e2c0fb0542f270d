#include "capi/options.hpp"

#include <chrono>

#include "capi/convert.hpp"

namespace lmq::capi
{
namespace
{

/// Reads the struct behind an optional pointer and hands it to `use`, which answers an lmq_error; NULL leaves the
/// defaults as they are.
template <class Struct, class Use>
lmq_error with(const Struct *from, std::string_view name, Use use)
{
    if (from == nullptr) return LMQ_OK;
    Struct read;
    if (const lmq_error error = read_struct(from, read, name); error != LMQ_OK) return error;
    return use(read);
}

void set(std::string &to, lmq_view from)
{
    to = text(from);
}

void set(Secret &to, lmq_view from)
{
    to = Secret(text(from));
}

lmq_error read_tls(const lmq_tls_options &from, TlsOptions &to)
{
    set(to.ca_file, from.ca_file);
    set(to.ca_directory, from.ca_directory);
    set(to.ca_pem, from.ca_pem);
    set(to.certificate_file, from.certificate_file);
    set(to.certificate_pem, from.certificate_pem);
    set(to.key_file, from.key_file);
    set(to.key_pem, from.key_pem);
    set(to.key_password, from.key_password);
    set(to.ciphers, from.ciphers);
    set(to.cipher_suites, from.cipher_suites);
    to.danger_accept_any_certificate = from.danger_accept_any_certificate != 0;
    if (const lmq_error error = read_texts(from.pins, from.pin_count, to.pins, "tls.pins"); error != LMQ_OK)
        return error;
    return read_texts(from.alpn, from.alpn_count, to.alpn, "tls.alpn");
}

lmq_error read_proxy(const lmq_http_proxy &from, std::optional<HttpProxy> &to)
{
    to.emplace();
    set(to->host, from.host);
    set(to->user, from.user);
    set(to->password, from.password);
    to->port = from.port;
    return LMQ_OK;
}

lmq_error read_will(const lmq_will &from, std::optional<Will> &to)
{
    to.emplace();
    set(to->topic, from.topic);
    set(to->payload, from.payload);
    to->retain = from.retain != 0;
    return read_qos(from.qos, to->qos);
}

lmq_error read_outbox(const lmq_outbox_options &from, OutboxOptions &to)
{
    to.max_messages = from.max_messages;
    to.max_bytes = from.max_bytes;
    if (from.max_age_ms != 0) to.max_age = time_of(from.max_age_ms);
    set(to.file, from.file);
    to.commit_interval = time_of(from.commit_interval_ms);
    return read_enum(from.policy, OutboxPolicy::latest_per_topic, to.policy, "outbox.policy");
}

lmq_error read_back_off(const lmq_back_off &from, BackOff &to)
{
    to = {time_of(from.min_ms), time_of(from.max_ms), time_of(from.stable_after_ms)};
    return LMQ_OK;
}

/// What the options' pointers lead to.
lmq_error read_parts(const lmq_client_options &from, ClientOptions &to)
{
    lmq_error error = read_credentials(from.credentials, to.credentials);
    if (error == LMQ_OK)
        error = with(from.tls, "tls", [&](const lmq_tls_options &part) { return read_tls(part, to.tls); });
    if (error == LMQ_OK)
        error = with(from.http_proxy, "http_proxy",
                     [&](const lmq_http_proxy &part) { return read_proxy(part, to.http_proxy); });
    if (error == LMQ_OK)
        error =
            with(from.back_off, "back_off", [&](const lmq_back_off &part) { return read_back_off(part, to.back_off); });
    if (error == LMQ_OK)
        error = with(from.will, "will", [&](const lmq_will &part) { return read_will(part, to.will); });
    if (error == LMQ_OK)
        error =
            with(from.outbox, "outbox", [&](const lmq_outbox_options &part) { return read_outbox(part, to.outbox); });
    if (error == LMQ_OK)
        error = with(from.inbox, "inbox", [&](const lmq_inbox_options &part) {
            set(to.inbox.file, part.file);
            return lmq_error{LMQ_OK};
        });
    if (error == LMQ_OK)
        error = with(from.offline_pull, "offline_pull",
                     [&](const lmq_offline_pull &part) { return read_offline_pull(part, to.offline_pull.emplace()); });
    if (error == LMQ_OK) error = read_limits(from.limits, to.limits);
    return error;
}

} // namespace

lmq_error read_offline_pull(const lmq_offline_pull &from, OfflinePull &to)
{
    to.batch = from.batch;
    to.idle = time_of(from.idle_ms);
    return read_enum(from.order, control::PullOrder::descending, to.order, "order");
}

lmq_error read_message(const lmq_message *from, Message &to)
{
    lmq_message message = LMQ_MESSAGE_INIT;
    if (const lmq_error error = read_struct(from, message, "message"); error != LMQ_OK) return error;
    if (const lmq_error error = read_qos(message.qos, to.qos); error != LMQ_OK) return error;
    if (const lmq_error error = read_enum(message.priority, Priority::high, to.priority, "priority"); error != LMQ_OK)
        return error;
    set(to.topic, message.topic);
    set(to.payload, message.payload);
    to.retain = message.retain != 0;
    if (message.time_to_live_ms != 0) to.time_to_live = time_of(message.time_to_live_ms);
    return LMQ_OK;
}

lmq_error read_options(const lmq_client_options *from, ClientOptions &to)
{
    lmq_client_options options = LMQ_CLIENT_OPTIONS_INIT;
    lmq_error error = read_struct(from, options, "options");
    if (error == LMQ_OK) error = read_enum(options.profile, ServiceProfile::standard, to.profile, "profile");
    if (error == LMQ_OK) error = read_enum(options.dispatch, Dispatch::poll, to.dispatch, "dispatch");
    if (error == LMQ_OK) error = read_enum(options.log_level, LogLevel::off, to.log_level, "log_level");
    if (error == LMQ_OK) error = read_parts(options, to);
    if (error != LMQ_OK) return error;
    set(to.server_uri, options.server_uri);
    set(to.client_id, options.client_id);
    to.clean_session = options.clean_session != 0;
    to.connect_timeout = time_of(options.connect_timeout_ms);
    to.ack_timeout = time_of(options.ack_timeout_ms);
    to.keep_alive = std::chrono::seconds(options.keep_alive_s);
    to.ordered = options.ordered != 0;
    to.max_inflight = options.max_inflight;
    to.max_publish_rate = options.max_publish_rate;
    to.inbox_messages = options.inbox_messages;
    to.inbox_bytes = options.inbox_bytes;
    to.wake_transport = options.wake_transport != 0;
    if (options.log != nullptr)
        to.log = [log = options.log, context = options.log_context](LogLevel level, std::string_view line) {
            log(context, static_cast<lmq_log_level>(level), view(line));
        };
    return LMQ_OK;
}

} // namespace lmq::capi
