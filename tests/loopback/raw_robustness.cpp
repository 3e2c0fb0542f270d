#include <algorithm>
#include <random>

#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;

namespace
{

std::string noise(std::mt19937 &random, std::size_t size)
{
    std::string bytes(size, '\0');
    for (char &c : bytes)
        c = static_cast<char>(random() & 0xFFU);
    return bytes;
}

std::string any_topic(std::mt19937 &random)
{
    static const char *const topics[] = {"TopicA",
                                         "TopicA/x",
                                         "TopicA/中/y/",
                                         "TopicB/p2p/GID_AAA@@@fuzz1",
                                         "$SYS/enableOrderMsg",
                                         "$SYS/getOfflineMsg",
                                         "OrderedTopic/q"};
    return topics[random() % 7];
}

Packet any_packet(std::mt19937 &random)
{
    const unsigned id = 1 + random() % 5;
    const unsigned qos = random() % 3;
    switch (random() % 12) {
    case 0:
        return subscribe(id, {{"TopicA/#", qos}, {"TopicA/+/y/", random() % 3}});
    case 1:
        return unsubscribe(id, {"TopicA/#"});
    case 2:
        return puback(id);
    case 3:
        return pubrec(id);
    case 4:
        return pubrel(id);
    case 5:
        return pubcomp(id);
    case 6:
        return pingreq();
    default:
        return publish(any_topic(random), noise(random, random() % 300), qos, id, random() % 4 == 0,
                       qos != 0 && random() % 4 == 0);
    }
}

ConnectFields any_connect(std::mt19937 &random)
{
    ConnectFields fields;
    fields.client_id = dev("fuzz" + std::to_string(random() % 20));
    fields.clean = random() % 2 == 0;
    fields.keep_alive = random() % 200;
    if (random() % 3 == 0)
        fields.will = Will{any_topic(random), noise(random, random() % 50), static_cast<unsigned>(random() % 3),
                           random() % 2 == 0};
    if (random() % 20 == 0) fields.user.reset();
    return fields;
}

void mutate(std::mt19937 &random, std::string &bytes, std::size_t from)
{
    for (unsigned change = 1 + random() % 4; change > 0 && bytes.size() > from; --change) {
        const std::size_t at = from + random() % (bytes.size() - from);
        switch (random() % 4) {
        case 0:
            bytes[at] = static_cast<char>(random() & 0xFFU);
            break;
        case 1:
            bytes.erase(at, 1 + random() % 3);
            break;
        case 2:
            bytes.insert(at, noise(random, 1 + random() % 3));
            break;
        default:
            bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << random() % 8));
        }
    }
}

/// The broker still does its job, and remembers nothing it should not.
void check_alive(const Service &service)
{
    CHECK(eventually([&] { return service->statistics().connections == 0; }));
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/alive", 1);
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/alive", "yes");
    CHECK(receiver.next() == publish("TopicA/alive", "yes", 1, 1));
    for (const SessionInfo &session : service->sessions())
        CHECK((session.connected || !session.clean_session || session.offline > 0)); // or P2P waits
}

} // namespace

TEST_CASE("random bytes on many connections leave the broker serving")
{
    Service service;
    std::mt19937 random(31337);
    for (int round = 0; round < 300; ++round) {
        RawClient client = service.open();
        client.send({noise(random, 1 + random() % 2000), {}});
        if (round % 2 == 0) client.drop();
    }
    check_alive(service);
}

TEST_CASE("random bytes behind a good CONNECT leave the broker serving")
{
    Service service;
    std::mt19937 random(4242);
    for (int round = 0; round < 300; ++round) {
        RawClient client = service.sign_in(dev("noisy"));
        std::string bytes = noise(random, 2 + random() % 500);
        if (round % 3 != 0) bytes[1] = static_cast<char>(random() % 128);
        client.send({bytes, {}});
        if (round % 2 == 0) client.drop();
    }
    check_alive(service);
}

TEST_CASE("mutated conversations, sent in odd pieces and cut off anywhere, leave the broker serving")
{
    for (const bool plain : {false, true}) {
        Service service(plain ? plain_config() : service_config());
        std::mt19937 random(plain ? 7 : 77);
        for (int round = 0; round < 400; ++round) {
            RawClient client = service.open();
            std::string bytes = connect(any_connect(random)).bytes;
            const std::size_t connect_size = bytes.size();
            for (unsigned i = random() % 30; i > 0; --i)
                bytes += any_packet(random).bytes;
            if (random() % 3 != 0) mutate(random, bytes, random() % 4 == 0 ? 0 : connect_size);
            for (std::size_t at = 0; at < bytes.size();) {
                const std::size_t size = std::min<std::size_t>(1 + random() % 400, bytes.size() - at);
                client.send({bytes.substr(at, size), {}});
                at += size;
            }
            if (round % 10 == 0) service.advance(std::chrono::milliseconds(random() % 30000));
            if (random() % 2 == 0) client.next(std::chrono::milliseconds(1));
            if (random() % 2 == 0) client.drop();
        }
        if (plain) {
            ConnectFields fields;
            fields.client_id = "after";
            CHECK(service.sign_in(fields).quiet());
        } else {
            check_alive(service);
        }
    }
}

TEST_CASE("noise under fault rules leaves the broker serving")
{
    Service service;
    std::mt19937 random(99);
    for (const FaultAction action : {FaultAction::drop, FaultAction::close, FaultAction::delay, FaultAction::corrupt,
                                     FaultAction::duplicate, FaultAction::refuse}) {
        FaultRule rule;
        rule.action = action;
        rule.nth = 1 + random() % 50;
        rule.times = 0;
        rule.ms = 100;
        service->clear_faults();
        service->add_fault(rule);
        for (int round = 0; round < 60; ++round) {
            RawClient client = service.open();
            Packet stream = connect(any_connect(random));
            for (unsigned i = random() % 20; i > 0; --i)
                stream = stream + any_packet(random);
            client.send(stream);
            if (round % 5 == 0) service.advance(std::chrono::milliseconds(50));
            if (random() % 2 == 0) client.drop();
        }
    }
    service->clear_faults();
    service.advance(std::chrono::seconds(1));
    check_alive(service);
}

TEST_CASE("hundreds of connections come and go without leaving anything behind")
{
    Service service;
    for (int wave = 0; wave < 3; ++wave) {
        std::vector<RawClient> clients;
        for (int i = 0; i < 200; ++i)
            clients.push_back(service.subscriber(dev(std::to_string(i)), "TopicA/#", 0));
        CHECK(service->statistics().connections == 200);
        clients[0].send(publish("TopicA/x", "hello"));
        for (RawClient &client : clients)
            CHECK(client.next() == publish("TopicA/x", "hello"));
        for (std::size_t i = 0; i < clients.size(); i += 2)
            clients[i].drop();
    }
    CHECK(eventually([&] { return service->statistics().connections == 0 && service->statistics().sessions == 0; }));
}
