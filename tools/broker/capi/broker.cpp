#include <chrono>
#include <memory>
#include <string>

#include "handle.hpp"

using namespace lmq;
using namespace lmq::broker::capi;
using lmq::broker::Broker;

namespace
{

/// More than any test wants, and far from where the sums of times end.
constexpr std::int64_t longest_advance_ms = std::int64_t{100} * 366 * 24 * 3600 * 1000;

std::string http_uri(const Broker &broker)
{
    const std::string address = broker.http_address();
    return address.empty() ? address : "http://" + address;
}

/// Writes what `texts`, one for each door, has for `door`.
lmq_error write_of_door(const lmq_broker *handle, lmq_door door, char *buffer, size_t size, size_t *length,
                        std::string (*const (&texts)[6])(const Broker &))
{
    return with(handle, [&](const Broker &broker) {
        if (door < LMQ_DOOR_TCP || door > LMQ_DOOR_HTTP) return failed(Errc::out_of_range, "door");
        return write_text(texts[door](broker), buffer, size, length);
    });
}

} // namespace

lmq_error lmq_broker_create(const lmq_broker_options *options, lmq_broker **broker)
{
    if (broker == nullptr) return null_argument("broker");
    *broker = nullptr;
    lmq_broker_options given = LMQ_BROKER_OPTIONS_INIT;
    if (const lmq_error read = read_struct(options, given, "options"); read != LMQ_OK) return read;
    return guarded([&]() -> lmq_error {
        auto config = configuration(given);
        if (!config) return failed(config.error());
        auto handle = std::make_unique<lmq_broker>(given);
        if (given.log != nullptr) log_to(handle.get(), *config);
        auto started = Broker::start(std::move(*config));
        if (!started) return failed(started.error());
        handle->broker = std::move(*started);
        *broker = handle.release();
        return LMQ_OK;
    });
}

void lmq_broker_destroy(lmq_broker *broker)
{
    delete broker;
}

lmq_error lmq_broker_address(const lmq_broker *broker, lmq_door door, char *buffer, size_t size, size_t *length)
{
    return write_of_door(
        broker, door, buffer, size, length,
        {[](const Broker &b) { return b.tcp_address(); }, [](const Broker &b) { return b.tls_address(); },
         [](const Broker &b) { return b.ws_address(); }, [](const Broker &b) { return b.wss_address(); },
         [](const Broker &b) { return b.flash_address(); }, [](const Broker &b) { return b.http_address(); }});
}

lmq_error lmq_broker_uri(const lmq_broker *broker, lmq_door door, char *buffer, size_t size, size_t *length)
{
    return write_of_door(broker, door, buffer, size, length,
                         {[](const Broker &b) { return b.tcp_uri(); }, [](const Broker &b) { return b.tls_uri(); },
                          [](const Broker &b) { return b.ws_uri(); }, [](const Broker &b) { return b.wss_uri(); },
                          [](const Broker &) { return std::string(); }, http_uri});
}

lmq_error lmq_broker_ca_file(const lmq_broker *broker, char *buffer, size_t size, size_t *length)
{
    return with(broker, [&](const Broker &b) { return write_text(b.ca_file(), buffer, size, length); });
}

lmq_error lmq_broker_reload_certificates(lmq_broker *broker)
{
    return with(broker, [](Broker &b) { return answer(b.reload_certificates()); });
}

lmq_error lmq_broker_now_ms(const lmq_broker *broker, int64_t *now_ms)
{
    if (now_ms == nullptr) return null_argument("now_ms");
    return with(broker, [&](const Broker &b) {
        *now_ms = b.now_ms();
        return LMQ_OK;
    });
}

lmq_error lmq_broker_advance(lmq_broker *broker, int64_t by_ms)
{
    return with(broker, [&](Broker &b) {
        if (by_ms > longest_advance_ms) return failed(Errc::out_of_range, "by_ms: more than 100 years");
        return answer(b.advance(std::chrono::milliseconds(by_ms)));
    });
}

lmq_error lmq_broker_reset(lmq_broker *broker)
{
    return with(broker, [](Broker &b) {
        b.reset();
        return LMQ_OK;
    });
}

lmq_error lmq_broker_kick(lmq_broker *broker, lmq_view client_id, int *kicked)
{
    return with(broker, [&](Broker &b) {
        const bool had_one = b.kick(text(client_id));
        if (kicked != nullptr) *kicked = had_one ? 1 : 0;
        return LMQ_OK;
    });
}
