#include <algorithm>

#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("QoS 1 from a client: PUBACK carries its packet id, a DUP is taken again")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    CHECK(client.ask(publish("TopicA/x", "m", 1, 65535)) == puback(65535));
    CHECK(client.ask(publish("TopicA/x", "m", 1, 65535, false, true)) == puback(65535));
    CHECK(service.stored("TopicA").size() == 2);
}

TEST_CASE("QoS 2 from a client: one message, however often PUBLISH and PUBREL are repeated")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 0);
    RawClient client = service.sign_in(dev("d"));
    CHECK(client.ask(publish("TopicA/x", "m", 2, 5)) == pubrec(5));
    CHECK(client.ask(publish("TopicA/x", "m", 2, 5, false, true)) == pubrec(5));
    CHECK(client.ask(publish("TopicA/x", "m", 2, 5, false, true)) == pubrec(5));
    CHECK(client.ask(pubrel(5)) == pubcomp(5));
    CHECK(client.ask(pubrel(5)) == pubcomp(5));
    CHECK(receiver.next() == publish("TopicA/x", "m"));
    CHECK(receiver.quiet());
    CHECK(service.stored("TopicA").size() == 1);

    // The id is free again.
    CHECK(client.ask(publish("TopicA/x", "n", 2, 5)) == pubrec(5));
    CHECK(client.ask(pubrel(5)) == pubcomp(5));
    CHECK(receiver.next() == publish("TopicA/x", "n"));
}

TEST_CASE("QoS 2 flows of many ids may be interleaved")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    for (unsigned id = 1; id <= 50; ++id)
        CHECK(client.ask(publish("TopicA/x", std::to_string(id), 2, id)) == pubrec(id));
    for (unsigned id = 50; id >= 1; --id)
        CHECK(client.ask(pubrel(id)) == pubcomp(id));
    CHECK(service.stored("TopicA").size() == 50);
}

TEST_CASE("PUBREL for an id never seen gets PUBCOMP")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    CHECK(client.ask(pubrel(4711)) == pubcomp(4711));
}

TEST_CASE("QoS 1 to a client: ids 1, 2, …, acknowledged in any order")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 1);
    RawClient sender = service.sign_in(dev("sender"));
    for (unsigned id = 1; id <= 3; ++id) {
        publish_acked(sender, "TopicA/x", std::to_string(id));
        CHECK(receiver.next() == publish("TopicA/x", std::to_string(id), 1, id));
    }
    CHECK(service->session(dev("receiver"))->inflight == 3);
    receiver.send(puback(2) + puback(3) + puback(1));
    CHECK(receiver.quiet());
    CHECK(service->session(dev("receiver"))->inflight == 0);
}

TEST_CASE("QoS 2 to a client: PUBLISH, PUBREC, PUBREL, PUBCOMP")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 2);
    RawClient sender = service.sign_in(dev("sender"));
    REQUIRE(sender.ask(publish("TopicA/x", "m", 2, 9)) == pubrec(9));
    CHECK(receiver.next() == publish("TopicA/x", "m", 2, 1));
    CHECK(receiver.ask(pubrec(1)) == pubrel(1));
    CHECK(service->session(dev("receiver"))->inflight == 1);
    CHECK(receiver.ask(pubrec(1)) == pubrel(1));
    receiver.send(pubcomp(1));
    CHECK(receiver.quiet());
    CHECK(service->session(dev("receiver"))->inflight == 0);
}

TEST_CASE("acknowledgements nobody waits for are ignored")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    client.send(puback(7) + pubcomp(7));
    CHECK(client.quiet());
    client.send(pubrec(7));
    const Packet answer = client.ask(pingreq());
    CHECK((answer == pingresp() || answer == pubrel(7)));
}

