#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>

#include "harness.hpp"

using namespace engine_test;

namespace
{

/// Clients that mean well, some that do not, and faults between them; drawn by chance from a fixed seed.
class Noise
{
public:
    Noise(unsigned seed, const Config &config) : random_(seed), broker_(config), clients_(8) {}

    void step()
    {
        std::unique_ptr<Client> &client = clients_[below(clients_.size())];
        if (below(50) == 0) client.reset();
        if (client && client->closed()) client.reset();
        if (!client) client = std::make_unique<Client>(broker_);
        std::string bytes = packets();
        if (below(20) == 0 && !bytes.empty()) bytes[below(bytes.size())] = static_cast<char>(random_());
        const std::size_t cut = below(10) == 0 ? below(bytes.size() + 1) : bytes.size();
        client->send(bytes.substr(0, cut));
        client->send(bytes.substr(cut));
        if (below(3) != 0) answer(*client);
        if (below(100) == 0) broker_.advance(static_cast<std::int64_t>(below(40000)));
        if (below(200) == 0) add_fault();
        if (below(400) == 0) broker_.engine().clear_faults();
        if (below(2000) == 0) broker_.engine().reset();
        if (below(200) == 0 && !last_token_.empty()) broker_.engine().revoke_token(last_token_);
        if (below(300) == 0) broker_.engine().kick(id());
        most_accepted_ = std::max(most_accepted_, broker_.engine().statistics().tokens_accepted);
        if (below(50) == 0) produce();
    }

    void finish()
    {
        for (auto &each : clients_)
            each.reset();
        CHECK(broker_.engine().statistics().connections == 0);
        for (const auto &each : broker_.engine().sessions()) {
            CHECK_FALSE(each.connected);
            CHECK((!each.clean_session || each.offline > 0)); // P2P waits for it
        }
        broker_.advance(1000000 + 259200000); // nothing is kept longer than three days
        for (const auto &each : broker_.engine().sessions())
            CHECK(each.offline == 0);
        CHECK_FALSE(broker_.engine().next_due_ms().has_value());
    }

    /// The most token uploads that were accepted between two resets: else the noise would miss them unnoticed.
    std::uint64_t most_accepted() const { return most_accepted_; }

private:
    std::size_t below(std::size_t count) { return random_() % count; }
    std::string id() { return "GID_AAA@@@" + std::to_string(below(6)); }
    std::string topic()
    {
        static const char *const topics[] = {"TopicA",
                                             "TopicA/x",
                                             "TopicA/x/y",
                                             "TopicB/",
                                             "OrderedTopic/q",
                                             "TopicA/p2p/GID_AAA@@@1",
                                             "$SYS/enableOrderMsg",
                                             "$SYS/getOfflineMsg",
                                             "TopicA/+",
                                             "TopicA/#",
                                             "TopicB/+/#"};
        return topics[below(below(4) == 0 ? 11 : 6)];
    }
    unsigned packet_id() { return static_cast<unsigned>(1 + below(5)); }

    std::string packets()
    {
        std::string bytes;
        for (std::size_t left = 1 + below(5); left > 0; --left)
            bytes += one_packet();
        return bytes;
    }

    /// Mostly a good one; sometimes of another type, expired, changed by a character or nonsense.
    std::string token_upload()
    {
        static const char *const types[] = {"R", "W", "RW", "R,W", ""};
        static const char *const actions[] = {"R", "W", "R,W"};
        const std::size_t kind = below(3);
        const std::vector<std::vector<std::string>> resources = {
            {"#"}, {"TopicA/#"}, {"TopicA/x", "TopicB/"}, {"TopicA/+", "TopicA/p2p/+"}};
        const std::int64_t life_ms =
            below(8) == 0 ? 0 : static_cast<std::int64_t>(below(below(2) == 0 ? 400000 : 20000));
        const auto token =
            broker_.engine().issue_token({actions[kind], resources[below(4)], broker_.now() + life_ms, ""});
        REQUIRE(token);
        if (below(4) != 0 || last_token_.empty()) last_token_ = *token;
        std::string shown = last_token_;
        if (below(20) == 0) shown[below(shown.size())] = static_cast<char>(random_());
        const std::string payload = below(20) == 0 ? std::string(below(40), '{')
                                                   : R"({"token":")" + shown + R"(","type":")" +
                                                         types[below(10) == 0 ? below(5) : kind] + "\"}";
        return publish_packet("$SYS/uploadToken", payload, static_cast<unsigned>(below(3)), packet_id());
    }

