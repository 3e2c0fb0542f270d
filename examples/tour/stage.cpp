#include "stage.hpp"

#include <chrono>

lmq::ClientOptions Stage::device(const std::string &name) const
{
    lmq::ClientOptions options;
    options.server_uri = broker.tcp_uri();
    options.client_id = "GID_AAA@@@" + name;
    options.credentials = lmq::AccessKey{account.access_key, lmq::Secret(account.secret_key)};
    options.back_off.min = std::chrono::milliseconds(50); // a tour has less patience than a device
    return options;
}

std::optional<lmq::broker::MqMessage> Stage::consumed(const std::string &topic, const std::string &body) const
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < deadline) {
        const auto messages = broker.mq_consume(topic, "GID_TOUR", 1, std::chrono::milliseconds(500));
        if (!messages) return std::nullopt;
        for (const auto &message : *messages)
            if (message.body == body) return message;
    }
    return std::nullopt;
}
