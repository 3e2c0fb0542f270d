// The _INIT macros carry their own copy of every default: here it is held against C++'s.
#include <doctest/doctest.h>

#include "capi/convert.hpp"
#include "capi/options.hpp"
#include "lmq/presence.hpp"
#include "lmq/state.hpp"
#include "lmq_c/client.h"
#include "lmq_c/presence.h"

using namespace lmq;

namespace
{

ClientOptions read(const lmq_client_options &options)
{
    ClientOptions made;
    // Nothing of it may be there by itself.
    made.keep_alive = std::chrono::seconds(1);
    made.clean_session = false;
    made.wake_transport = false;
    made.max_inflight = 0;
    made.outbox.max_messages = 0;
    made.inbox_messages = 0;
    made.inbox_bytes = 0;
    made.back_off = {};
    REQUIRE(capi::read_options(&options, made) == LMQ_OK);
    return made;
}

} // namespace

TEST_CASE("LMQ_CLIENT_OPTIONS_INIT is what ClientOptions is made with")
{
    const lmq_client_options given = LMQ_CLIENT_OPTIONS_INIT;
    const ClientOptions options = read(given);
    const ClientOptions defaults;
    CHECK(options.server_uri == defaults.server_uri);
    CHECK(options.client_id == defaults.client_id);
    CHECK(options.credentials.index() == defaults.credentials.index());
    CHECK(options.profile == defaults.profile);
    CHECK(options.http_proxy.has_value() == defaults.http_proxy.has_value());
    CHECK(options.clean_session == defaults.clean_session);
    CHECK(options.keep_alive == defaults.keep_alive);
    CHECK(options.connect_timeout == defaults.connect_timeout);
    CHECK(options.ack_timeout == defaults.ack_timeout);
    CHECK(options.ordered == defaults.ordered);
    CHECK(options.max_inflight == defaults.max_inflight);
    CHECK(options.max_publish_rate == defaults.max_publish_rate);
    CHECK(options.will.has_value() == defaults.will.has_value());
    CHECK(options.offline_pull.has_value() == defaults.offline_pull.has_value());
    CHECK(options.inbox_messages == defaults.inbox_messages);
    CHECK(options.inbox_bytes == defaults.inbox_bytes);
    CHECK(options.dispatch == defaults.dispatch);
    CHECK(options.wake_transport == defaults.wake_transport);
    CHECK((options.log == nullptr) == (defaults.log == nullptr));
    CHECK(options.log_level == defaults.log_level);
}

TEST_CASE("the nested structs' macros are what their C++ structs are made with")
{
    const lmq_outbox_options outbox = LMQ_OUTBOX_OPTIONS_INIT;
    const lmq_inbox_options inbox = LMQ_INBOX_OPTIONS_INIT;
    const lmq_back_off back_off = LMQ_BACK_OFF_INIT;
    const lmq_offline_pull pull = LMQ_OFFLINE_PULL_INIT;
    const lmq_limits limits = LMQ_LIMITS_INIT;
    const lmq_will will = LMQ_WILL_INIT;
    const lmq_http_proxy proxy = LMQ_HTTP_PROXY_INIT;
    const lmq_tls_options tls = LMQ_TLS_OPTIONS_INIT;
    lmq_client_options given = LMQ_CLIENT_OPTIONS_INIT;
    given.outbox = &outbox;
    given.inbox = &inbox;
    given.back_off = &back_off;
    given.offline_pull = &pull;
    given.limits = &limits;
    given.will = &will;
    given.http_proxy = &proxy;
    given.tls = &tls;
    const ClientOptions options = read(given);
    const ClientOptions defaults;
    CHECK(options.outbox.max_messages == defaults.outbox.max_messages);
    CHECK(options.outbox.max_bytes == defaults.outbox.max_bytes);
    CHECK(options.outbox.policy == defaults.outbox.policy);
    CHECK(options.outbox.max_age == defaults.outbox.max_age);
    CHECK(options.outbox.file == defaults.outbox.file);
    CHECK(options.outbox.commit_interval == defaults.outbox.commit_interval);
    CHECK(options.inbox.file == defaults.inbox.file);
    CHECK(options.back_off.min == defaults.back_off.min);
    CHECK(options.back_off.max == defaults.back_off.max);
    CHECK(options.back_off.stable_after == defaults.back_off.stable_after);
    CHECK(options.offline_pull->order == OfflinePull{}.order);
    CHECK(options.offline_pull->batch == OfflinePull{}.batch);
    CHECK(options.offline_pull->idle == OfflinePull{}.idle);
    CHECK(options.limits.topic_length == defaults.limits.topic_length);
    CHECK(options.limits.client_id_length == defaults.limits.client_id_length);
    CHECK(options.limits.payload_bytes == defaults.limits.payload_bytes);
    CHECK(options.limits.subscriptions == defaults.limits.subscriptions);
    CHECK(options.limits.max_keep_alive_s == defaults.limits.max_keep_alive_s);
    CHECK(options.limits.token_bytes == defaults.limits.token_bytes);
    CHECK(options.limits.offline_pull == defaults.limits.offline_pull);
    CHECK(options.will->qos == Will{}.qos);
    CHECK(options.will->retain == Will{}.retain);
    CHECK(options.http_proxy->port == HttpProxy{}.port);
    CHECK(options.tls.danger_accept_any_certificate == defaults.tls.danger_accept_any_certificate);
    CHECK(options.tls.ca_file == defaults.tls.ca_file);
    CHECK(options.tls.alpn == defaults.tls.alpn);
}

