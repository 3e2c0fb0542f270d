#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include <cjson/cJSON.h>

#include "codec/ack.hpp"
#include "codec/connack.hpp"
#include "codec/connect.hpp"
#include "codec/publish.hpp"
#include "codec/suback.hpp"
#include "codec/subscribe.hpp"
#include "support.hpp"

using namespace lmq::broker::codec;
using lmq::test::Packet;

namespace
{

/// The specification's example packets, by the number in front of their id: E01 to E16.
std::map<std::string, Packet> wire_vectors()
{
    std::ifstream file(LMQ_TEST_DATA_DIR "/vectors.json");
    std::stringstream text;
    text << file.rdbuf();
    const std::unique_ptr<cJSON, void (*)(cJSON *)> root(cJSON_Parse(text.str().c_str()), cJSON_Delete);
    REQUIRE(root);
    std::map<std::string, Packet> packets;
    const cJSON *entry = nullptr;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(root.get(), "wire"))
    {
        const std::string id = cJSON_GetObjectItem(entry, "id")->valuestring;
        packets[id.substr(0, 3)] = lmq::test::hex(cJSON_GetObjectItem(entry, "hex")->valuestring);
    }
    REQUIRE(packets.size() == 16);
    return packets;
}

Connect connect_in(const Packet &packet)
{
    Connect connect;
    const auto frame = lmq::test::frame_of(packet);
    REQUIRE(frame);
    REQUIRE(decode_connect(*frame, connect) == ConnectStatus::ok);
    return connect;
}

Publish publish_in(const Packet &packet)
{
    Publish publish;
    const auto frame = lmq::test::frame_of(packet);
    REQUIRE(frame);
    REQUIRE(decode_publish(*frame, publish));
    std::string again;
    encode_publish(again, publish);
    CHECK(lmq::test::to_hex(again) == lmq::test::to_hex(packet.bytes));
    return publish;
}

} // namespace

TEST_CASE("E01 to E03: CONNECT with a signature, without, and persistent")
{
    auto wire = wire_vectors();
    Connect connect = connect_in(wire["E01"]);
    CHECK(connect.client_id == "GID_AAA@@@BBB001");
    CHECK(connect.user_name == std::string_view("AK_TEST_0001"));
    REQUIRE(connect.password);
    CHECK(connect.password->text() == "ssReP+eu30aC5+KnUoIuTnSiSXk=");
    CHECK(connect.clean_session);
    CHECK(connect.keep_alive_s == 90);

    connect = connect_in(wire["E02"]);
    CHECK(connect.client_id == "GID_AAA@@@BBB001");
    CHECK_FALSE(connect.user_name);
    CHECK_FALSE(connect.password);
    CHECK(connect.clean_session);

    connect = connect_in(wire["E03"]);
    CHECK_FALSE(connect.clean_session);
    CHECK(connect.keep_alive_s == 60);
}

TEST_CASE("E04 to E06: CONNACK accepted and refused")
{
    auto wire = wire_vectors();
    CHECK(lmq::test::hex_of(encode_connack(false, 0)) == lmq::test::to_hex(wire["E04"].bytes));
    CHECK(lmq::test::hex_of(encode_connack(false, 2)) == lmq::test::to_hex(wire["E05"].bytes));
    CHECK(lmq::test::hex_of(encode_connack(false, 4)) == lmq::test::to_hex(wire["E06"].bytes));
}

TEST_CASE("E07, E09 to E13: control messages, notices and P2P are PUBLISHes that round trip")
{
    auto wire = wire_vectors();
    struct Row {
        const char *id;
        const char *topic;
        const char *payload;
        unsigned qos, packet_id;
    };
    const Row rows[] = {
        {"E07", "$SYS/uploadToken", R"({"token":"XXXX","type":"RW"})", 1, 1},
        {"E09", "$SYS/tokenExpireNotice", R"({"expireTime":1546272000000,"type":"RW"})", 0, 0},
        {"E10", "$SYS/tokenInvalidNotice", R"({"code":2,"type":"RW"})", 0, 0},
        {"E11", "$SYS/getOfflineMsg", R"({"maxPushNum":20,"pushOrder":"DESC"})", 1, 2},
        {"E12", "$SYS/enableOrderMsg", R"({"order":"true"})", 1, 3},
        {"E13", "TopicA/p2p/GID_AAA@@@BBB001", "hello mqtt", 1, 4},
    };
    for (const Row &row : rows) {
        INFO(row.id);
        const Publish publish = publish_in(wire[row.id]);
        CHECK(publish.topic == row.topic);
        CHECK(publish.payload.text() == row.payload);
        CHECK(publish.qos == row.qos);
        CHECK(publish.packet_id == row.packet_id);
        CHECK_FALSE(publish.retain);
        CHECK_FALSE(publish.dup);
    }
}

TEST_CASE("E08: PUBACK both ways")
{
    auto wire = wire_vectors();
    CHECK(lmq::test::hex_of(encode_ack(PacketType::puback, 1)) == lmq::test::to_hex(wire["E08"].bytes));
    const auto frame = lmq::test::frame_of(wire["E08"]);
    REQUIRE(frame);
    std::uint16_t id = 0;
    REQUIRE(decode_ack(*frame, id));
    CHECK(id == 1);
}

TEST_CASE("E14 to E16: SUBSCRIBE and its answers")
{
    auto wire = wire_vectors();
    const auto frame = lmq::test::frame_of(wire["E14"]);
    REQUIRE(frame);
    std::uint16_t id = 0;
    std::vector<SubscribeEntry> entries;
    REQUIRE(decode_subscribe(*frame, id, entries));
    CHECK(id == 5);
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].filter == "TopicA/notice/");
    CHECK(entries[0].qos == 1);

    std::string out;
    encode_suback(out, 5, {1});
    CHECK(lmq::test::to_hex(out) == lmq::test::to_hex(wire["E15"].bytes));
    out.clear();
    encode_suback(out, 6, {1, suback_failure});
    CHECK(lmq::test::to_hex(out) == lmq::test::to_hex(wire["E16"].bytes));
}
