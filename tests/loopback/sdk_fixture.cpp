#include "sdk_fixture.hpp"

#include <utility>

namespace lmq::test
{

namespace
{

std::unique_ptr<broker::Broker> started(broker::Config config)
{
    config.log_level = "off";
    auto broker = broker::Broker::start(std::move(config));
    REQUIRE_MESSAGE(broker, broker.error().detail);
    return std::move(*broker);
}

Client created(ClientOptions options)
{
    auto client = Client::create(std::move(options));
    REQUIRE_MESSAGE(client, describe(client.error()));
    return std::move(*client);
}

} // namespace

broker::Config at_once()
{
    broker::Config config = broker::Config::ready_made();
    config.policy.offline_start = broker::OfflineStart::immediate;
    return config;
}

Service::Service(broker::Config config) : broker_(started(std::move(config))) {}

ClientOptions Service::device(const std::string &device) const
{
    ClientOptions options;
    options.server_uri = broker_->tcp_uri();
    options.client_id = "GID_AAA@@@" + device;
    options.credentials = AccessKey{access_key, Secret(secret_key)};
    options.back_off = {milliseconds(5), milliseconds(50), seconds(60)};
    return options;
}

bool Service::wait_connected(const std::string &client_id, bool connected) const
{
    return eventually([&] {
        const auto session = broker_->session(client_id);
        return (session && session->connected) == connected;
    });
}

Device::Device(ClientOptions options) : id_(options.client_id), client_(created(std::move(options)))
{
    client_.on_message([this](const ReceivedMessage &received) { messages.add(received); });
    client_.on_p2p([this](const ReceivedMessage &received) { p2p.add(received); });
    client_.on_state([this](const ConnectionStatus &status) { states.add(status); });
}

Device::~Device()
{
    // Errors are of no interest here: what is left is completed with `cancelled` either way.
    static_cast<void>(client_.close(seconds(1)));
}

Device &Device::connect()
{
    const auto connected = client_.connect(patience);
    REQUIRE_MESSAGE(connected, describe(connected.error()));
    return *this;
}

Device &Device::subscribe(const std::vector<Subscription> &subscriptions)
{
    const auto outcomes = client_.subscribe_and_wait(subscriptions, patience);
    REQUIRE_MESSAGE(outcomes, describe(outcomes.error()));
    REQUIRE(outcomes->size() == subscriptions.size());
    for (std::size_t i = 0; i < outcomes->size(); ++i) {
        REQUIRE((*outcomes)[i].granted);
        CHECK(*(*outcomes)[i].granted == subscriptions[i].qos);
    }
    return *this;
}

Result<void> Device::publish(Message message)
{
    return client_.publish_and_wait(std::move(message), patience);
}

Result<void> Device::publish_async(Message message)
{
    const std::string payload = message.payload;
    return client_.publish(std::move(message), [this, payload](const Result<void> &result) {
        published.add({payload, result});
    });
}

bool Device::wait_for_state(ConnectionState state)
{
    return eventually([&] { return client_.status().state == state; });
}

Message message(std::string payload, QoS qos, std::string topic)
{
    Message made;
    made.topic = std::move(topic);
    made.payload = std::move(payload);
    made.qos = qos;
    return made;
}

std::vector<std::string> payloads(const Recorder<ReceivedMessage> &recorder)
{
    std::vector<std::string> all;
    for (auto &received : recorder.all())
        all.push_back(std::move(received.payload));
    return all;
}

std::vector<broker::MqMessage> consume(const Service &service, const std::string &topic, std::size_t count,
                                       const std::string &group)
{
    std::vector<broker::MqMessage> all;
    while (all.size() < count) {
        auto some = service->mq_consume(topic, group, 1000, patience);
        REQUIRE_MESSAGE(some, some.error().detail);
        if (some->empty()) break; // patience is over
        for (auto &one : *some)
            all.push_back(std::move(one));
    }
    return all;
}

broker::FaultRule rule(std::string packet, broker::FaultAction action, std::uint64_t nth, std::uint64_t times)
{
    broker::FaultRule made;
    made.packet = std::move(packet);
    made.action = action;
    made.nth = nth;
    made.times = times;
    return made;
}

} // namespace lmq::test
