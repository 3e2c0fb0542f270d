#ifndef LMQ_TESTS_UNIT_ENGINE_OFFLINE_SCENE_HPP
#define LMQ_TESTS_UNIT_ENGINE_OFFLINE_SCENE_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <string>

#include "harness.hpp"

namespace engine_test
{

/// A persistent session of "d" with a QoS 1 subscription to TopicA/x, and somebody who publishes there.
class OfflineScene
{
public:
    explicit OfflineScene(const Config &config = Config::ready_made()) : broker(config), sender_(broker)
    {
        REQUIRE(sender_.connect(forever("sender")) == 0);
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("TopicA/x", 1) == 1);
    }
    /// A connection that no keepalive ends.
    static ConnectOptions forever(const std::string &name, bool clean = true)
    {
        ConnectOptions options = device(name, clean);
        options.keep_alive_s = 60;
        return options;
    }
    void publish(int from, int to)
    {
        for (int i = from; i <= to; ++i)
            publish(std::to_string(i));
    }
    void publish(const std::string &payload, const std::string &topic = "TopicA/x")
    {
        REQUIRE_FALSE(sender_.closed());
        sender_.send(publish_packet(topic, payload, 1, 1));
        sender_.take();
    }
    /// Moves the clock while everybody pings.
    void advance(std::int64_t ms, std::initializer_list<Client *> clients)
    {
        constexpr std::int64_t step = 30000;
        for (; ms > 0; ms -= step) {
            sender_.send(ping());
            for (Client *each : clients)
                each->send(ping());
            broker.advance(std::min(ms, step));
        }
        sender_.take();
    }
    void connect(Client &client, unsigned keep_alive_s = 60)
    {
        ConnectOptions options = device("d", false);
        options.keep_alive_s = static_cast<std::uint16_t>(keep_alive_s);
        REQUIRE(client.connect(options) == 0);
    }
    std::size_t offline() { return broker.engine().session("GID_AAA@@@d")->offline; }
    static std::string ping() { return std::string("\xC0\0", 2); }

    Broker broker;

private:
    Client sender_;
};

inline void pull(Client &client, const std::string &payload, unsigned qos = 1)
{
    client.send(publish_packet("$SYS/getOfflineMsg", payload, qos, qos == 0 ? 0 : 77));
}

/// The payloads of the PUBLISHes that came; `acknowledge`: each is.
inline std::string payloads(Client &client, bool acknowledge = true)
{
    std::string all;
    for (const Received &each : client.take()) {
        if (each.type != 3) continue;
        all += each.payload + " ";
        if (acknowledge && each.qos() == 1) client.send(ack_packet(0x40, each.id));
    }
    return all;
}

inline std::string numbers(int from, int to)
{
    std::string all;
    for (int i = from; i != to + (from <= to ? 1 : -1); i += from <= to ? 1 : -1)
        all += std::to_string(i) + " ";
    return all;
}

} // namespace engine_test

#endif
