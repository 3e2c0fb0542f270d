#include <chrono>

#include "lmq/client.hpp"
#include "subject.hpp"

namespace lmq::bench
{
namespace
{

class LmqSubject final : public Subject
{
public:
    LmqSubject(Client client, Events &events) : client_(std::move(client)), events_(events)
    {
        client_.on_message([this](const ReceivedMessage &) { events_.count(events_.received); });
    }
    bool connect() override { return client_.connect(std::chrono::seconds(10)).has_value(); }
    bool subscribe(const std::string &filter, int qos) override
    {
        return client_.subscribe_and_wait({{filter, static_cast<QoS>(qos)}}, std::chrono::seconds(10)).has_value();
    }
    bool publish(const std::string &topic, const std::string &payload, int qos) override
    {
        Message message;
        message.topic = topic;
        message.payload = payload;
        message.qos = static_cast<QoS>(qos);
        return client_.publish(std::move(message), [this](const Result<void> &) { events_.count(events_.published); })
            .has_value();
    }
    bool is_ready() override { return client_.status().state == ConnectionState::ready; }

private:
    Client client_;
    Events &events_;
};

} // namespace

std::unique_ptr<Subject> make_lmq_subject(const std::string &uri, const std::string &client_id, Events &events)
{
    ClientOptions options;
    options.server_uri = uri;
    options.client_id = client_id;
    options.profile = ServiceProfile::standard;
    auto client = Client::create(std::move(options));
    if (!client) return nullptr;
    return std::make_unique<LmqSubject>(std::move(*client), events);
}

} // namespace lmq::bench