TEST_CASE("what a live client leaves unacknowledged is sent again with DUP and the same id, in order")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 2);
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/x", "one");
    REQUIRE(sender.ask(publish("TopicA/x", "two", 2, 2)) == pubrec(2));
    publish_acked(sender, "TopicA/x", "three");
    CHECK(receiver.next() == publish("TopicA/x", "one", 1, 1));
    CHECK(receiver.next() == publish("TopicA/x", "two", 2, 2));
    CHECK(receiver.next() == publish("TopicA/x", "three", 1, 3));
    service.advance(milliseconds(19000));
    CHECK(receiver.quiet());
    service.advance(milliseconds(2000));
    CHECK(receiver.next() == publish("TopicA/x", "one", 1, 1, false, true));
    CHECK(receiver.next() == publish("TopicA/x", "two", 2, 2, false, true));
    CHECK(receiver.next() == publish("TopicA/x", "three", 1, 3, false, true));
    receiver.send(puback(1) + puback(3));
    CHECK(receiver.ask(pubrec(2)) == pubrel(2));
    service.advance(seconds(21));
    CHECK(receiver.next() == pubrel(2));
    receiver.send(pubcomp(2));
    CHECK(receiver.quiet());
    service.advance(seconds(21));
    CHECK(receiver.quiet());
}

TEST_CASE("retry_interval 0 sends nothing again on a live connection")
{
    Config config = service_config();
    config.limits.retry_interval_ms = 0;
    Service service(config);
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 1);
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/x", "one");
    CHECK(receiver.next() == publish("TopicA/x", "one", 1, 1));
    service.advance(seconds(60));
    CHECK(receiver.quiet());
}

TEST_CASE("no more than the window is unacknowledged; each acknowledgement lets one more through")
{
    Config config = service_config();
    config.limits.max_inflight = 3;
    Service service(config);
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 2);
    RawClient sender = service.sign_in(dev("sender"));
    for (unsigned i = 1; i <= 6; ++i)
        publish_acked(sender, "TopicA/x", std::to_string(i), i);
    for (unsigned i = 1; i <= 3; ++i)
        CHECK(receiver.next() == publish("TopicA/x", std::to_string(i), 1, i));
    CHECK(receiver.quiet());
    auto session = service->session(dev("receiver"));
    CHECK(session->inflight == 3);
    CHECK(session->queued == 3);
    CHECK(receiver.ask(puback(2)) == publish("TopicA/x", "4", 1, 4));
    CHECK(receiver.quiet());
    receiver.send(puback(1) + puback(3));
    CHECK(receiver.next() == publish("TopicA/x", "5", 1, 5));
    CHECK(receiver.next() == publish("TopicA/x", "6", 1, 6));
    receiver.send(puback(4) + puback(5) + puback(6));
    CHECK(receiver.quiet());
    session = service->session(dev("receiver"));
    CHECK(session->inflight == 0);
    CHECK(session->queued == 0);
}

TEST_CASE("a QoS 2 message holds its place in the window until PUBCOMP")
{
    Config config = service_config();
    config.limits.max_inflight = 1;
    Service service(config);
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 2);
    RawClient sender = service.sign_in(dev("sender"));
    REQUIRE(sender.ask(publish("TopicA/x", "one", 2, 1)) == pubrec(1));
    publish_acked(sender, "TopicA/x", "two", 2);
    CHECK(receiver.next() == publish("TopicA/x", "one", 2, 1));
    CHECK(receiver.ask(pubrec(1)) == pubrel(1));
    CHECK(receiver.quiet());
    CHECK(receiver.ask(pubcomp(1)) == publish("TopicA/x", "two", 1, 2));
}

TEST_CASE("QoS 0 passes a full window")
{
    Config config = service_config();
    config.limits.max_inflight = 1;
    Service service(config);
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 1);
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/x", "one");
    sender.send(publish("TopicA/x", "zero"));
    REQUIRE(sender.quiet());
    CHECK(receiver.next() == publish("TopicA/x", "one", 1, 1));
    CHECK(receiver.next() == publish("TopicA/x", "zero"));
}

