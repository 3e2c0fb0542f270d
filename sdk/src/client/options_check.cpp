#include "client/options_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

#include "client/token_rights.hpp"
#include "core/text.hpp"
#include "lmq/identity.hpp"
#include "transport/tls_context.hpp"

namespace lmq::client
{
namespace
{

constexpr std::size_t max_mqtt_string = 65535;
// MQTT's remaining length, less what may stand before a payload: topic, its length, packet id.
constexpr std::size_t max_mqtt_payload = 268435455 - max_mqtt_string - 4;

tl::unexpected<Error> out_of_range(const char *option, const std::string &range)
{
    return core::failure(Errc::out_of_range, {option, ": must be ", range});
}

// The rules every MQTT string keeps. ClientId::parse looks at those first; what else it wants does not matter here.
Result<void> check_mqtt_string(const char *option, const std::string &text)
{
    if (text.size() > max_mqtt_string)
        return core::failure(Errc::too_long, {option, ": at most 65535 bytes, has ", core::Decimal(text.size())});
    Limits limits;
    limits.client_id_length = std::numeric_limits<std::size_t>::max();
    const auto parsed = ClientId::parse(text, limits);
    if (parsed) return {};
    if (parsed.error().code == Errc::invalid_utf8)
        return core::failure(Errc::invalid_utf8, {option, ": must be well-formed UTF-8"});
    if (parsed.error().code == Errc::contains_nul)
        return core::failure(Errc::contains_nul, {option, ": must not contain U+0000"});
    return {};
}

Result<std::string> check_client_id(const ClientOptions &options)
{
    const auto parsed = ClientId::parse(options.client_id, options.limits);
    if (parsed) return std::string(parsed->group());
    if (options.profile == ServiceProfile::aliyun) return tl::unexpected<Error>(parsed.error());
    const auto text = check_mqtt_string("client_id", options.client_id);
    if (!text) return tl::unexpected<Error>(text.error());
    if (options.client_id.empty() && !options.clean_session)
        return core::failure(Errc::bad_combination,
                             "client_id: may be empty only with clean_session (MQTT 3.1.1 3.1.3.1)");
    return std::string();
}

Result<void> check_tokens(const Tokens &tokens, const ClientOptions &options)
{
    constexpr std::size_t most_needs = 3;
    constexpr std::size_t most_resources = 100;
    if (options.profile != ServiceProfile::aliyun)
        return core::failure(Errc::bad_combination, "credentials: token mode exists in the aliyun profile only");
    if (tokens.needs.empty() || tokens.needs.size() > most_needs)
        return out_of_range("credentials.needs", "one to three tokens, each of another type");
    if (!tokens.provider) return core::failure(Errc::missing_field, "credentials.provider: must be set");
    if (tokens.provider_timeout < std::chrono::milliseconds(1))
        return out_of_range("credentials.provider_timeout", "1 ms or more");
    for (auto need = tokens.needs.begin(); need != tokens.needs.end(); ++need) {
        if (std::any_of(tokens.needs.begin(), need,
                        [need](const TokenNeed &earlier) { return earlier.type == need->type; }))
            return core::failure(Errc::bad_combination,
                                 {"credentials.needs: two of type ", control::to_string(need->type),
                                  "; the service takes one of each (spec 8.4)"});
        if (need->resources.size() > most_resources)
            return out_of_range("credentials.needs.resources", "at most " + std::to_string(most_resources) +
                                                                   " topics, has " +
                                                                   std::to_string(need->resources.size()));
        for (const std::string &resource : need->resources) {
            auto valid = validate_topic_filter(resource, TopicRules::aliyun, options.limits);
            if (!valid)
                return core::failure(valid.error().code, {"credentials.needs.resources: ", valid.error().detail});
        }
    }
    return {};
}

Result<void> check_credentials(const ClientOptions &options, const std::string &group)
{
    const auto name = [](const char *option, const std::string &text) -> Result<void> {
        if (text.empty()) return core::failure(Errc::empty, {option, ": must not be empty"});
        return check_mqtt_string(option, text);
    };
    const auto secret = [](const char *option, const Secret &text) -> Result<void> {
        if (text.empty()) return core::failure(Errc::empty, {option, ": must not be empty"});
        if (text.reveal().size() > max_mqtt_string)
            return core::failure(Errc::too_long, {option, ": at most 65535 bytes"});
        return {};
    };
    const bool signs =
        std::holds_alternative<AccessKey>(options.credentials) || std::holds_alternative<SignedBy>(options.credentials);
    if (signs && group.empty())
        return core::failure(Errc::bad_combination, "credentials: a signature needs a client_id with a group, "
                                                    "GroupID@@@DeviceID");
    if (const auto *key = std::get_if<AccessKey>(&options.credentials)) {
        if (const auto checked = name("credentials.access_key", key->access_key); !checked) return checked;
        return secret("credentials.secret_key", key->secret_key);
    }
    if (const auto *ready = std::get_if<ReadyPassword>(&options.credentials)) {
        if (const auto checked = name("credentials.user_name", ready->user_name); !checked) return checked;
        return secret("credentials.password", ready->password);
    }
    if (const auto *by = std::get_if<SignedBy>(&options.credentials)) {
        if (!by->signer) return core::failure(Errc::missing_field, "credentials.signer: must be set");
        return name("credentials.access_key", by->access_key);
    }
    if (const auto *tokens = std::get_if<Tokens>(&options.credentials)) return check_tokens(*tokens, options);
    return {};
}

Result<void> check_will(const ClientOptions &options)
{
    if (!options.will) return {};
    const auto prefixed = [](Error error) { return tl::unexpected<Error>(Error{error.code, "will: " + error.detail}); };
    const auto topic = validate_topic_name(options.will->topic, topic_rules(options.profile), options.limits);
    if (!topic) return prefixed(topic.error());
    if (const auto may = check_may_publish(options, options.will->topic); !may) return prefixed(may.error());
    if (const auto qos = check_qos(options.will->qos); !qos) return prefixed(qos.error());
    // MQTT gives a will's payload a length of two bytes, whatever the service's limit is.
    const std::size_t limit = std::min(max_payload(options), max_mqtt_string);
    if (options.will->payload.size() > limit)
        return core::failure(Errc::payload_too_large, {"will: payload of at most ", core::Decimal(limit),
                                                       " bytes, has ", core::Decimal(options.will->payload.size())});
    return {};
}

bool is_set(const TlsOptions &tls)
{
    return !tls.ca_file.empty() || !tls.ca_directory.empty() || !tls.ca_pem.empty() || !tls.certificate_file.empty() ||
           !tls.certificate_pem.empty() || !tls.key_file.empty() || !tls.key_pem.empty() || !tls.key_password.empty() ||
           !tls.pins.empty() || !tls.ciphers.empty() || !tls.cipher_suites.empty() || !tls.alpn.empty() ||
           tls.danger_accept_any_certificate;
}

Result<void> check_tls(const ClientOptions &options, const Endpoint &endpoint)
{
    const TlsOptions &tls = options.tls;
    constexpr std::size_t most_pins = 100;
    if (!endpoint.tls) {
        if (!is_set(tls)) return {};
        return core::failure(Errc::bad_combination, "tls: is for ssl:// and wss:// only, and server_uri is neither");
    }
    if (!tls.certificate_file.empty() && !tls.certificate_pem.empty())
        return core::failure(Errc::bad_combination, "tls.certificate_pem: not together with tls.certificate_file");
    if (!tls.key_file.empty() && !tls.key_pem.empty())
        return core::failure(Errc::bad_combination, "tls.key_pem: not together with tls.key_file");
    if ((!tls.key_file.empty() || !tls.key_pem.empty()) && tls.certificate_file.empty() && tls.certificate_pem.empty())
        return core::failure(Errc::missing_field, "tls.certificate_file: must be set where there is a key");
    if (tls.pins.size() > most_pins) return out_of_range("tls.pins", "at most 100");
    if (auto pins = transport::parse_pins(tls.pins); !pins) return tl::unexpected<Error>(pins.error());
    if (auto usable = transport::make_tls_context(tls); !usable) return tl::unexpected<Error>(usable.error());
    return {};
}

Result<void> check_proxy(const ClientOptions &options)
{
    if (!options.http_proxy) return {};
    const HttpProxy &proxy = *options.http_proxy;
    if (auto host = check_host("http_proxy.host", proxy.host); !host) return host;
    if (proxy.port == 0) return out_of_range("http_proxy.port", "1 to 65535");
    if (proxy.user.find(':') != std::string::npos)
        return core::failure(Errc::bad_combination, "http_proxy.user: must not hold a colon (RFC 7617)");
    if (proxy.user.size() + proxy.password.reveal().size() > 4096)
        return core::failure(Errc::too_long, "http_proxy.user and http_proxy.password: at most 4096 bytes together");
    if (proxy.user.empty() && !proxy.password.empty())
        return core::failure(Errc::missing_field, "http_proxy.user: must be set where there is a password");
    return {};
}

Result<void> check_times(const ClientOptions &options)
{
    using std::chrono::milliseconds;
    const long keep_alive = static_cast<long>(options.keep_alive.count());
    if (options.profile == ServiceProfile::aliyun) {
        if (keep_alive < 1 || keep_alive > static_cast<long>(options.limits.max_keep_alive_s))
            return out_of_range("keep_alive", "1 to " + std::to_string(options.limits.max_keep_alive_s) + " s");
    } else if (keep_alive < 0 || keep_alive > 65535) {
        return out_of_range("keep_alive", "0 to 65535 s");
    }
    if (options.connect_timeout < milliseconds(100)) return out_of_range("connect_timeout", "100 ms or more");
    if (options.ack_timeout < milliseconds(1)) return out_of_range("ack_timeout", "1 ms or more");
    if (options.back_off.min < milliseconds(1)) return out_of_range("back_off.min", "1 ms or more");
    if (options.back_off.max < options.back_off.min) return out_of_range("back_off.max", "back_off.min or more");
    if (options.back_off.stable_after < milliseconds(0)) return out_of_range("back_off.stable_after", "0 ms or more");
    return {};
}

Result<void> check_flow(const ClientOptions &options)
{
    if (options.max_inflight < 1 || options.max_inflight > 65535) return out_of_range("max_inflight", "1 to 65535");
    if (!(options.max_publish_rate >= 0) || std::isinf(options.max_publish_rate))
        return out_of_range("max_publish_rate", "0 (unlimited) or more messages a second");
    if (options.outbox.max_messages < 1) return out_of_range("outbox.max_messages", "1 or more");
    if (options.outbox.max_bytes < 1) return out_of_range("outbox.max_bytes", "1 or more");
    if (options.outbox.max_age && *options.outbox.max_age < std::chrono::milliseconds(1))
        return out_of_range("outbox.max_age", "1 ms or more");
    if (options.outbox.commit_interval < std::chrono::milliseconds(0) ||
        options.outbox.commit_interval > std::chrono::seconds(60))
        return out_of_range("outbox.commit_interval", "0 to 60 s");
    if (!options.inbox.file.empty() && options.inbox.file == options.outbox.file)
        return core::failure(Errc::bad_combination, "inbox.file: must be a file of its own, not that of the outbox");
    if (options.inbox_messages < 1) return out_of_range("inbox_messages", "1 or more");
    if (options.inbox_bytes < 1) return out_of_range("inbox_bytes", "1 or more");
    if (options.ordered && options.profile == ServiceProfile::standard)
        return core::failure(Errc::bad_combination, "ordered: order mode exists in the aliyun profile only");
    return {};
}

Result<void> check_offline_pull(const ClientOptions &options)
{
    if (!options.offline_pull) return {};
    if (options.profile != ServiceProfile::aliyun)
        return core::failure(Errc::bad_combination,
                             "offline_pull: offline messages are pulled in the aliyun profile only");
    return check_pull_all("offline_pull", *options.offline_pull, options);
}

} // namespace

std::size_t max_payload(const ClientOptions &options)
{
    return options.profile == ServiceProfile::aliyun ? std::min(options.limits.payload_bytes, max_mqtt_payload)
                                                     : max_mqtt_payload;
}

std::size_t max_subscriptions(const ClientOptions &options)
{
    return options.profile == ServiceProfile::aliyun ? options.limits.subscriptions
                                                     : std::numeric_limits<std::size_t>::max();
}

Result<void> check_qos(QoS qos)
{
    if (static_cast<unsigned>(qos) <= 2) return {};
    return core::failure(Errc::bad_qos, "qos: must be 0, 1 or 2");
}

Result<void> check_pull_count(const char *name, int count, const ClientOptions &options)
{
    // What a control payload may ask for (spec 9.4), whatever the limits say.
    const int most = static_cast<int>(std::min(options.limits.offline_pull, Limits{}.offline_pull));
    if (count >= 1 && count <= most) return {};
    return out_of_range(name, "1 to " + std::to_string(most) + " messages");
}

Result<void> check_pull_all(const char *name, const OfflinePull &how, const ClientOptions &options)
{
    if (auto batch = check_pull_count((std::string(name) + ".batch").c_str(), how.batch, options); !batch) return batch;
    if (how.idle < std::chrono::milliseconds(100))
        return out_of_range((std::string(name) + ".idle").c_str(), "100 ms or more");
    return {};
}

Result<void> check_message(const Message &message, const ClientOptions &options)
{
    if (auto topic = validate_topic_name(message.topic, topic_rules(options.profile), options.limits); !topic)
        return topic;
    if (auto may = check_may_publish(options, message.topic); !may) return may;
    if (auto qos = check_qos(message.qos); !qos) return qos;
    if (static_cast<unsigned>(message.priority) > 2) return out_of_range("priority", "low, normal or high");
    if (options.ordered && message.priority != Priority::normal)
        return core::failure(Errc::bad_combination, "priority: must be normal in order mode, where nothing overtakes");
    if (message.payload.size() > max_payload(options))
        return core::failure(Errc::payload_too_large, {"payload: at most ", core::Decimal(max_payload(options)),
                                                       " bytes, has ", core::Decimal(message.payload.size())});
    if (message.time_to_live && *message.time_to_live < std::chrono::milliseconds(1))
        return out_of_range("time_to_live", "1 ms or more");
    return {};
}

Result<CheckedOptions> check_options(const ClientOptions &options)
{
    CheckedOptions checked;
    auto endpoint = parse_server_uri(options.server_uri);
    if (!endpoint) return tl::unexpected<Error>(endpoint.error());
    checked.endpoint = std::move(*endpoint);
    auto group = check_client_id(options);
    if (!group) return tl::unexpected<Error>(group.error());
    checked.group = std::move(*group);

    Result<void> rest = check_tls(options, checked.endpoint)
                            .and_then([&] { return check_proxy(options); })
                            .and_then([&] { return check_credentials(options, checked.group); })
                            .and_then([&] { return check_will(options); })
                            .and_then([&] { return check_times(options); })
                            .and_then([&] { return check_flow(options); })
                            .and_then([&] { return check_offline_pull(options); });
    if (!rest) return tl::unexpected<Error>(rest.error());
    return checked;
}

} // namespace lmq::client
