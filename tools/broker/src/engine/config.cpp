#include "lmq_broker/config.hpp"

namespace lmq::broker
{

Config Config::ready_made()
{
    Config config;
    AccountConfig account;
    account.account_id = "1234567890";
    account.access_key = "AK_TEST_0001";
    account.secret_key = "SK_test_secret_0001";
    config.accounts.push_back(account);

    const auto topic = [&](std::string name, TopicType type) {
        TopicConfig entry;
        entry.name = std::move(name);
        entry.type = type;
        entry.owner = account.account_id;
        config.topics.push_back(std::move(entry));
    };
    topic("TopicA", TopicType::normal);
    topic("TopicB", TopicType::normal);
    topic("bench", TopicType::normal);
    topic("OrderedTopic", TopicType::partition_order);

    for (const char *id : {"GID_AAA", "GID_BBB", "GID_bench"}) {
        GroupConfig group;
        group.id = id;
        group.owner = account.account_id;
        group.topic = group.id == "GID_bench" ? "bench" : "TopicA";
        topic(group.id + "_MQTT", TopicType::normal); // presence events (spec 11)
        config.groups.push_back(std::move(group));
    }
    return config;
}

Config Config::plain()
{
    Config config = ready_made();
    config.policy.plain = true;
    return config;
}

} // namespace lmq::broker