TEST_CASE("beyond the queue's cap in messages QoS 1 and 2 are dropped and counted, in order and never the window's")
{
    Config config = service_config();
    config.limits.max_inflight = 2;
    config.limits.session_queue_messages = 3;
    Service service(config);
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 1);
    RawClient sender = service.sign_in(dev("sender"));
    for (unsigned i = 1; i <= 10; ++i)
        publish_acked(sender, "TopicA/x", std::to_string(i), i);
    CHECK(service->statistics().queue_dropped == 5);
    CHECK(service->session(dev("receiver"))->queued == 3);
    const std::vector<std::string> got = drain(receiver);
    REQUIRE(got.size() == 5);
    CHECK(got[0] == "1");
    CHECK(got[1] == "2");
    CHECK((got == std::vector<std::string>{"1", "2", "3", "4", "5"} ||
           got == std::vector<std::string>{"1", "2", "8", "9", "10"}));
    // The sender's own acknowledgements never depended on it.
    CHECK(service.stored("TopicA").size() == 10);
}

TEST_CASE("the queue is capped in bytes too")
{
    Config config = service_config();
    config.limits.max_inflight = 1;
    config.limits.session_queue_bytes = 10000;
    Service service(config);
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 1);
    RawClient sender = service.sign_in(dev("sender"));
    for (unsigned i = 1; i <= 20; ++i)
        publish_acked(sender, "TopicA/x", std::string(3000, 'q'), i);
    const auto session = service->session(dev("receiver"));
    CHECK(session->inflight == 1);
    CHECK(session->queued >= 2);
    CHECK(session->queued <= 3);
    CHECK(service->statistics().queue_dropped == 19 - session->queued);
}

TEST_CASE("packet ids go up to 65535 and begin again with 1")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 1);
    RawClient sender = service.sign_in(dev("sender"));
    const Packet one = publish("TopicA/x", "m", 1, 1);
    unsigned expected = 1;
    for (unsigned left = 65540; left > 0;) {
        const unsigned count = std::min(90U, left);
        Packet burst;
        for (unsigned i = 0; i < count; ++i)
            burst = burst + one;
        sender.send(burst);
        Packet acks;
        for (const Packet &got : receiver.next_packets(count)) {
            REQUIRE(got.id() == expected);
            acks = acks + puback(expected);
            expected = expected == 65535 ? 1 : expected + 1;
        }
        receiver.send(acks);
        REQUIRE(sender.next_packets(count).back() == puback(1));
        left -= count;
    }
    CHECK(receiver.quiet());
}

TEST_CASE("a consumer that does not read loses QoS 0 first, counted, and nothing of QoS 1")
{
    Config config = service_config();
    config.limits.connection_out_bytes = 1000000;
    Service service(config);
    RawClient slow = service.subscriber(dev("slow"), "TopicA/#", 1);
    RawClient quick = service.subscriber(dev("quick"), "TopicA/one", 1);
    RawClient sender = service.sign_in(dev("sender"));
    std::vector<std::string> marks;
    const std::string bulk(60000, 'b');
    for (unsigned i = 1; i <= 20; ++i) {
        for (int j = 0; j < 20; ++j)
            sender.send(publish("TopicA/zero", bulk));
        marks.push_back("mark " + std::to_string(i));
        publish_acked(sender, "TopicA/one", marks.back(), i);
        // Nobody else waits for the slow one.
        CHECK(quick.next().payload() == marks.back());
    }
    const auto dropped = service->statistics().qos0_dropped;
    CHECK(dropped > 0);
    std::vector<std::string> got;
    std::size_t zeros = 0;
    for (const std::string &payload : drain(slow)) {
        if (payload == bulk)
            ++zeros;
        else
            got.push_back(payload);
    }
    CHECK(got == marks);
    CHECK(zeros + dropped == 400);
    CHECK(slow.quiet());
}
