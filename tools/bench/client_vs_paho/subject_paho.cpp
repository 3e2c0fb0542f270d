// Plain Paho as a careful user has it: MQTT 3.1.1, a high maxInflight, automatic reconnect.
#include <MQTTAsync.h>

#include "subject.hpp"

namespace lmq::bench
{
namespace
{

class PahoSubject final : public Subject
{
public:
    PahoSubject(Settings settings, Events &events) : settings_(std::move(settings)), events_(events)
    {
        MQTTAsync_create(&handle_, settings_.uri.c_str(), settings_.client_id.c_str(), MQTTCLIENT_PERSISTENCE_NONE,
                         nullptr);
        MQTTAsync_setCallbacks(handle_, this, lost, arrived, nullptr);
        MQTTAsync_setConnected(handle_, this, connected);
    }
    ~PahoSubject() override { MQTTAsync_destroy(&handle_); }

    bool connect() override
    {
        MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer;
        options.MQTTVersion = MQTTVERSION_3_1_1;
        options.keepAliveInterval = settings_.keep_alive_s;
        options.cleansession = 1;
        options.maxInflight = 65000;
        options.automaticReconnect = 1;
        options.minRetryInterval = 1;
        options.maxRetryInterval = 60;
        MQTTAsync_SSLOptions tls = MQTTAsync_SSLOptions_initializer;
        tls.trustStore = settings_.ca_file.c_str();
        tls.verify = 1;
        if (!settings_.ca_file.empty()) options.ssl = &tls;
        return MQTTAsync_connect(handle_, &options) == MQTTASYNC_SUCCESS &&
               events_.wait(
                   UINT64_MAX, [this] { return ready_.load(); }, 10);
    }
    bool subscribe(const std::string &filter, int qos) override
    {
        MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;
        response.onSuccess = subscribed;
        response.context = this;
        subscribed_ = false;
        return MQTTAsync_subscribe(handle_, filter.c_str(), qos, &response) == MQTTASYNC_SUCCESS &&
               events_.wait(
                   UINT64_MAX, [this] { return subscribed_.load(); }, 10);
    }
    bool publish(const std::string &topic, const std::string &payload, int qos) override
    {
        MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;
        response.onSuccess = published;
        response.context = this;
        return MQTTAsync_send(handle_, topic.c_str(), static_cast<int>(payload.size()), payload.data(), qos, 0,
                              &response) == MQTTASYNC_SUCCESS;
    }
    bool is_ready() override { return ready_; }

private:
    static PahoSubject &self(void *context) { return *static_cast<PahoSubject *>(context); }
    static void connected(void *context, char *)
    {
        self(context).ready_ = true;
        self(context).events_.wake();
    }
    static void lost(void *context, char *) { self(context).ready_ = false; }
    static int arrived(void *context, char *topic, int, MQTTAsync_message *message)
    {
        self(context).events_.count(self(context).events_.received);
        MQTTAsync_freeMessage(&message);
        MQTTAsync_free(topic);
        return 1;
    }
    static void published(void *context, MQTTAsync_successData *)
    {
        self(context).events_.count(self(context).events_.published);
    }
    static void subscribed(void *context, MQTTAsync_successData *)
    {
        self(context).subscribed_ = true;
        self(context).events_.wake();
    }

    const Settings settings_;
    MQTTAsync handle_ = nullptr;
    Events &events_;
    std::atomic<bool> ready_{false};
    std::atomic<bool> subscribed_{false};
};

} // namespace

std::unique_ptr<Subject> make_paho_subject(const Settings &settings, Events &events)
{
    return std::make_unique<PahoSubject>(settings, events);
}

} // namespace lmq::bench
