#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;

namespace
{

struct Pair {
    explicit Pair(Config config = Config::ready_made(), unsigned qos = 2)
        : broker(config), sender(broker), receiver(broker)
    {
        REQUIRE(sender.connect(device("sender")) == 0);
        REQUIRE(receiver.connect(device("receiver")) == 0);
        REQUIRE(receiver.subscribe("TopicA/#", qos) == qos);
    }
    Broker broker;
    Client sender;
    Client receiver;
};

} // namespace

TEST_CASE("a message arrives with the lower of both QoS")
{
    for (const unsigned published : {0U, 1U, 2U}) {
        for (const unsigned subscribed : {0U, 1U, 2U}) {
            CAPTURE(published);
            CAPTURE(subscribed);
            Pair pair(Config::ready_made(), subscribed);
            pair.sender.send(publish_packet("TopicA/x", "m", published, published == 0 ? 0 : 7));
            const auto got = pair.receiver.take_one();
            CHECK(got.qos() == std::min(published, subscribed));
            CHECK(got.topic == "TopicA/x");
            CHECK(got.payload == "m");
            CHECK_FALSE(got.dup());
            CHECK_FALSE(got.retain());
            CHECK(got.id == (got.qos() == 0 ? 0 : 1));
            const auto answer = pair.sender.take();
            REQUIRE(answer.size() == (published == 0 ? 0 : 1));
            if (published > 0) CHECK(answer[0].type == (published == 1 ? 4 : 5));
            if (published > 0) CHECK(answer[0].id == 7);
        }
    }
}

TEST_CASE("a QoS 2 message with a known id is not handed on again, until it was released")
{
    Pair pair;
    pair.sender.send(publish_packet("TopicA/x", "m", 2, 5));
    pair.sender.send(publish_packet("TopicA/x", "m", 2, 5, 8));
    CHECK(pair.receiver.take().size() == 1);
    CHECK(pair.sender.take().size() == 2);
    pair.sender.send(ack_packet(0x62, 5));
    CHECK(pair.sender.take_one().type == 7);
    pair.sender.send(publish_packet("TopicA/x", "n", 2, 5));
    CHECK(pair.receiver.take_one().payload == "n");
}

TEST_CASE("every id of 65535 may be open at once")
{
    Pair pair(Config::ready_made(), 0);
    for (unsigned id = 1; id <= 65535; ++id)
        pair.sender.send(publish_packet("TopicA/x", "m", 2, id));
    pair.sender.take_bytes();
    CHECK(pair.receiver.take().size() == 65535);
    for (unsigned id = 1; id <= 65535; ++id)
        pair.sender.send(publish_packet("TopicA/x", "m", 2, id, 8));
    CHECK(pair.receiver.take().empty());
    for (unsigned id = 1; id <= 65535; ++id)
        pair.sender.send(ack_packet(0x62, id));
    pair.sender.take_bytes();
    pair.sender.send(publish_packet("TopicA/x", "new", 2, 65535));
    CHECK(pair.receiver.take_one().payload == "new");
}

TEST_CASE("PUBREL for an unknown id gets PUBCOMP, PUBREC for an unknown id gets PUBREL")
{
    Pair pair;
    pair.sender.send(ack_packet(0x62, 77));
    auto answer = pair.sender.take_one();
    CHECK(answer.type == 7);
    CHECK(answer.id == 77);
    pair.sender.send(ack_packet(0x50, 78));
    answer = pair.sender.take_one();
    CHECK(answer.type == 6);
    CHECK(answer.flags == 2);
    CHECK(answer.id == 78);
    pair.sender.send(ack_packet(0x40, 79) + ack_packet(0x70, 80));
    CHECK(pair.sender.take().empty());
    CHECK_FALSE(pair.sender.closed());
}

TEST_CASE("an acknowledgement of another length or with id 0 closes")
{
    for (const std::string &body :
         {std::string(), std::string(1, '\1'), std::string("\0\1\0", 3), std::string(2, '\0')}) {
        Pair pair;
        pair.sender.send(packet(0x40, body));
        CHECK(pair.sender.closed());
    }
}

TEST_CASE("an acknowledgement that the message's QoS does not have closes")
{
    struct Row {
        unsigned qos;
        std::vector<unsigned> answers;
    };
    for (const Row &row : {Row{1, {0x50}}, Row{1, {0x70}}, Row{2, {0x40}}, Row{2, {0x70}}, Row{2, {0x50, 0x40}}}) {
        Pair pair;
        pair.sender.send(publish_packet("TopicA/x", "m", row.qos, 7));
        REQUIRE(pair.receiver.take_one().id == 1);
        for (const unsigned answer : row.answers)
            pair.receiver.send(ack_packet(answer, 1));
        CHECK(pair.receiver.closed());
        CHECK_FALSE(pair.sender.closed());
    }
}

