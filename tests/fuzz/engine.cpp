// The engine, fed by up to four connections at once with whatever bytes, and with packets that are nearly right, while
// the clock moves and the control calls come in between.

#include <array>
#include <map>
#include <optional>

#include "codec/frame.hpp"
#include "engine/engine.hpp"
#include "fuzz/input.hpp"
#include "fuzz/server.hpp"
#include "support/raw_packet.hpp"

using namespace lmq::broker;
using namespace lmq::broker::engine;
using lmq::fuzz::Input;
using lmq::fuzz::promise;

namespace
{

constexpr std::array<const char *, 12> topics = {"TopicA",
                                                 "TopicA/x",
                                                 "TopicA/+/y",
                                                 "TopicA/#",
                                                 "#",
                                                 "TopicA/p2p/GID_AAA@@@0",
                                                 "TopicA/p2p/GID_AAA@@@1",
                                                 "GID_AAA_MQTT",
                                                 "$SYS/uploadToken",
                                                 "$SYS/getOfflineMsg",
                                                 "$SYS/enableOrderMsg",
                                                 "OrderedTopic/x"};

Config config_of(unsigned variant)
{
    Config config = lmq::fuzz::server_config();
    config.policy.plain = (variant & 1U) != 0;
    if ((variant & 2U) != 0) config.policy.offline_start = OfflineStart::immediate;
    if ((variant & 4U) != 0) config.policy.verify_password_at = VerifyPasswordAt::first_use;
    if ((variant & 8U) != 0) config.policy.defer_token_takeover = false;
    if ((variant & 16U) != 0) config.policy.duplicate_policy = DuplicatePolicy::reject;
    if ((variant & 32U) != 0) config.policy.over_subscription = OverSubscription::silent;
    if ((variant & 64U) != 0) config.policy.topic_trailing_slash = TrailingSlash::normalise;
    if ((variant & 128U) != 0) {
        config.instance.edition = Edition::standard_prepaid;
        config.instance.max_connections = 3;
        config.instance.max_tps = 4;
    }
    config.limits.subscriptions_per_client = 4;
    return config;
}

class Bench
{
public:
    explicit Bench(unsigned variant) : clock_(1546272000000), engine_(config_of(variant), clock_) {}
    ~Bench()
    {
        for (Peer &each : peers_)
            drop(each);
        check_presence();
    }
    Bench(const Bench &) = delete;
    Bench &operator=(const Bench &) = delete;

    void step(Input &input)
    {
        const unsigned op = input.byte();
        Peer &peer = peers_[op >> 4U & 3U];
        const bool lazy = (op & 0x80U) != 0; // it does not read what it is sent
        switch (op & 15U) {
        case 0:
            feed(peer, input.text(input.byte()));
            break;
        case 1:
            drop(peer);
            break;
        case 2:
            advance(input.word());
            break;
        case 3:
            advance(std::int64_t{1000} * input.word());
            break;
        case 4:
            feed(peer, connect(input));
            break;
        case 5:
            subscribe(peer, input);
            break;
        case 6:
            publish(peer, input);
            break;
        case 7:
            answer(peer, input);
            break;
        case 8:
            produce(input);
            break;
        case 9:
            upload(peer, input);
            break;
        case 10:
            control(input);
            break;
        case 11:
            fault(input);
            break;
        case 12:
            feed(peer, lmq::test::disconnect().bytes);
            break;
        case 13:
            feed(peer, lmq::test::pingreq().bytes);
            break;
        case 14:
            feed(peer, lmq::test::unsubscribe(1 + input.byte(), {topics[input.byte() % topics.size()]}).bytes);
            break;
        default:
            break;
        }
        (void)engine_.commit();
        service(lazy ? &peer : nullptr);
    }

private:
    struct Peer {
        std::optional<ConnectionId> id;
        std::string left_over, got;
        std::vector<std::string> to_acknowledge;
    };

    void feed(Peer &peer, std::string_view bytes)
    {
        if (!peer.id) peer.id = engine_.open("/127.0.0.1:40000");
        peer.left_over += bytes;
        present(peer);
    }

    void present(Peer &peer)
    {
        if (engine_.close_mode(*peer.id) != CloseMode::open || engine_.reading_paused(*peer.id)) return;
        const lmq::fuzz::Exact exact(peer.left_over);
        const std::size_t used = engine_.receive(*peer.id, codec::ByteSpan(exact.data(), exact.size()));
        promise(used <= exact.size(), "more was used than there was");
        peer.left_over.erase(0, used);
    }

    void drop(Peer &peer)
    {
        if (!peer.id) return;
        engine_.closed(*peer.id);
        peer = Peer();
    }

    void advance(std::int64_t ms)
    {
        const std::int64_t until = clock_.now_ms() + ms;
        for (auto due = engine_.next_due_ms(); due && *due <= until; due = engine_.next_due_ms()) {
            clock_.set(std::max(clock_.now_ms(), *due));
            engine_.run_due();
            const auto next = engine_.next_due_ms();
            promise(!next || *next > clock_.now_ms() || ++stuck_ < 100000, "a timer is due for ever");
        }
        clock_.set(until);
        engine_.run_due();
    }

