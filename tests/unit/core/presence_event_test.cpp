#include <doctest/doctest.h>

#include "expect_error.hpp"
#include "lmq/presence.hpp"

using namespace lmq;
using namespace lmq::test;

TEST_CASE("an event's body is read as the spec shows it on the wire")
{
    const auto event = parse_presence_event(
        R"({"clientId":"GID_XXX@@@DEV1","time":1546272000000,"eventType":"tcpclean","channelId":"2b9b1281046046fafe5e0b458e4f5531"})");
    REQUIRE(event.has_value());
    CHECK(event->client_id == "GID_XXX@@@DEV1");
    CHECK(event->time_ms == 1546272000000);
    CHECK(event->type == PresenceEventType::tcpclean);
    CHECK(event->channel_id == "2b9b1281046046fafe5e0b458e4f5531");
    CHECK(event->client_ip.empty());
}

TEST_CASE("both spellings of the client id, a time as a string, a channel id of any form and unknown members are read")
{
    const auto event = parse_presence_event(
        R"({"ClientId":"a","time":"1212121212","eventType":"connect","channelId":"x-1","clientIp":"10.0.0.1","more":[1]})");
    REQUIRE(event.has_value());
    CHECK(event->client_id == "a");
    CHECK(event->time_ms == 1212121212);
    CHECK(event->channel_id == "x-1");
    CHECK(event->client_ip == "10.0.0.1");
}

TEST_CASE("the type is the body's, else the MQ tag")
{
    const std::string without = R"({"clientId":"a","time":1,"channelId":"x")";
    CHECK(parse_presence_event(without + "}", "disconnect")->type == PresenceEventType::disconnect);
    CHECK(parse_presence_event(without + R"(,"eventType":"connect"})", "disconnect")->type ==
          PresenceEventType::connect);
    for (const auto type : {PresenceEventType::connect, PresenceEventType::disconnect, PresenceEventType::tcpclean})
        CHECK(parse_presence_event(without + "}", to_string(type))->type == type);
    expect_error(parse_presence_event(without + "}"), Errc::missing_field, {"eventType"});
    expect_error(parse_presence_event(without + "}", "MQ2MQTT"), Errc::bad_field_type, {"tag", "tcpclean"});
    expect_error(parse_presence_event(without + R"(,"eventType":"gone"})"), Errc::bad_field_type, {"eventType"});
    expect_error(parse_presence_event(without + R"(,"eventType":7})"), Errc::bad_field_type, {"eventType"});
}

TEST_CASE("a body that is no event is refused by the member that is wrong")
{
    const auto parse = [](const std::string &body) { return parse_presence_event(body, "connect"); };
    expect_error(parse(""), Errc::bad_json, {});
    expect_error(parse("[]"), Errc::bad_json, {});
    expect_error(parse("{}"), Errc::missing_field, {"clientId"});
    expect_error(parse(R"({"clientId":7,"time":1,"channelId":"x"})"), Errc::bad_field_type, {"clientId"});
    expect_error(parse(R"({"clientId":"","time":1,"channelId":"x"})"), Errc::bad_field_type, {"clientId"});
    expect_error(parse(R"({"clientId":"a","time":1})"), Errc::missing_field, {"channelId"});
    expect_error(parse(R"({"clientId":"a","time":1,"channelId":1})"), Errc::bad_field_type, {"channelId"});
    expect_error(parse(R"({"clientId":"a","channelId":"x"})"), Errc::missing_field, {"time"});
    expect_error(parse(R"({"clientId":"a","channelId":"x","time":"soon"})"), Errc::bad_field_type, {"time"});
    expect_error(parse(R"({"clientId":"a","channelId":"x","time":1.5})"), Errc::bad_field_type, {"time"});
    const std::string most(256, 'a');
    CHECK(parse(R"({"clientId":")" + most + R"(","time":1,"channelId":"x"})").has_value());
    expect_error(parse(R"({"clientId":")" + most + R"(a","time":1,"channelId":"x"})"), Errc::too_long,
                 {"clientId", "256"});
    expect_error(parse(R"({"clientId":"a","time":1,"channelId":"b)" + most + R"("})"), Errc::too_long,
                 {"channelId", "256"});
}