    std::string one_packet()
    {
        switch (below(13)) {
        case 0:
        case 1: {
            ConnectOptions options;
            options.client_id = id();
            options.clean = below(2) == 0;
            options.keep_alive_s = static_cast<unsigned>(below(30));
            if (below(3) == 0) {
                options.will_topic = topic();
                options.will_qos = static_cast<unsigned>(below(3));
                options.will_retain = below(2) == 0;
            }
            if (below(3) == 0) {
                options.user.reset();
                options.password.reset();
            }
            return connect_packet(options) + (options.user || below(3) == 0 ? "" : token_upload());
        }
        case 2:
            return subscribe_packet(
                packet_id(), {{topic(), static_cast<unsigned>(below(3))}, {topic(), static_cast<unsigned>(below(3))}});
        case 3:
            return unsubscribe_packet(packet_id(), {topic()});
        case 4:
            return ack_packet(below(2) == 0 ? 0x40 : 0x50, packet_id());
        case 5:
            return ack_packet(below(2) == 0 ? 0x62 : 0x70, packet_id());
        case 12:
            return token_upload();
        case 6:
            return below(4) == 0 ? std::string("\xE0\0", 2) : std::string("\xC0\0", 2);
        default: {
            const auto qos = static_cast<unsigned>(below(3));
            return publish_packet(topic(), std::string(below(40) == 0 ? 5000 : below(20), 'x'), qos, packet_id(),
                                  (below(4) == 0 ? 1U : 0U) | (qos > 0 && below(4) == 0 ? 8U : 0U));
        }
        }
    }

    void answer(Client &client)
    {
        for (const Received &each : client.take()) {
            if (each.type == 3 && each.qos() > 0) client.send(ack_packet(each.qos() == 1 ? 0x40 : 0x50, each.id));
            if (each.type == 6) client.send(ack_packet(0x70, each.id));
        }
    }

    void add_fault()
    {
        static const char *const names[] = {"", "PUBLISH", "PUBACK", "CONNECT", "SUBSCRIBE", "PUBREL"};
        FaultRule rule;
        rule.packet = names[below(6)];
        rule.action = static_cast<FaultAction>(below(6));
        rule.direction = static_cast<FaultDirection>(below(3));
        rule.nth = 1 + below(3);
        rule.times = 1 + below(3);
        rule.ms = static_cast<std::uint32_t>(below(3000));
        broker_.engine().add_fault(rule);
    }

    void produce()
    {
        MqMessage message;
        message.tag = below(2) == 0 ? "MQ2MQTT" : "";
        message.properties["mqttSecondTopic"] = below(2) == 0 ? "/x" : "/p2p/" + id();
        message.body = "from MQ";
        broker_.engine().mq_produce("TopicA", message);
        broker_.engine().mq_consume("TopicA", "g", below(10));
    }

    std::string last_token_;
    std::uint64_t most_accepted_ = 0;
    std::mt19937 random_;
    Broker broker_;
    std::vector<std::unique_ptr<Client>> clients_;
};

} // namespace

TEST_CASE("no sequence of packets, faults, time and control calls breaks the engine or is left behind")
{
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        Config config = seed % 3 == 0 ? Config::plain() : Config::ready_made();
        config.limits.retention_ms = 259200000;
        config.limits.retry_interval_ms = 20000; // the plain preset has none
        config.limits.max_inflight = 1 + seed % 4;
        config.limits.revoked_tokens = 20;
        config.policy.defer_token_takeover = seed % 5 != 0;
        config.limits.session_queue_messages = 20;
        config.limits.mq_messages_per_topic = 50;
        if (seed % 2 == 0) config.limits.connection_out_bytes = 2000;
        if (seed % 4 == 1) {
            config.instance.edition = lmq::broker::Edition::standard_prepaid;
            config.instance.max_tps = 5;
            config.instance.max_connections = 6;
        }
        Noise noise(seed, config);
        for (int i = 0; i < 5000; ++i)
            noise.step();
        noise.finish();
        if (!config.policy.plain) CHECK(noise.most_accepted() > 10);
    }
}

TEST_CASE("bytes without any sense close or wait, and nothing else")
{
    std::mt19937 random(11);
    Broker broker;
    for (int i = 0; i < 3000; ++i) {
        Client client(broker);
        if (i % 2 == 0) client.send(connect_packet({}));
        for (int j = 0; j < 5 && !client.closed(); ++j) {
            std::string bytes(random() % 64, '\0');
            for (char &each : bytes)
                each = static_cast<char>(random());
            client.send(bytes);
        }
    }
    CHECK(broker.engine().statistics().connections == 0);
    CHECK(broker.engine().sessions().empty());
}