TEST_CASE("a message, a token and token mode begin as in C++")
{
    lmq_message given = LMQ_MESSAGE_INIT;
    Message message;
    message.qos = QoS::exactly_once;
    message.priority = Priority::low;
    REQUIRE(capi::read_message(&given, message) == LMQ_OK);
    CHECK(message.qos == Message{}.qos);
    CHECK(message.retain == Message{}.retain);
    CHECK(message.time_to_live == Message{}.time_to_live);
    CHECK(message.priority == Message{}.priority);

    const lmq_token given_token = LMQ_TOKEN_INIT;
    Token token;
    token.type = TokenType::read;
    REQUIRE(capi::read_token(&given_token, token) == LMQ_OK);
    CHECK(token.type == Token{}.type);
    CHECK(token.expire_time_ms == Token{}.expire_time_ms);
    CHECK(token.valid_for == Token{}.valid_for);

    const lmq_token_options tokens = LMQ_TOKEN_OPTIONS_INIT;
    lmq_credentials credentials = LMQ_CREDENTIALS_INIT;
    credentials.kind = LMQ_CREDENTIALS_TOKENS;
    credentials.tokens = &tokens;
    Credentials read_credentials;
    REQUIRE(capi::read_credentials(&credentials, read_credentials) == LMQ_OK);
    CHECK(std::get<Tokens>(read_credentials).provider_timeout == Tokens{}.provider_timeout);
    CHECK((std::get<Tokens>(read_credentials).store == nullptr));
}

TEST_CASE("LMQ_PRESENCE_OPTIONS_INIT is what PresenceOptions is made with")
{
    const lmq_presence_options given = LMQ_PRESENCE_OPTIONS_INIT;
    const PresenceOptions defaults;
    CHECK(given.policy == static_cast<int>(defaults.policy));
    CHECK(given.closed_channel_lifetime_ms == defaults.closed_channel_lifetime.count());
    CHECK(given.max_clients == defaults.max_clients);
    CHECK(given.max_channels == defaults.max_channels);
}

TEST_CASE("C's numbers are those of the C++ enumerators")
{
    CHECK(LMQ_STATE_REFUSED == static_cast<int>(ConnectionState::refused));
    CHECK(LMQ_STATE_READY == static_cast<int>(ConnectionState::ready));
    CHECK(LMQ_STATE_WAITING == static_cast<int>(ConnectionState::waiting));
    CHECK(LMQ_TOKEN_READ_WRITE == static_cast<int>(TokenType::read_write));
    CHECK(LMQ_TOKEN_WRITE == static_cast<int>(TokenType::write));
    CHECK(LMQ_TOKEN_WIDER_RIGHTS == static_cast<int>(TokenReason::wider_rights));
    CHECK(LMQ_TOKEN_REJECTED == static_cast<int>(TokenReason::rejected));
    CHECK(LMQ_OUTBOX_DROP_OLDEST == static_cast<int>(OutboxPolicy::drop_oldest));
    CHECK(LMQ_OUTBOX_LATEST_PER_TOPIC == static_cast<int>(OutboxPolicy::latest_per_topic));
    CHECK(LMQ_PULL_DESCENDING == static_cast<int>(control::PullOrder::descending));
    CHECK(LMQ_DISPATCH_POLL == static_cast<int>(Dispatch::poll));
    CHECK(LMQ_PROFILE_STANDARD == static_cast<int>(ServiceProfile::standard));
    CHECK(LMQ_LOG_WARNING == static_cast<int>(LogLevel::warning));
    CHECK(LMQ_LOG_OFF == static_cast<int>(LogLevel::off));
    CHECK(LMQ_PRIORITY_HIGH == static_cast<int>(Priority::high));
    CHECK(LMQ_QOS_EXACTLY_ONCE == static_cast<int>(QoS::exactly_once));
}
