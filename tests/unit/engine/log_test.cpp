#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;
using lmq::LogLevel;

namespace
{

/// Every line from a level up, in one text.
struct Lines {
    explicit Lines(Broker &broker, LogLevel level = LogLevel::info)
    {
        broker.engine().set_log(level, [this](LogLevel, std::string_view line) { text += std::string(line) + "\n"; });
    }
    bool hold(std::string_view part) const { return text.find(part) != std::string::npos; }
    std::string text;
};

} // namespace

TEST_CASE("the log says who connected, and who was refused and why, without the password")
{
    Broker broker;
    const Lines lines(broker);
    Client good(broker);
    REQUIRE(good.connect() == 0);
    CHECK(lines.hold("client 'GID_AAA@@@BBB001' connected"));
    Client bad(broker);
    ConnectOptions options = device("BBB002");
    options.password = "not-the-password";
    REQUIRE(bad.connect(options) == 4);
    CHECK(lines.hold("client 'GID_AAA@@@BBB002'"));
    CHECK(lines.hold("refused with CONNACK 4: access key or password"));
    CHECK_FALSE(lines.hold("not-the-password"));
    CHECK_FALSE(lines.hold(password_of_aaa));
}

TEST_CASE("the log says why a connection was closed")
{
    Broker broker;
    const Lines lines(broker);
    const auto offend = [&](const std::string &bytes) {
        Client client(broker);
        REQUIRE(client.connect() == 0);
        client.send(bytes);
        CHECK(client.closed());
    };
    offend(publish_packet("NoSuchTopic", "x"));
    CHECK(lines.hold("closes: PUBLISH to an unknown parent topic"));
    offend(publish_packet("TopicA/" + std::string(70, 'x'), "x"));
    CHECK(lines.hold("closes: PUBLISH to a topic over topic_length"));
    offend(subscribe_packet(1, {{"NoSuchTopic", 1}}));
    CHECK(lines.hold("closes: SUBSCRIBE to a filter without permission"));
    offend(publish_packet("$SYS/unknown", "{}"));
    CHECK(lines.hold("closes: publish to an unknown $SYS topic"));

    Client first(broker);
    REQUIRE(first.connect() == 0);
    Client second(broker);
    REQUIRE(second.connect() == 0);
    CHECK(lines.hold("closes: taken over by a new connection with its client id"));
    broker.advance(90000);
    CHECK(lines.hold("closes: nothing heard for 1.5 times the keepalive"));
}

TEST_CASE("the log warns of a discarded payload and of a changed cleanSession flag")
{
    Broker broker;
    const Lines lines(broker, LogLevel::warning);
    {
        Client client(broker);
        REQUIRE(client.connect(device("D1", false)) == 0);
        REQUIRE(client.subscribe("TopicA/1", 1) == 1);
        client.send(publish_packet("TopicA/1", std::string(65537, 'x'), 1, 1));
        CHECK(lines.hold("a payload of 65537 bytes, over payload_bytes, was acknowledged and discarded"));
    }
    Client again(broker);
    REQUIRE(again.connect(device("D1", true)) == 0);
    CHECK(lines.hold("changed its cleanSession flag to 1"));
    CHECK_FALSE(lines.hold("connected")); // below the level
}

TEST_CASE("a client id cannot write lines of its own into the log")
{
    Broker broker(Config::plain());
    const Lines lines(broker);
    Client client(broker);
    ConnectOptions options;
    options.client_id = "a\nclient 'admin' connected" + std::string(100, 'x');
    REQUIRE(client.connect(options) == 0);
    CHECK(lines.hold("'a?client 'admin' connectedxxx"));
    CHECK(lines.hold("…'"));
    CHECK(lines.text.find('\n') == lines.text.size() - 1);
}
