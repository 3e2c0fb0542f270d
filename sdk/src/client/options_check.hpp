#ifndef LMQ_CLIENT_OPTIONS_CHECK_HPP
#define LMQ_CLIENT_OPTIONS_CHECK_HPP

#include <string>

#include "client/server_uri.hpp"
#include "lmq/options.hpp"
#include "lmq/result.hpp"
#include "lmq/topic.hpp"

namespace lmq::client
{

/// What Client::create found in valid options.
struct CheckedOptions {
    Endpoint endpoint;
    std::string group; ///< of the client id; empty where it has none
};

/// Checks every option. Errors: see Client::create; each detail begins with the option's name.
Result<CheckedOptions> check_options(const ClientOptions &options);

inline TopicRules topic_rules(ServiceProfile profile)
{
    return profile == ServiceProfile::aliyun ? TopicRules::aliyun : TopicRules::standard;
}

/// The most bytes a payload may have: the service's limit, or MQTT's.
std::size_t max_payload(const ClientOptions &options);

/// The most filters a client may hold: the service's limit, or as good as none.
std::size_t max_subscriptions(const ClientOptions &options);

/// Error: bad_qos.
Result<void> check_qos(QoS qos);

/// Error: out_of_range, its detail beginning with `name`.
Result<void> check_pull_count(const char *name, int count, const ClientOptions &options);

/// The same for all of `how`.
Result<void> check_pull_all(const char *name, const OfflinePull &how, const ClientOptions &options);

/// Checks a message to publish. Errors: as Client::publish, but outbox_full and closed.
Result<void> check_message(const Message &message, const ClientOptions &options);

} // namespace lmq::client

#endif
