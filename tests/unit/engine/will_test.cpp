#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;

namespace
{

ConnectOptions with_will(const std::string &topic, unsigned qos = 1, bool retain = false)
{
    ConnectOptions options;
    options.keep_alive_s = 10;
    options.will_topic = topic;
    options.will_payload = "gone";
    options.will_qos = qos;
    options.will_retain = retain;
    return options;
}

struct Scene {
    explicit Scene(Config config = Config::ready_made()) : broker(config), watcher(broker), client(broker)
    {
        ConnectOptions options = device("watcher");
        options.keep_alive_s = 0;
        REQUIRE(watcher.connect(options) == 0);
        REQUIRE(watcher.subscribe("TopicA/#", 2) == 2);
    }
    Broker broker;
    Client watcher;
    Client client;
};

} // namespace

TEST_CASE("a will goes out when the connection is lost, in error or silent, but not after DISCONNECT")
{
    Scene scene;
    REQUIRE(scene.client.connect(with_will("TopicA/will")) == 0);
    bool expected = true;
    SUBCASE("dropped")
    {
        scene.client.drop();
    }
    SUBCASE("protocol error")
    {
        scene.client.send("\xF0");
    }
    SUBCASE("permission failure")
    {
        scene.client.send(publish_packet("Nowhere", "m"));
    }
    SUBCASE("keepalive")
    {
        scene.broker.advance(15000);
    }
    SUBCASE("DISCONNECT")
    {
        scene.client.send(std::string("\xE0\0", 2));
        scene.client.drop();
        expected = false;
    }
    const auto got = scene.watcher.take();
    REQUIRE(got.size() == (expected ? 1 : 0));
    if (expected) {
        CHECK(got[0].topic == "TopicA/will");
        CHECK(got[0].payload == "gone");
        CHECK(got[0].qos() == 1);
        CHECK(scene.broker.engine().mq_consume("TopicA", "g", 10)->size() == 1);
    }
}

TEST_CASE("a will is retained when it says so, and goes by P2P rules when its topic does")
{
    Scene scene;
    REQUIRE(scene.client.connect(with_will("TopicA/will", 0, true)) == 0);
    scene.client.drop();
    CHECK(scene.watcher.take_one().payload == "gone");
    scene.watcher.send(subscribe_packet(1, {{"TopicA/will", 0}}));
    CHECK(scene.watcher.take().at(1).retain());
    Client client(scene.broker);
    REQUIRE(client.connect(with_will("TopicA/p2p/GID_AAA@@@watcher")) == 0);
    client.drop();
    CHECK(scene.watcher.take_one().topic == "TopicA/p2p/GID_AAA@@@watcher");
}

TEST_CASE("a will that its client may not publish is dropped, and the connection accepted")
{
    for (const char *topic : {"Nowhere/will", "$SYS/tokenInvalidNotice", "/x"}) {
        Scene scene;
        REQUIRE(scene.client.connect(with_will(topic)) == 0);
        scene.client.drop();
        CHECK(scene.watcher.take().empty());
        CHECK(scene.broker.published() == 0);
    }
}

TEST_CASE("enable_will off ignores wills")
{
    Config config = Config::ready_made();
    config.policy.enable_will = false;
    Scene scene(config);
    REQUIRE(scene.client.connect(with_will("TopicA/will")) == 0);
    scene.client.drop();
    CHECK(scene.watcher.take().empty());
}

TEST_CASE("a client that is subscribed to its own will's topic gets it when it comes back")
{
    Broker broker(at_once());
    ConnectOptions options = with_will("TopicA/will");
    options.clean = false;
    {
        Client client(broker);
        REQUIRE(client.connect(options) == 0);
        REQUIRE(client.subscribe("TopicA/will", 1) == 1);
    }
    Client client(broker);
    REQUIRE(client.connect(options) == 0);
    CHECK(client.take_one().payload == "gone");
}

TEST_CASE("two clients whose wills and connections end together end in peace")
{
    Broker broker;
    FaultRule rule;
    rule.packet = "PUBLISH";
    rule.direction = FaultDirection::out;
    rule.action = FaultAction::close;
    rule.times = 0;
    broker.engine().add_fault(rule);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<Client>(broker));
        ConnectOptions options = with_will("TopicA/will");
        options.client_id = "GID_AAA@@@" + std::to_string(i);
        REQUIRE(clients.back()->connect(options) == 0);
        REQUIRE(clients.back()->subscribe("TopicA/will", 1) == 1);
    }
    clients.front()->drop(); // its will closes all the others, and theirs find nobody left
    for (const auto &each : clients)
        CHECK(each->closed());
    CHECK(broker.engine().sessions().empty());
}