    // What the network layer does at the end of a turn.
    void service(const Peer *lazy)
    {
        for (int round = 0; round < 4; ++round) {
            const auto dirty = engine_.take_dirty();
            if (dirty.empty()) return;
            for (Peer &peer : peers_) {
                if (!peer.id || std::find(dirty.begin(), dirty.end(), *peer.id) == dirty.end()) continue;
                const CloseMode mode = engine_.close_mode(*peer.id);
                if (mode != CloseMode::now && (&peer != lazy || mode == CloseMode::after_flush)) read(peer);
                if (mode != CloseMode::open) {
                    drop(peer);
                    continue;
                }
                engine_.drained(*peer.id);
                if (!peer.left_over.empty()) present(peer);
            }
        }
    }

    void read(Peer &peer)
    {
        OutQueue &out = engine_.out(*peer.id);
        while (!out.empty()) {
            codec::ByteSpan segments[4];
            const std::size_t count = out.gather(segments, 4);
            std::size_t size = 0;
            for (std::size_t i = 0; i < count; ++i) {
                peer.got.append(segments[i].text());
                size += segments[i].size;
            }
            promise(size > 0, "a queue with output hands out none");
            out.consume(size);
        }
        if (faulty_) peer.got.clear(); // a fault may garble it
        codec::Frame frame;
        while (codec::next_frame(codec::ByteSpan(std::string_view(peer.got)), 1U << 20U, frame) ==
               codec::FrameStatus::complete) {
            note(peer, lmq::test::Packet{peer.got.substr(0, frame.size), {}});
            peer.got.erase(0, frame.size);
        }
        promise(peer.got.empty(), "what a client is sent is no whole packet");
    }

    static void note(Peer &peer, const lmq::test::Packet &packet)
    {
        if (peer.to_acknowledge.size() > 50) return;
        if (packet.type() == 3 && packet.qos() == 1)
            peer.to_acknowledge.push_back(lmq::test::puback(packet.id()).bytes);
        if (packet.type() == 3 && packet.qos() == 2)
            peer.to_acknowledge.push_back(lmq::test::pubrec(packet.id()).bytes);
        if (packet.type() == 5) peer.to_acknowledge.push_back(lmq::test::pubrel(packet.id()).bytes);
        if (packet.type() == 6) peer.to_acknowledge.push_back(lmq::test::pubcomp(packet.id()).bytes);
    }

    static std::string connect(Input &input)
    {
        const unsigned flags = input.byte();
        lmq::test::ConnectFields fields;
        fields.client_id = "GID_AAA@@@" + std::to_string(flags & 3U);
        fields.clean = (flags & 4U) != 0;
        if ((flags & 8U) != 0) fields = lmq::test::anonymous(fields.client_id, fields.clean);
        if ((flags & 16U) != 0)
            fields.will =
                lmq::test::Will{topics[input.byte() % topics.size()], "bye", input.byte() % 3, (flags & 32U) != 0};
        if ((flags & 64U) != 0) fields.keep_alive = input.word();
        if ((flags & 128U) != 0) fields.password = "wrong";
        return lmq::test::connect(fields).bytes;
    }

    void subscribe(Peer &peer, Input &input)
    {
        std::vector<std::pair<std::string, unsigned>> filters;
        const unsigned count = 1 + input.byte() % 5;
        for (unsigned i = 0; i < count; ++i)
            filters.emplace_back(topics[input.byte() % topics.size()], input.byte() % 3);
        feed(peer, lmq::test::subscribe(1 + input.byte(), filters).bytes);
    }

    void publish(Peer &peer, Input &input)
    {
        const unsigned flags = input.byte();
        std::string topic = topics[input.byte() % topics.size()];
        if ((flags & 8U) != 0) topic += "/" + std::string(input.text(input.byte() % 32));
        std::string payload(input.text(input.byte()));
        if ((flags & 16U) != 0) payload.append(std::size_t{300} * input.byte(), 'x');
        const unsigned id = (flags & 3U) % 3 == 0 ? 0 : 1 + input.byte();
        const bool retain = (flags & 4U) != 0;
        feed(peer, lmq::test::publish(topic, payload, (flags & 3U) % 3, id, retain, (flags & 32U) != 0).bytes);
    }

    void answer(Peer &peer, Input &input)
    {
        const auto answers = std::exchange(peer.to_acknowledge, {});
        const unsigned skipped = input.byte();
        for (std::size_t i = 0; i < answers.size(); ++i)
            if ((skipped >> i % 8 & 1U) == 0) feed(peer, answers[i]);
    }

