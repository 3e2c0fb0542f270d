#include "config/plain.hpp"
#include "lmq_broker/config.hpp"

namespace lmq::broker
{
namespace
{

constexpr const char *account_id = "1234567890";

TopicConfig topic(std::string name, TopicType type = TopicType::normal)
{
    TopicConfig made;
    made.name = std::move(name);
    made.type = type;
    made.owner = account_id;
    return made;
}

} // namespace

Config Config::ready_made()
{
    Config config;
    AccountConfig account;
    account.account_id = account_id;
    account.access_key = "AK_TEST_0001";
    account.secret_key = "SK_test_secret_0001";
    config.accounts.push_back(account);

    config.topics = {topic("TopicA"), topic("TopicB"), topic("bench"),
                     topic("OrderedTopic", TopicType::partition_order)};
    for (const auto &[id, parent] :
         {std::pair{"GID_AAA", "TopicA"}, std::pair{"GID_BBB", "TopicB"}, std::pair{"GID_bench", "bench"}}) {
        GroupConfig group;
        group.id = id;
        group.owner = account_id;
        group.topic = parent;
        config.groups.push_back(group);
        config.topics.push_back(topic(group.id + "_MQTT")); // where presence events go (spec 12.2)
    }
    return config;
}

Config Config::plain()
{
    Config config = ready_made();
    config::make_plain(config);
    return config;
}

} // namespace lmq::broker
