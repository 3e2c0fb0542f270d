#include "raw_fixture.hpp"

namespace lmq::test
{

using broker::AccountConfig;
using broker::GroupConfig;
using broker::GroupStatus;
using broker::TopicConfig;
using broker::TopicType;

broker::Config service_config()
{
    broker::Config config = broker::Config::ready_made();
    config.clock = broker::ClockMode::virtual_;
    config.log_level = "off";
    const std::string own = "1234567890";
    const std::string other = "2222222222";
    config.accounts.push_back(AccountConfig{other, "AK_TEST_0002", "SK_test_secret_0002", "", true});
    config.accounts.push_back(AccountConfig{"3333333333", "AK_TEST_0003", "SK_test_secret_0003", "", false});
    config.accounts.push_back(AccountConfig{"4444444444", "AK_TEST_0004", "SK_test_secret_0004", own, true});
    config.topics.push_back(TopicConfig{"ForeignTopic", TopicType::normal, other, "cn-hangzhou", {}});
    config.topics.push_back(TopicConfig{"GrantedTopic", TopicType::normal, other, "cn-hangzhou", {own}});
    config.topics.push_back(TopicConfig{"FarTopic", TopicType::normal, own, "cn-beijing", {}});
    config.topics.push_back(TopicConfig{"GlobalTopic", TopicType::global_order, own, "cn-hangzhou", {}});
    const auto group = [&](const char *id, const std::string &owner, const char *region, GroupStatus status) {
        config.groups.push_back(GroupConfig{id, owner, region, "TopicA", status});
    };
    group("GID_FOREIGN", other, "cn-hangzhou", GroupStatus::serving);
    group("GID_DISABLED", "3333333333", "cn-hangzhou", GroupStatus::serving);
    group("GID_FROZEN", own, "cn-hangzhou", GroupStatus::frozen);
    group("GID_SUSPENDED", own, "cn-hangzhou", GroupStatus::suspended);
    group("GID_FARAWAY", own, "cn-beijing", GroupStatus::serving);
    group("GID_zzzzzzzzzzzzzzzzzzzzzzzzzzzz", own, "cn-hangzhou", GroupStatus::serving);
    return config;
}

broker::Config plain_config()
{
    broker::Config config = broker::Config::plain();
    config.clock = broker::ClockMode::virtual_;
    config.log_level = "off";
    return config;
}

Service::Service(const broker::Config &config)
{
    auto started = broker::Broker::start(config);
    REQUIRE(started.has_value());
    broker_ = std::move(*started);
}

RawClient Service::sign_in(const ConnectFields &fields, bool session_present) const
{
    RawClient client = open();
    REQUIRE(client.ask(connect(fields)) == connack(0, session_present));
    return client;
}

RawClient Service::sign_in(const std::string &client_id) const
{
    ConnectFields fields;
    fields.client_id = client_id;
    return sign_in(fields);
}

RawClient Service::sign_in_persistent(const std::string &client_id, bool session_present) const
{
    ConnectFields fields;
    fields.client_id = client_id;
    fields.clean = false;
    return sign_in(fields, session_present);
}

RawClient Service::subscriber(const std::string &client_id, const std::string &filter, unsigned qos) const
{
    RawClient client = sign_in(client_id);
    REQUIRE(client.ask(subscribe(1, {{filter, qos}})) == suback(1, {qos}));
    return client;
}

void Service::advance(std::chrono::milliseconds by) const
{
    REQUIRE(broker_->advance(by).has_value());
}

void Service::wait_offline(const std::string &client_id) const
{
    REQUIRE(eventually([&] { return !online(client_id); }));
}

bool Service::online(const std::string &client_id) const
{
    const auto session = broker_->session(client_id);
    return session && session->connected;
}

std::vector<broker::MqMessage> Service::stored(const std::string &topic) const
{
    auto messages = broker_->mq_consume(topic, "GID_raw_test", 100000, std::chrono::milliseconds(0));
    REQUIRE(messages.has_value());
    return *messages;
}

void publish_acked(RawClient &client, const std::string &topic, const std::string &payload, unsigned id, bool retain)
{
    REQUIRE(client.ask(publish(topic, payload, 1, id, retain)) == puback(id));
}

std::vector<std::string> drain(RawClient &client)
{
    std::vector<std::string> payloads;
    // A round in which nothing came but the PINGRESP proves that the acknowledgements of the last one set nothing free.
    for (bool more = true; more;) {
        more = false;
        client.send(pingreq());
        for (Packet got = client.next(); got != pingresp(); got = client.next()) {
            INFO(got);
            REQUIRE(got.note.empty());
            more = true;
            if (got.type() == 3) payloads.push_back(got.payload());
            if (got.type() == 3 && got.qos() == 1) client.send(puback(got.id()));
            if (got.type() == 3 && got.qos() == 2) client.send(pubrec(got.id()));
            if (got.type() == 6) client.send(pubcomp(got.id()));
        }
    }
    return payloads;
}

} // namespace lmq::test
