#include <doctest/doctest.h>

#include "codec/connack.hpp"
#include "codec/connect.hpp"
#include "support.hpp"

using namespace lmq::broker::codec;
using namespace lmq::test;

namespace
{

ConnectStatus decode(const Packet &packet, Connect &out)
{
    const auto frame = frame_of(packet);
    REQUIRE(frame);
    return decode_connect(*frame, out);
}

ConnectStatus status_of(const Packet &packet)
{
    Connect out;
    return decode(packet, out);
}

ConnectFields full_fields()
{
    ConnectFields fields;
    fields.client_id = "GID_AAA@@@x";
    fields.will = Will{"TopicA/will", std::string("p\0q", 3), 2, true};
    fields.password = std::string("\0\xff", 2);
    fields.clean = false;
    fields.keep_alive = 65535;
    return fields;
}

/// A CONNECT whose payload fits what `flags` announces.
Packet with_flags(unsigned flags)
{
    std::string body = str16("MQTT") + '\x04' + static_cast<char>(static_cast<unsigned char>(flags)) + u16(10);
    body += str16("id");
    if ((flags & 4U) != 0) body += str16("will/topic") + str16("payload");
    if ((flags & 128U) != 0) body += str16("user");
    if ((flags & 64U) != 0) body += str16("password");
    return packet(0x10, body);
}

} // namespace

TEST_CASE("a CONNECT with everything in it is read field by field")
{
    Connect out;
    const Packet packet = lmq::test::connect(full_fields());
    REQUIRE(decode(packet, out) == ConnectStatus::ok);
    CHECK(out.protocol_name == "MQTT");
    CHECK(out.level == 4);
    CHECK_FALSE(out.clean_session);
    CHECK(out.keep_alive_s == 65535);
    CHECK(out.client_id == "GID_AAA@@@x");
    REQUIRE(out.will);
    CHECK(out.will->topic == "TopicA/will");
    CHECK(to_hex(out.will->payload.text()) == "700071");
    CHECK(out.will->qos == 2);
    CHECK(out.will->retain);
    CHECK(out.user_name == std::string_view("AK_TEST_0001"));
    REQUIRE(out.password);
    CHECK(to_hex(out.password->text()) == "00ff");
}

TEST_CASE("a bare CONNECT has neither will nor credentials")
{
    ConnectFields fields;
    fields.client_id.clear();
    fields.user.reset();
    Connect out;
    REQUIRE(decode(lmq::test::connect(fields), out) == ConnectStatus::ok);
    CHECK(out.client_id.empty());
    CHECK(out.clean_session);
    CHECK_FALSE(out.will);
    CHECK_FALSE(out.user_name);
    CHECK_FALSE(out.password);
}

TEST_CASE("decoding into a used Connect leaves nothing of the last one")
{
    Connect out;
    const Packet full = lmq::test::connect(full_fields());
    REQUIRE(decode(full, out) == ConnectStatus::ok);
    ConnectFields bare;
    bare.user.reset();
    const Packet second = lmq::test::connect(bare);
    REQUIRE(decode(second, out) == ConnectStatus::ok);
    CHECK_FALSE(out.will);
    CHECK_FALSE(out.user_name);
    CHECK_FALSE(out.password);
}

TEST_CASE("each of the 256 CONNECT flag bytes is judged by the rules of 3.1.2.3")
{
    for (unsigned flags = 0; flags < 256; ++flags) {
        const bool will = (flags & 4U) != 0;
        bool fine = (flags & 1U) == 0;                              // reserved
        fine = fine && (will || (flags & 0x38U) == 0);              // will QoS and retain only with a will
        fine = fine && (flags & 0x18U) != 0x18U;                    // will QoS 3
        fine = fine && ((flags & 64U) == 0 || (flags & 128U) != 0); // password only with a user name
        INFO("flags " << flags);
        CHECK(status_of(with_flags(flags)) == (fine ? ConnectStatus::ok : ConnectStatus::malformed));
    }
}

