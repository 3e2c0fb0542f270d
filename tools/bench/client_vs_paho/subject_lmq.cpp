#include <chrono>
#include <thread>

#include "lmq/client.hpp"
#include "subject.hpp"

namespace lmq::bench
{
namespace
{

class LmqSubject final : public Subject
{
public:
    LmqSubject(Client client, Events &events, const Settings &settings)
        : client_(std::move(client)), events_(events), spare_(settings.spare)
    {
        client_.on_message([this](const ReceivedMessage &) { events_.count(events_.received); });
        if (settings.poll)
            poller_ = std::thread([this] {
                while (client_.poll(std::chrono::hours(1)))
                    continue;
            });
    }
    ~LmqSubject() override
    {
        static_cast<void>(client_.close(std::chrono::seconds(1)));
        if (poller_.joinable()) poller_.join();
    }
    bool connect() override { return client_.connect(std::chrono::seconds(10)).has_value(); }
    bool subscribe(const std::string &filter, int qos) override
    {
        return client_.subscribe_and_wait({{filter, static_cast<QoS>(qos)}}, std::chrono::seconds(10)).has_value();
    }
    bool publish(const std::string &topic, const std::string &payload, int qos) override
    {
        Message message = spare_ ? client_.spare_message() : Message();
        message.topic.assign(topic);
        message.payload.assign(payload);
        message.qos = static_cast<QoS>(qos);
        return client_.publish(std::move(message), [this](const Result<void> &) { events_.count(events_.published); })
            .has_value();
    }
    bool is_ready() override { return client_.status().state == ConnectionState::ready; }

private:
    Client client_;
    Events &events_;
    const bool spare_;
    std::thread poller_;
};

} // namespace

std::unique_ptr<Subject> make_lmq_subject(const Settings &settings, Events &events)
{
    ClientOptions options;
    options.server_uri = settings.uri;
    options.client_id = settings.client_id;
    options.profile = ServiceProfile::standard;
    options.tls.ca_file = settings.ca_file;
    options.keep_alive = std::chrono::seconds(settings.keep_alive_s);
    options.dispatch = settings.poll ? Dispatch::poll : Dispatch::thread;
    options.wake_transport = settings.wake_transport;
    auto client = Client::create(std::move(options));
    if (!client) return nullptr;
    return std::make_unique<LmqSubject>(std::move(*client), events, settings);
}

} // namespace lmq::bench
