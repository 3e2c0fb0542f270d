#include "transport/paho_library.hpp"

#include <chrono>
#include <string>

#include "lmq/platform/environment.hpp"

namespace lmq::transport
{
namespace
{

int drop_message(void *, char *topic, int, MQTTAsync_message *message)
{
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
}

} // namespace

PahoLibrary &PahoLibrary::instance()
{
    // Never destroyed: Paho's threads run until the process ends.
    static PahoLibrary &library = *new PahoLibrary;
    return library;
}

PahoLibrary::PahoLibrary()
{
    MQTTAsync_init_options init = MQTTAsync_init_options_initializer;
    init.do_openssl_init = 1;
    MQTTAsync_global_init(&init);

    MQTTAsync_createOptions create = MQTTAsync_createOptions_initializer;
    create.MQTTVersion = MQTTVERSION_3_1_1;
    if (MQTTAsync_createWithOptions(&keeper_, "tcp://127.0.0.1:1", "lmq-wake", MQTTCLIENT_PERSISTENCE_NONE, nullptr,
                                    &create) != MQTTASYNC_SUCCESS)
        keeper_ = nullptr;
}

void PahoLibrary::enable_wake()
{
    std::call_once(wake_tried_, [this] {
        if (keeper_ == nullptr) return;
        const std::uint16_t port = lifeline_.listen();
        if (port == 0) return;
        MQTTAsync_setCallbacks(keeper_, nullptr, nullptr, drop_message, nullptr);
        std::string uri = "tcp://127.0.0.1:" + std::to_string(port);
        const platform::ProxyEnvironmentMask mask;
        if (connect_keeper(uri.data()) != MQTTASYNC_SUCCESS) return;
        if (!lifeline_.accept(std::chrono::milliseconds(1500))) return;
        static constexpr unsigned char connack[] = {0x20, 0x02, 0x00, 0x00};
        lifeline_.write(connack, sizeof connack); // can_wake_ once Paho has read it
    });
}

int PahoLibrary::connect_keeper(char *uri)
{
    MQTTAsync_connectOptions connect = MQTTAsync_connectOptions_initializer;
    connect.MQTTVersion = MQTTVERSION_3_1_1;
    connect.keepAliveInterval = 0; // no pings here, and the keep-alives of all looked at every 100 ms
    connect.cleansession = 1;
    connect.connectTimeout = 3600;
    if (uri != nullptr) {
        connect.serverURIcount = 1;
        connect.serverURIs = &uri;
        // Not before: a second connect while the first is pending would reset its start, and time it out.
        connect.onSuccess = [](void *context, MQTTAsync_successData *) {
            static_cast<PahoLibrary *>(context)->can_wake_ = true;
        };
        connect.context = this;
    }
    return MQTTAsync_connect(keeper_, &connect);
}

// A connect of a client that is connected changes its options and nothing else, and one of these is process-wide.
void PahoLibrary::check_keep_alive_often()
{
    if (can_wake_.load(std::memory_order_relaxed)) connect_keeper(nullptr);
}

void PahoLibrary::wake()
{
    static constexpr unsigned char pingresp[] = {0xD0, 0x00};
    if (can_wake_.load(std::memory_order_relaxed)) lifeline_.write(pingresp, sizeof pingresp);
}

} // namespace lmq::transport