TEST_CASE("the window is filled with ids 1, 2, … and moves with each acknowledgement, in order")
{
    Config config = Config::ready_made();
    config.limits.max_inflight = 3;
    Pair pair(config);
    for (unsigned i = 1; i <= 6; ++i)
        pair.sender.send(publish_packet("TopicA/x", std::to_string(i), 1 + i % 2, i));
    auto got = pair.receiver.take();
    REQUIRE(got.size() == 3);
    for (unsigned i = 0; i < 3; ++i)
        CHECK(got[i].id == i + 1);
    CHECK(pair.broker.engine().session("GID_AAA@@@receiver")->inflight == 3);
    CHECK(pair.broker.engine().session("GID_AAA@@@receiver")->queued == 3);
    pair.receiver.send(ack_packet(0x40, 2)); // the QoS 1 one, in the middle
    got = pair.receiver.take();
    REQUIRE(got.size() == 1);
    CHECK(got[0].id == 4);
    CHECK(got[0].payload == "4");
    pair.receiver.send(ack_packet(0x50, 1));
    CHECK(pair.receiver.take_one().type == 6);
    pair.receiver.send(ack_packet(0x70, 1));
    CHECK(pair.receiver.take_one().payload == "5");
    pair.receiver.send(ack_packet(0x40, 3)); // of a QoS 2 message: not its acknowledgement
    CHECK(pair.receiver.take().empty());
}

TEST_CASE("packet ids wrap after 65535")
{
    Pair pair(Config::ready_made(), 1);
    unsigned last = 0;
    for (unsigned i = 0; i < 65536; ++i) {
        pair.sender.send(publish_packet("TopicA/x", "m", 1, 1));
        last = pair.receiver.take_one().id;
        pair.receiver.send(ack_packet(0x40, last));
        pair.sender.take_bytes();
    }
    CHECK(last == 1);
    CHECK(pair.broker.engine().session("GID_AAA@@@receiver")->inflight == 0);
}

TEST_CASE("one message that is never acknowledged holds up none that is")
{
    Config config = Config::ready_made();
    config.limits.retry_interval_ms = 0;
    Pair pair(config, 1);
    pair.sender.send(publish_packet("TopicA/x", "forgotten", 1, 1));
    pair.receiver.take();
    for (unsigned i = 0; i < 1000; ++i) {
        pair.sender.send(publish_packet("TopicA/x", "m", 1, 1));
        const auto got = pair.receiver.take_one();
        REQUIRE(got.id == i + 2);
        pair.receiver.send(ack_packet(0x40, got.id));
        pair.sender.take_bytes();
    }
    pair.receiver.send(ack_packet(0x40, 1));
    CHECK(pair.broker.engine().session("GID_AAA@@@receiver")->inflight == 0);
}

TEST_CASE("on a live connection an unacknowledged message comes again with DUP, PUBREL comes again as it is")
{
    Pair pair;
    pair.sender.send(publish_packet("TopicA/x", "one", 1, 1) + publish_packet("TopicA/x", "two", 2, 2));
    CHECK(pair.receiver.take().size() == 2);
    pair.receiver.send(ack_packet(0x50, 2));
    CHECK(pair.receiver.take_one().type == 6);
    pair.broker.advance(19999);
    CHECK(pair.receiver.take().empty());
    pair.broker.advance(1);
    const auto got = pair.receiver.take();
    REQUIRE(got.size() == 2);
    CHECK(got[0].type == 3);
    CHECK(got[0].dup());
    CHECK(got[0].id == 1);
    CHECK(got[0].payload == "one");
    CHECK(got[1].type == 6);
    CHECK(got[1].id == 2);
    pair.receiver.send(ack_packet(0x40, 1) + ack_packet(0x70, 2));
    pair.broker.advance(60000);
    CHECK(pair.receiver.take().empty());
}

TEST_CASE("what still waits to be written is not written twice")
{
    Pair pair(Config::ready_made(), 1);
    pair.sender.send(publish_packet("TopicA/x", "m", 1, 1));
    pair.broker.advance(50000);
    CHECK(pair.receiver.take().size() == 1);
    pair.broker.advance(20000);
    CHECK(pair.receiver.take_one().dup()); // written, and lost: once more
}

TEST_CASE("a message does not overtake those that wait")
{
    Config config = Config::ready_made();
    config.limits.connection_out_bytes = 100;
    Pair pair(config, 1);
    for (unsigned i = 1; i <= 4; ++i)
        pair.sender.send(publish_packet("TopicA/x", std::string(200, static_cast<char>('0' + i)), 1, i));
    auto &out = pair.broker.engine().out(pair.receiver.id());
    out.consume(out.size()); // the first is written, but the engine has not been told yet
    pair.sender.send(publish_packet("TopicA/x", "5", 1, 5));
    pair.broker.engine().drained(pair.receiver.id());
    std::string order;
    for (const Received &each : pair.receiver.take())
        order += each.payload[0];
    CHECK(order == "2345");
}

