#include "engine/mq_mapping.hpp"

#include "codec/topic.hpp"
#include "codec/utf8.hpp"

namespace lmq::broker::engine
{

namespace
{

bool topic_name(std::string_view text)
{
    return text.size() <= 65535 && codec::valid_topic_name(text) && codec::valid_utf8(text);
}

std::string_view property(const MqMessage &message, const char *name)
{
    const auto at = message.properties.find(name);
    return at == message.properties.end() ? std::string_view() : std::string_view(at->second);
}

} // namespace

std::optional<MqttDelivery> to_mqtt(std::string_view topic, const MqMessage &message)
{
    if (message.tag != "MQ2MQTT") return std::nullopt;
    MqttDelivery delivery;
    delivery.topic = topic;
    const std::string_view second = property(message, "mqttSecondTopic");
    if (!second.empty() && second.front() != '/') delivery.topic += '/';
    delivery.topic += second;
    if (!topic_name(delivery.topic)) return std::nullopt;

    const std::string_view qos = property(message, "qoslevel");
    if (qos == "0" || qos == "1" || qos == "2") delivery.qos = static_cast<std::uint8_t>(qos.front() - '0');
    delivery.clean_session = property(message, "cleansessionflag") != "false";

    const std::string_view real = property(message, "mqttRealTopic");
    if (!real.empty()) {
        std::string full = real.front() == '/' ? std::string(topic).append(real) : std::string(real);
        // A control notice (spec 17) comes from the server itself, never from MQ.
        if (topic_name(full) && full.compare(0, 5, "$SYS/") != 0) delivery.real_topic = std::move(full);
    }
    return delivery;
}

std::map<std::string, std::string> device_properties(const MqRecord &record)
{
    std::map<std::string, std::string> properties;
    if (!record.second_topic.empty()) properties.emplace("mqttSecondTopic", record.second_topic);
    properties.emplace("qoslevel", std::string(1, static_cast<char>('0' + record.qos)));
    properties.emplace("clientId", record.client_id);
    properties.emplace("cleansessionflag", record.clean_session ? "true" : "false");
    properties.emplace("MSG_S", "MQTT");
    return properties;
}

} // namespace lmq::broker::engine
