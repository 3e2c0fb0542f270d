#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;

namespace
{

std::string repeat(const std::string &text, int times)
{
    std::string out;
    while (times-- > 0)
        out += text;
    return out;
}

/// True when publishing to `topic` closes the connection without an acknowledgement, whatever the QoS.
bool closes(const Service &service, const std::string &topic)
{
    bool all = true;
    for (unsigned qos = 0; qos < 3; ++qos) {
        RawClient client = service.sign_in(dev("offender"));
        client.send(publish(topic, "x", qos, 1));
        const bool closed_now = client.is_closed();
        INFO(topic << " at QoS " << qos);
        CHECK(closed_now);
        all = all && closed_now;
    }
    return all;
}

} // namespace

TEST_CASE("publishing to a topic whose parent one may not use closes without acknowledgement")
{
    Service service;
    CHECK(closes(service, "NoSuchTopic"));
    CHECK(closes(service, "NoSuchTopic/x"));
    CHECK(closes(service, "topica/x"));
    CHECK(closes(service, "ForeignTopic/x"));
    CHECK(closes(service, "FarTopic/x"));
    CHECK(closes(service, "/TopicA"));
    CHECK(closes(service, "/"));
    CHECK(closes(service, "NoSuchTopic/p2p/" + dev("d")));
}

TEST_CASE("a topic of another account that was granted may be used")
{
    Service service;
    RawClient client = service.subscriber(dev("d"), "GrantedTopic/x", 0);
    client.send(publish("GrantedTopic/x", "hello"));
    CHECK(client.next() == publish("GrantedTopic/x", "hello"));
}

TEST_CASE("publishing to $SYS closes, but for the control topics")
{
    Service service;
    CHECK(closes(service, "$SYS/anything"));
    CHECK(closes(service, "$SYS"));
    CHECK(closes(service, "$SYS/"));
    CHECK(closes(service, "$SYS/tokenInvalidNotice"));
    CHECK(closes(service, "$SYS/tokenExpireNotice"));
    CHECK(closes(service, "$SYS/enableOrderMsg/x"));
    CHECK(closes(service, "$SYS/EnableOrderMsg"));
    CHECK(closes(service, "$sys/enableOrderMsg"));
    RawClient client = service.sign_in(dev("d"));
    CHECK(client.ask(publish("$SYS/enableOrderMsg", R"({"order":"true"})", 1, 3)) == puback(3));
    CHECK(client.ask(publish("$SYS/getOfflineMsg", R"({"pushOrder":"ASC","maxPushNum":1})", 1, 4)) == puback(4));
}

TEST_CASE("what was published before an offence counts, what follows does not")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    client.send(publish("TopicA/1", "before", 1, 1) + publish("NoSuchTopic", "x", 1, 2) +
                publish("TopicA/2", "behind", 1, 3));
    CHECK(client.next() == puback(1));
    CHECK(client.is_closed());
    const auto stored = service.stored("TopicA");
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].body == "before");
}

TEST_CASE("a topic of 64 characters passes, one of 65 closes and stores nothing")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    publish_acked(client, "TopicA/" + std::string(57, 't'), "ascii");
    publish_acked(client, "TopicA/" + repeat("中", 57), "three bytes each");
    CHECK(service.stored("TopicA").size() == 2);
    CHECK(closes(service, "TopicA/" + std::string(58, 't')));
    CHECK(closes(service, "TopicA/" + repeat("中", 58)));
    CHECK(service.stored("TopicA").empty());
}

TEST_CASE("the P2P suffix does not count for the topic's length")
{
    Service service;
    const std::string target = dev(std::string(54, 'd'));
    RawClient receiver = service.sign_in(target);
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/p2p/" + target, "hello");
    CHECK(receiver.next() == publish("TopicA/p2p/" + target, "hello", 1, 1));
}

TEST_CASE("a payload of 65536 bytes is delivered whole")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/x", 1);
    RawClient sender = service.sign_in(dev("sender"));
    std::string payload(65536, 'p');
    payload[0] = '\0';
    payload[65535] = '\xff';
    publish_acked(sender, "TopicA/x", payload);
    CHECK((receiver.next() == publish("TopicA/x", payload, 1, 1)));
    const auto stored = service.stored("TopicA");
    REQUIRE(stored.size() == 1);
    CHECK((stored[0].body == payload));
    CHECK(service->statistics().oversize_discarded == 0);
}