TEST_CASE("each will QoS arrives as it was sent")
{
    for (unsigned qos = 0; qos < 3; ++qos) {
        Connect out;
        const Packet packet = with_flags(4U | qos << 3U);
        REQUIRE(decode(packet, out) == ConnectStatus::ok);
        CHECK(out.will->qos == qos);
        CHECK_FALSE(out.will->retain);
    }
}

TEST_CASE("protocol names and levels")
{
    const auto status = [](const char *protocol, unsigned level) {
        ConnectFields fields;
        fields.protocol = protocol;
        fields.level = level;
        return status_of(lmq::test::connect(fields));
    };
    CHECK(status("MQTT", 4) == ConnectStatus::ok);
    CHECK(status("MQIsdp", 3) == ConnectStatus::ok);
    for (unsigned level = 0; level < 256; ++level) {
        if (level != 4) CHECK(status("MQTT", level) == ConnectStatus::bad_protocol_level);
        if (level != 3) CHECK(status("MQIsdp", level) == ConnectStatus::bad_protocol_level);
    }
    for (const char *wrong : {"", "MQT", "MQTTX", "mqtt", "mqisdp", "HTTP"})
        CHECK(status(wrong, 4) == ConnectStatus::malformed);
}

TEST_CASE("a CONNECT of another level is told apart though its rest is not MQTT 3.1.1")
{
    // MQTT 5: properties behind the keepalive.
    CHECK(status_of(packet(0x10, str16("MQTT") + from_hex("05 02 003c 05 11 0000000a") + str16("id"))) ==
          ConnectStatus::bad_protocol_level);
    CHECK(status_of(packet(0x10, str16("MQTT") + from_hex("05"))) == ConnectStatus::bad_protocol_level);
}

TEST_CASE("a CONNECT body cut anywhere, or with a byte more, is malformed")
{
    const std::string body = lmq::test::connect(full_fields()).body();
    for (std::size_t size = 0; size < body.size(); ++size) {
        INFO(size);
        CHECK(status_of(packet(0x10, body.substr(0, size))) == ConnectStatus::malformed);
    }
    CHECK(status_of(packet(0x10, body)) == ConnectStatus::ok);
    CHECK(status_of(packet(0x10, body + '\0')) == ConnectStatus::malformed);
}

TEST_CASE("strings of a CONNECT are MQTT strings")
{
    for (const std::string &bad : {std::string("a\0b", 3), from_hex("eda080"), from_hex("c080"), from_hex("61c3")}) {
        ConnectFields fields = full_fields();
        fields.client_id = bad;
        CHECK(status_of(lmq::test::connect(fields)) == ConnectStatus::malformed);
        fields = full_fields();
        fields.user = bad;
        CHECK(status_of(lmq::test::connect(fields)) == ConnectStatus::malformed);
        fields = full_fields();
        fields.will->topic = bad;
        CHECK(status_of(lmq::test::connect(fields)) == ConnectStatus::malformed);
    }
}

TEST_CASE("a will topic is a topic name")
{
    for (const char *bad : {"", "a/+", "#"}) {
        ConnectFields fields = full_fields();
        fields.will->topic = bad;
        CHECK(status_of(lmq::test::connect(fields)) == ConnectStatus::malformed);
    }
}

TEST_CASE("a frame of another type is no CONNECT")
{
    Connect out;
    const std::string body = lmq::test::connect(full_fields()).body();
    CHECK(decode_connect(raw_frame(PacketType::publish, 0, body), out) == ConnectStatus::malformed);
    CHECK(decode_connect(raw_frame(PacketType::connect, 1, body), out) == ConnectStatus::malformed);
}

TEST_CASE("CONNACK tells a present session only when it accepts")
{
    CHECK(hex_of(encode_connack(false, 0)) == "20020000");
    CHECK(hex_of(encode_connack(true, 0)) == "20020100");
    CHECK(hex_of(encode_connack(false, 5)) == "20020005");
    CHECK(hex_of(encode_connack(true, 2)) == "20020002");
}
