// The functions Paho calls. They run on Paho's threads with its process-wide lock held: they copy and return.
#include <cstring>
#include <utility>

#include "transport/paho_error.hpp"
#include "transport/paho_link.hpp"

namespace lmq::transport
{

void PahoLink::on_connected(void *context, MQTTAsync_successData *data)
{
    PahoLink &link = *static_cast<PahoLink *>(context);
    if (!link.silent_) link.owner_.link_up(data != nullptr && data->alt.connect.sessionPresent != 0);
}

void PahoLink::on_connect_failed(void *context, MQTTAsync_failureData *data)
{
    PahoLink &link = *static_cast<PahoLink *>(context);
    if (link.silent_.exchange(true)) return;
    link.owner_.link_failed(data == nullptr ? MQTTASYNC_FAILURE : data->code,
                            data == nullptr ? nullptr : data->message);
}

void PahoLink::on_connection_lost(void *context, char *cause)
{
    PahoLink &link = *static_cast<PahoLink *>(context);
    const std::string by_paho = cause == nullptr ? "the connection ended" : std::string(cause);
    link.drop({Errc::connection_lost, link.owner_.why_lost().value_or(by_paho)});
}

int PahoLink::on_message(void *context, char *topic, int topic_size, MQTTAsync_message *message)
{
    PahoLink &link = *static_cast<PahoLink *>(context);
    // Paho acknowledges on a connection that is about to go as well: what it acknowledges has to be handled. Where it
    // cannot acknowledge any more, QoS 1 comes again, and what follows must not overtake it; QoS 2 has been released.
    const bool wanted = message->qos == 0 ? !link.silent_ : message->qos == 2 || !link.severed_;
    if (wanted) {
        ReceivedMessage received;
        received.topic.assign(topic, topic_size > 0 ? static_cast<std::size_t>(topic_size) : std::strlen(topic));
        received.payload.assign(static_cast<const char *>(message->payload),
                                static_cast<std::size_t>(message->payloadlen));
        received.qos = static_cast<QoS>(message->qos);
        received.retained = message->retained != 0;
        received.duplicate = message->dup != 0;
        const bool held = link.hold_if(!link.listener_.has_room());
        auto taken = link.listener_.on_message(link.epoch_, std::move(received), held);
        if (!taken) link.sever(std::move(taken.error()));
    }
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1; // 0 would leave it on a queue of Paho's that has no bound and is looked at with the next packet only
}

void PahoLink::on_published(void *context, MQTTAsync_successData *)
{
    Slot *slot = static_cast<Slot *>(context);
    PahoLink &link = *slot->link;
    if (link.silent_) return;
    if (slot->qos == 0) {
        link.written(slot);
        return;
    }
    const Token token = slot->token;
    link.give_back(slot);
    link.listener_.on_published(link.epoch_, token);
}

// A connected client's publish fails only with its connection; the outbox keeps what was in flight.
void PahoLink::on_publish_failed(void *context, MQTTAsync_failureData *data)
{
    PahoLink &link = *static_cast<Slot *>(context)->link;
    link.drop(paho_error(Errc::connection_lost, "a publish failed", data == nullptr ? 0 : data->code));
}

void PahoLink::on_subscribed(void *context, MQTTAsync_successData *data)
{
    Slot *slot = static_cast<Slot *>(context);
    PahoLink &link = *slot->link;
    if (link.silent_) return;
    std::vector<int> codes;
    if (slot->count == 1)
        codes.push_back(data->alt.qos);
    else
        codes.assign(data->alt.qosList, data->alt.qosList + slot->count);
    const Token token = slot->token;
    link.give_back(slot);
    link.listener_.on_subscribed(link.epoch_, token, std::move(codes));
}

void PahoLink::on_subscribe_failed(void *context, MQTTAsync_failureData *data)
{
    constexpr int refused = 0x80;
    Slot *slot = static_cast<Slot *>(context);
    PahoLink &link = *slot->link;
    if (link.silent_) return;
    const Token token = slot->token;
    const std::size_t count = slot->count;
    link.give_back(slot);
    // One filter refused arrives here; several, or one of several, at on_subscribed.
    if (data != nullptr && data->code == refused)
        link.listener_.on_subscribed(link.epoch_, token, std::vector<int>(count, refused));
    else
        link.listener_.on_subscribed(
            link.epoch_, token,
            tl::unexpected<Error>(paho_error(Errc::subscribe_failed, "no SUBACK", data == nullptr ? 0 : data->code)));
}

void PahoLink::on_unsubscribed(void *context, MQTTAsync_successData *)
{
    Slot *slot = static_cast<Slot *>(context);
    PahoLink &link = *slot->link;
    if (link.silent_) return;
    const Token token = slot->token;
    link.give_back(slot);
    link.listener_.on_unsubscribed(link.epoch_, token, {});
}

void PahoLink::on_unsubscribe_failed(void *context, MQTTAsync_failureData *data)
{
    Slot *slot = static_cast<Slot *>(context);
    PahoLink &link = *slot->link;
    if (link.silent_) return;
    const Token token = slot->token;
    link.give_back(slot);
    link.listener_.on_unsubscribed(
        link.epoch_, token,
        tl::unexpected<Error>(paho_error(Errc::subscribe_failed, "no UNSUBACK", data == nullptr ? 0 : data->code)));
}

} // namespace lmq::transport