    void produce(Input &input)
    {
        MqMessage message;
        const unsigned flags = input.byte();
        if ((flags & 1U) == 0) message.tag = "MQ2MQTT";
        message.properties["qoslevel"] = std::string(1, static_cast<char>('0' + (flags >> 1U & 3U)));
        if ((flags & 8U) != 0) message.properties["cleansessionflag"] = "false";
        if ((flags & 16U) != 0)
            message.properties["mqttSecondTopic"] = "/p2p/GID_AAA@@@" + std::to_string(flags & 3U);
        else
            message.properties["mqttSecondTopic"] = std::string(input.text(input.byte() % 40));
        if ((flags & 32U) != 0) message.properties["mqttRealTopic"] = std::string(input.text(input.byte() % 40));
        message.body = std::string(input.text(input.byte()));
        (void)engine_.mq_produce((flags & 64U) != 0 ? "GID_AAA_MQTT" : "TopicA", std::move(message));
    }

    std::string token(Input &input)
    {
        const unsigned flags = input.byte();
        if ((flags & 1U) != 0) return std::string(input.text(input.byte()));
        const char *actions = std::array{"R", "W", "R,W"}[(flags >> 1U & 3U) % 3];
        last_token_ = engine_
                          .issue_token({actions,
                                        {topics[input.byte() % topics.size()], "TopicA/#"},
                                        clock_.now_ms() + std::int64_t{1000} * input.byte(),
                                        ""})
                          .value_or("");
        return last_token_;
    }

    void upload(Peer &peer, Input &input)
    {
        const std::string text = token(input);
        const char *type = std::array{"R", "W", "RW"}[input.byte() % 3];
        feed(peer, lmq::test::upload(text, type, 1, 1 + input.byte()).bytes);
    }

    void control(Input &input)
    {
        switch (input.byte() % 8) {
        case 0:
            engine_.kick("GID_AAA@@@" + std::to_string(input.byte() & 3U));
            break;
        case 1:
            (void)engine_.revoke_token(last_token_);
            break;
        case 2:
            (void)engine_.sessions();
            (void)engine_.statistics();
            (void)engine_.alarms();
            break;
        case 3:
            (void)engine_.mq_consume(topics[input.byte() % topics.size()], "g", input.byte(),
                                     input.text(input.byte() % 16));
            break;
        case 4: {
            AuthFields fields = {{"accessKey", "AK_TEST_0001"}, {"resource", "GID_AAA@@@0"}, {"signature", "x"}};
            fields["timestamp"] = std::string(input.text(input.byte() % 24));
            promise(engine_.online_status(fields).online == -1, "an unsigned request is answered");
            break;
        }
        case 5:
            engine_.reset();
            reset_ = true; // its connections' ends are told to nobody
            break;
        default:
            engine_.clear_faults();
            break;
        }
    }

    void fault(Input &input)
    {
        FaultRule rule;
        rule.action = static_cast<FaultAction>(input.byte() % 6);
        rule.direction = static_cast<FaultDirection>(input.byte() % 3);
        rule.packet = std::array{"", "CONNECT", "PUBLISH", "PUBACK", "SUBSCRIBE", "CONNACK"}[input.byte() % 6];
        rule.nth = 1 + input.byte() % 3;
        rule.times = input.byte() % 3;
        rule.ms = input.byte();
        engine_.add_fault(std::move(rule));
        faulty_ = true;
    }

    // Spec 11: each connection that came has gone, once; each client's times grow.
    void check_presence()
    {
        std::map<std::string, int> open;
        std::map<std::string, std::int64_t> last;
        const auto member = [](const std::string &body, const std::string &key) {
            const std::size_t from = body.find(key) + key.size();
            return body.substr(from, body.find_first_of("\",", from) - from);
        };
        const std::string topic = "GID_AAA_MQTT";
        const bool whole = engine_.statistics().presence_events < 50; // else the oldest are gone from MQ
        const auto events = engine_.mq_consume(topic, "check", 1000);
        for (const MqMessage &each : *events) {
            if (each.tag == "MQ2MQTT" || !each.properties.empty()) continue; // a server's or a client's
            const std::int64_t time = std::stoll(member(each.body, "\"time\":"));
            std::int64_t &before = last[member(each.body, "\"clientId\":\"")];
            promise(time > before, "a client's times do not grow");
            before = time;
            if (each.tag != "disconnect") open[member(each.body, "\"channelId\":\"")] += each.tag == "connect" ? 1 : -1;
        }
        if (!whole || reset_ || events->size() >= 50) return;
        for (const auto &[channel, count] : open)
            promise(count == 0, "a connection has come and not gone, or gone twice");
    }

    VirtualClock clock_;
    Engine engine_;
    std::array<Peer, 4> peers_;
    std::string last_token_;
    bool faulty_ = false;
    bool reset_ = false;
    int stuck_ = 0;
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    Bench bench(input.byte());
    for (int steps = 0; steps < 300 && !input.empty(); ++steps)
        bench.step(input);
    return 0;
}
