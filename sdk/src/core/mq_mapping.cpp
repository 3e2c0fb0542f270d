#include "core/text.hpp"
#include "lmq/mq.hpp"
#include "lmq/payload.hpp"
#include "lmq/topic.hpp"

namespace lmq::mq
{

namespace
{

constexpr const char *second_topic_key = "mqttSecondTopic";
constexpr const char *real_topic_key = "mqttRealTopic";
constexpr const char *qos_key = "qoslevel";
constexpr const char *clean_session_key = "cleansessionflag";
constexpr const char *client_id_key = "clientId";
constexpr const char *source_key = "MSG_S";

std::string_view property(const Message &message, const char *key)
{
    const auto found = message.properties.find(key);
    return found == message.properties.end() ? std::string_view() : std::string_view(found->second);
}

std::string full_topic(const Message &message)
{
    const std::string_view second = property(message, second_topic_key);
    std::string topic = message.topic;
    if (!second.empty() && second.front() != '/') topic.push_back('/');
    return topic.append(second);
}

int read_qos(std::string_view text, int otherwise)
{
    return text.size() == 1 && text[0] >= '0' && text[0] <= '2' ? text[0] - '0' : otherwise;
}

/// spec 6.4: `/x` is put behind the parent, anything else is the whole topic; what is no topic name is ignored.
std::optional<std::string> display_topic(const Message &message)
{
    const std::string_view real = property(message, real_topic_key);
    if (real.empty()) return std::nullopt;
    std::string topic = real.front() == '/' ? message.topic : std::string();
    topic.append(real);
    if (!validate_topic_name(topic)) return std::nullopt;
    return topic;
}

/// The properties that both directions share.
Message mapped(std::string_view topic, int qos)
{
    const TopicParts parts = split_topic(topic);
    Message message;
    message.topic = parts.parent;
    if (!parts.second.empty()) message.properties.emplace(second_topic_key, parts.second);
    message.properties.emplace(qos_key, std::to_string(qos));
    return message;
}

} // namespace

Result<Delivery> to_mqtt(const Message &message)
{
    if (message.tag != to_mqtt_tag)
        return core::failure(Errc::bad_combination, "tag: only MQ2MQTT is pushed to MQTT clients");
    const auto size = validate_payload_size(message.body.size());
    if (!size) return tl::unexpected<Error>(size.error());
    Delivery delivery;
    delivery.topic = full_topic(message);
    const auto valid = validate_topic_name(delivery.topic);
    if (!valid) return tl::unexpected<Error>(valid.error());
    delivery.display_topic = display_topic(message);
    delivery.qos = read_qos(property(message, qos_key), 1);
    delivery.clean_session = property(message, clean_session_key) != "false";
    return delivery;
}

Result<Message> from_server(const Delivery &delivery, std::string body)
{
    const auto valid = validate_topic_name(delivery.topic);
    if (!valid) return tl::unexpected<Error>(valid.error());
    if (delivery.display_topic) {
        const auto shown = validate_topic_name(*delivery.display_topic);
        if (!shown) return core::failure(shown.error().code, {"displayed ", shown.error().detail});
    }
    if (delivery.qos < 0 || delivery.qos > 2) {
        return core::failure(Errc::bad_qos, {"qos: ", core::Decimal(delivery.qos), ", must be 0, 1 or 2"});
    }
    const auto size = validate_payload_size(body.size());
    if (!size) return tl::unexpected<Error>(size.error());

    Message message = mapped(delivery.topic, delivery.qos);
    message.tag = to_mqtt_tag;
    // The flag means something for P2P only; true is what its absence means.
    if (p2p_target(delivery.topic) || !delivery.clean_session) {
        message.properties.emplace(clean_session_key, delivery.clean_session ? "true" : "false");
    }
    if (delivery.display_topic) message.properties.emplace(real_topic_key, *delivery.display_topic);
    message.body = std::move(body);
    return message;
}

Message from_device(const Origin &origin, std::string body)
{
    Message message = mapped(origin.topic, origin.qos);
    message.properties.emplace(client_id_key, origin.client_id);
    message.properties.emplace(clean_session_key, origin.clean_session ? "true" : "false");
    message.properties.emplace(source_key, "MQTT");
    message.body = std::move(body);
    return message;
}

DeviceMessage read_device_message(const Message &message)
{
    DeviceMessage read;
    read.topic = full_topic(message);
    read.client_id = property(message, client_id_key);
    read.qos = read_qos(property(message, qos_key), 0);
    const std::string_view flag = property(message, clean_session_key);
    if (flag == "true" || flag == "false") read.clean_session = flag == "true";
    return read;
}

} // namespace lmq::mq