TEST_CASE("a queue beyond its cap drops the newest and counts them")
{
    Config config = Config::ready_made();
    config.limits.max_inflight = 1;
    config.limits.session_queue_messages = 2;
    Pair pair(config, 1);
    for (unsigned i = 1; i <= 5; ++i)
        pair.sender.send(publish_packet("TopicA/x", std::to_string(i), 1, i));
    CHECK(pair.broker.engine().statistics().queue_dropped == 2);
    std::string seen;
    for (auto got = pair.receiver.take_one(); got.type == 3; got = pair.receiver.take_one()) {
        seen += got.payload;
        pair.receiver.send(ack_packet(0x40, got.id));
    }
    CHECK(seen == "123");
}

TEST_CASE("a queue's cap in bytes counts too")
{
    Config config = Config::ready_made();
    config.limits.max_inflight = 1;
    config.limits.session_queue_bytes = 1000;
    Pair pair(config, 1);
    for (unsigned i = 1; i <= 5; ++i)
        pair.sender.send(publish_packet("TopicA/x", std::string(300, 'x'), 1, i));
    CHECK(pair.broker.engine().session("GID_AAA@@@receiver")->queued == 3);
    CHECK(pair.broker.engine().statistics().queue_dropped == 1);
}

TEST_CASE("a consumer that does not read loses QoS 0 beyond the cap, and gets QoS 1 when it reads again")
{
    Config config = Config::ready_made();
    config.limits.connection_out_bytes = 10000;
    Pair pair(config, 1);
    for (unsigned i = 0; i < 100; ++i)
        pair.sender.send(publish_packet("TopicA/x", std::string(1000, 'x')));
    for (unsigned i = 1; i <= 5; ++i)
        pair.sender.send(publish_packet("TopicA/y", std::to_string(i), 1, i));
    auto &out = pair.broker.engine().out(pair.receiver.id());
    CHECK(out.size() > 10000);
    CHECK(out.size() < 12000);
    CHECK(pair.broker.engine().statistics().qos0_dropped == 90);
    CHECK(pair.broker.engine().session("GID_AAA@@@receiver")->queued == 5);
    const auto got = pair.receiver.take();
    REQUIRE(got.size() == 15);
    CHECK(got[14].payload == "5");
}

TEST_CASE("who makes the broker answer without reading the answers is not read from until it does")
{
    Config config = Config::ready_made();
    config.limits.connection_out_bytes = 1000;
    Broker broker(config);
    Client client(broker);
    REQUIRE(client.connect() == 0);
    std::string pings;
    for (int i = 0; i < 2000; ++i)
        pings.append("\xC0\0", 2);
    client.send(pings);
    CHECK(client.paused());
    CHECK(broker.engine().out(client.id()).size() < 1010);
    std::size_t answers = 0;
    for (int i = 0; i < 10 && answers < 2000; ++i) {
        answers += client.take().size();
        CHECK_FALSE(client.paused());
        client.send_again();
    }
    CHECK(answers == 2000);
}

TEST_CASE("large payloads are shared and arrive whole at each QoS")
{
    Pair pair;
    Client other(pair.broker);
    REQUIRE(other.connect(device("other")) == 0);
    REQUIRE(other.subscribe("TopicA/big", 1) == 1);
    std::string large(60000, '\0');
    for (std::size_t i = 0; i < large.size(); ++i)
        large[i] = static_cast<char>(i * 7);
    for (unsigned qos = 0; qos < 3; ++qos) {
        pair.sender.send(publish_packet("TopicA/big", large, qos, qos));
        const auto here = pair.receiver.take_one();
        const auto there = other.take_one();
        CHECK(here.payload == large);
        CHECK(there.payload == large);
        CHECK(here.qos() == qos);
        CHECK(there.qos() == std::min(qos, 1U));
    }
}

TEST_CASE("a payload above the limit is acknowledged and goes nowhere")
{
    Pair pair;
    const std::string most(65536, 'x');
    pair.sender.send(publish_packet("TopicA/x", most, 1, 1));
    CHECK(pair.receiver.take_one().payload.size() == 65536);
    pair.sender.take();
    for (unsigned qos = 0; qos < 3; ++qos)
        pair.sender.send(publish_packet("TopicA/x", most + "x", qos, qos));
    const auto answers = pair.sender.take();
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].type == 4);
    CHECK(answers[1].type == 5);
    CHECK(pair.receiver.take().empty());
    CHECK(pair.broker.engine().statistics().oversize_discarded == 3);
    CHECK(pair.broker.published() == 1);
}