TEST_CASE("a payload of 65537 bytes is acknowledged and discarded, at each QoS")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/#", 2);
    RawClient sender = service.sign_in(dev("sender"));
    const std::string payload(65537, 'p');
    sender.send(publish("TopicA/x", payload));
    CHECK(sender.ask(publish("TopicA/x", payload, 1, 1)) == puback(1));
    CHECK(sender.ask(publish("TopicA/x", payload, 2, 2)) == pubrec(2));
    CHECK(sender.ask(pubrel(2)) == pubcomp(2));
    CHECK(sender.ask(publish("TopicA/x", payload, 1, 3, true)) == puback(3));
    CHECK(sender.ask(publish("TopicA/p2p/" + dev("receiver"), payload, 1, 4)) == puback(4));
    CHECK(receiver.quiet());
    CHECK(service.stored("TopicA").empty());
    CHECK(service->statistics().oversize_discarded == 5);
    RawClient late = service.sign_in(dev("late"));
    CHECK(late.ask(subscribe(1, {{"TopicA/x", 1}})) == suback(1, {1}));
    CHECK(late.quiet());
}

TEST_CASE("a packet above the hard cap closes as soon as its length is known")
{
    Config config = service_config();
    config.limits.packet_bytes = 100000;
    Service service(config);
    RawClient client = service.sign_in(dev("d"));
    const std::string head = str16("TopicA/x");
    CHECK(client.ask(packet(0x32, head + u16(1) + std::string(100000 - head.size() - 2, 'p'))) == puback(1));
    // No body behind it: the broker must not wait for one.
    client.send({std::string(1, '\x32') + remaining_length(100001), {}});
    CHECK(client.is_closed());
    RawClient stranger = service.open();
    stranger.send({std::string(1, '\x10') + remaining_length(268435455), {}});
    CHECK(stranger.is_closed());
}

TEST_CASE("payload and topic limits are configuration")
{
    Config config = service_config();
    config.limits.payload_bytes = 10;
    config.limits.topic_length = 10;
    Service service(config);
    RawClient client = service.sign_in(dev("d"));
    publish_acked(client, "TopicA/678", "0123456789");
    publish_acked(client, "TopicA/678", "0123456789X");
    CHECK(service.stored("TopicA").size() == 1);
    client.send(publish("TopicA/6789", "x", 1, 1));
    CHECK(client.is_closed());
}

TEST_CASE("an empty payload is delivered and stored")
{
    Service service;
    RawClient client = service.subscriber(dev("d"), "TopicA/x", 0);
    client.send(publish("TopicA/x", ""));
    CHECK(client.next() == publish("TopicA/x", ""));
    CHECK(service.stored("TopicA").size() == 1);
}

TEST_CASE("statistics count packets and publishes both ways")
{
    Service service;
    RawClient client = service.subscriber(dev("d"), "TopicA/x", 0);
    const auto before = service->statistics();
    client.send(publish("TopicA/x", "1") + publish("TopicA/x", "2") + publish("TopicA/nobody", "3") + pingreq());
    CHECK(client.next_packets(3).back() == pingresp());
    const auto after = service->statistics();
    CHECK(after.publishes_in - before.publishes_in == 3);
    CHECK(after.publishes_out - before.publishes_out == 2);
    CHECK(after.packets_in - before.packets_in == 4);
    CHECK(after.packets_out - before.packets_out == 3);
    CHECK(after.connections == 1);
    CHECK(after.connections_accepted == 1);
    CHECK(after.sessions == 1);
}

TEST_CASE("a prepaid instance over its message rate slows its publishers down or drops with an acknowledgement")
{
    Config config = service_config();
    config.instance.edition = Edition::standard_prepaid;
    config.instance.max_tps = 20;
    Service service(config);
    RawClient client = service.sign_in(dev("d"));
    Packet burst;
    for (unsigned id = 1; id <= 100; ++id)
        burst = burst + publish("TopicA/x", std::to_string(id), 1, id);
    client.send(burst);
    for (unsigned id = 1; id <= 20; ++id)
        CHECK(client.next() == puback(id));
    service.advance(std::chrono::milliseconds(0)); // all that the broker will do at this time is done
    CHECK(service.stored("TopicA").size() == 20);
    std::size_t acknowledged = 20;
    for (int step = 0; step < 200 && acknowledged < 100; ++step) {
        service.advance(std::chrono::milliseconds(100));
        while (acknowledged < 100) {
            const Packet got = client.next(std::chrono::milliseconds(20));
            if (got.note == "nothing") break;
            REQUIRE(got == puback(static_cast<unsigned>(++acknowledged)));
        }
    }
    CHECK(acknowledged == 100);
    CHECK(client.quiet());
}
