#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;

TEST_CASE("what was accepted before an offence is still answered, whatever came in one piece with it")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send(publish_packet("TopicA/1", "fine", 1, 1) + publish_packet("NoSuchTopic", "x", 1, 2) +
                publish_packet("TopicA/2", "behind", 1, 3));
    CHECK(client.closed());
    const auto answer = client.take_one();
    CHECK(answer.type == 4);
    CHECK(answer.id == 1);
    CHECK(broker.published() == 1);
}

TEST_CASE("a peer that does not read its last bytes is not waited for")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send(std::string("\xC0\0\xE0\0", 4));
    CHECK(broker.engine().close_mode(client.id()) == CloseMode::after_flush);
    broker.advance(4999);
    CHECK(broker.engine().close_mode(client.id()) == CloseMode::after_flush);
    broker.advance(1);
    CHECK(broker.engine().close_mode(client.id()) == CloseMode::now);
    CHECK(client.take_bytes().empty());
}

TEST_CASE("packets that only a server sends, and reserved ones, close")
{
    for (const unsigned first : {0x00U, 0xF0U, 0x20U, 0x90U, 0xB0U, 0xD0U, 0x41U, 0x60U, 0x80U, 0xA0U, 0xC1U, 0xE1U}) {
        CAPTURE(first);
        Broker broker;
        Client client(broker);
        REQUIRE(client.connect() == 0);
        client.send(packet(first, first == 0xC1 || first == 0xE1 ? "" : number16(1)));
        CHECK(client.closed());
        CHECK(client.take_bytes().empty());
    }
}

TEST_CASE("a packet above the hard cap closes at its header")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send("\x30\xFF\xFF\x7F");
    CHECK(client.closed());
}

TEST_CASE("the engine ignores what comes behind a close")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send(std::string("\xE0\0", 2) + publish_packet("TopicA/x", "late"));
    CHECK(broker.published() == 0);
}

TEST_CASE("an id is used anew and nothing of its first life is left")
{
    Broker broker;
    ConnectionId first = 0;
    {
        Client client(broker);
        ConnectOptions options;
        options.keep_alive_s = 10;
        REQUIRE(client.connect(options) == 0);
        first = client.id();
        client.send(std::string("\xC0\0", 2));
    }
    Client next(broker);
    CHECK(next.id() == first);
    CHECK(broker.engine().out(next.id()).empty());
    CHECK(next.connect(device("next")) == 0);
    broker.advance(20000);
    CHECK_FALSE(next.closed());
}

TEST_CASE("kick closes a client's connection and sends its will")
{
    Broker broker;
    Client watcher(broker);
    REQUIRE(watcher.connect(device("watcher")) == 0);
    REQUIRE(watcher.subscribe("TopicA/will", 0) == 0);
    Client client(broker);
    ConnectOptions options;
    options.will_topic = "TopicA/will";
    options.will_payload = "gone";
    REQUIRE(client.connect(options) == 0);
    CHECK_FALSE(broker.engine().kick("GID_AAA@@@nobody"));
    CHECK(broker.engine().kick("GID_AAA@@@BBB001"));
    CHECK(broker.engine().close_mode(client.id()) == CloseMode::now);
    CHECK(watcher.take_one().payload == "gone");
    CHECK_FALSE(broker.engine().kick("GID_AAA@@@BBB001"));
}

TEST_CASE("reset leaves nothing but the configuration")
{
    Broker broker;
    Client client(broker);
    ConnectOptions options = device("d", false);
    options.will_topic = "TopicA/r";
    options.will_payload = "will";
    options.will_retain = true;
    REQUIRE(client.connect(options) == 0);
    client.send(subscribe_packet(1, {{"TopicA/#", 1}}) + publish_packet("TopicA/r", "kept", 1, 1, 1));
    broker.engine().add_fault(FaultRule());
    broker.engine().reset();
    CHECK(client.closed());
    CHECK(broker.engine().sessions().empty());
    CHECK(broker.engine().faults().empty());
    CHECK(broker.engine().statistics().publishes_in == 0);
    CHECK(broker.engine().mq_consume("TopicA", "g", 10)->empty());
    client.drop();
    Client again(broker);
    REQUIRE(again.connect(device("d", false)) == 0);
    CHECK_FALSE(again.session_present());
    again.send(subscribe_packet(1, {{"TopicA/#", 1}}));
    CHECK(again.take_one().type == 9); // nothing retained
}
