#include <doctest/doctest.h>

#include "codec/publish.hpp"
#include "support.hpp"

using namespace lmq::broker::codec;
using lmq::test::from_hex;
using lmq::test::Packet;
using lmq::test::str16;
using lmq::test::to_hex;
using lmq::test::u16;

namespace
{

bool decode(const Packet &packet, Publish &out)
{
    const auto frame = lmq::test::frame_of(packet);
    REQUIRE(frame);
    return decode_publish(*frame, out);
}

bool accepts(unsigned first_byte, const std::string &body)
{
    Publish out;
    return decode(lmq::test::packet(first_byte, body), out);
}

} // namespace

TEST_CASE("a PUBLISH is read at each QoS, its payload a view into the packet")
{
    for (unsigned qos = 0; qos < 3; ++qos) {
        const Packet packet = lmq::test::publish("a/中", std::string("x\0y", 3), qos, 0x1234, true, qos != 0);
        Publish out;
        REQUIRE(decode(packet, out));
        CHECK(out.topic == "a/中");
        CHECK(to_hex(out.payload.text()) == "780079");
        CHECK(out.qos == qos);
        CHECK(out.retain);
        CHECK(out.dup == (qos != 0));
        CHECK(out.packet_id == (qos == 0 ? 0 : 0x1234));
        const auto *begin = reinterpret_cast<const std::uint8_t *>(packet.bytes.data());
        CHECK(out.payload.data >= begin);
        CHECK(out.payload.data + out.payload.size == begin + packet.bytes.size());
    }
}

TEST_CASE("an empty payload is a payload")
{
    Publish out;
    REQUIRE(decode(lmq::test::publish("a", "", 1, 9), out));
    CHECK(out.payload.empty());
}

TEST_CASE("each of the 16 PUBLISH flag nibbles is judged")
{
    for (unsigned flags = 0; flags < 16; ++flags) {
        const unsigned qos = flags >> 1U & 3U;
        const bool dup = (flags & 8U) != 0;
        INFO("flags " << flags);
        CHECK(accepts(0x30U | flags, str16("a") + u16(1) + "p") == (qos != 3 && (qos != 0 || !dup)));
    }
}

TEST_CASE("topics a PUBLISH may not name")
{
    CHECK_FALSE(accepts(0x30, str16("")));
    CHECK_FALSE(accepts(0x30, str16("a/+")));
    CHECK_FALSE(accepts(0x30, str16("#")));
    CHECK_FALSE(accepts(0x30, str16(std::string("a\0b", 3))));
    CHECK_FALSE(accepts(0x30, str16(from_hex("61eda080"))));
    CHECK_FALSE(accepts(0x30, str16(from_hex("c3"))));
    CHECK(accepts(0x30, str16("a/")));
}

TEST_CASE("packet id 0 is malformed at QoS 1 and 2")
{
    CHECK_FALSE(accepts(0x32, str16("a") + u16(0)));
    CHECK_FALSE(accepts(0x34, str16("a") + u16(0)));
    CHECK(accepts(0x34, str16("a") + u16(65535)));
}

TEST_CASE("a PUBLISH cut within topic or packet id is malformed")
{
    const std::string head = str16("topic") + u16(7);
    for (std::size_t size = 0; size < head.size(); ++size)
        CHECK_FALSE(accepts(0x32, head.substr(0, size)));
    CHECK(accepts(0x32, head));
}

TEST_CASE("an encoded PUBLISH is the hand-made one, at every length of the length field")
{
    for (const std::size_t size : {0U, 1U, 119U, 120U, 121U, 122U, 16377U, 16378U, 16379U, 70000U, 2097150U}) {
        for (unsigned qos = 0; qos < 3; ++qos) {
            const std::string payload(size, 'p');
            const Packet wanted = lmq::test::publish("abc", payload, qos, 0xABCD, qos == 1, qos == 2);
            Publish in;
            REQUIRE(decode(wanted, in));
            std::string out = "before";
            const PublishOffsets offsets = encode_publish(out, in);
            CHECK((out == "before" + wanted.bytes));
            CHECK(encoded_publish_size(in) == wanted.bytes.size());
            CHECK(offsets.payload == wanted.bytes.size() - size);
            CHECK(offsets.payload - offsets.packet_id == (qos == 0 ? 0 : 2));

            std::string head;
            encode_publish_head(head, in);
            CHECK((head + payload == wanted.bytes));
        }
    }
}

TEST_CASE("one encoded PUBLISH serves receivers with other packet ids and resends")
{
    Publish in;
    const Packet original = lmq::test::publish("t", "payload", 2, 1);
    REQUIRE(decode(original, in));
    std::string out;
    const PublishOffsets offsets = encode_publish(out, in);
    patch_packet_id(out.data(), offsets, 0xFFFE);
    CHECK(to_hex(out) == to_hex(lmq::test::publish("t", "payload", 2, 0xFFFE).bytes));
    patch_dup(out.data(), true);
    CHECK(to_hex(out) == to_hex(lmq::test::publish("t", "payload", 2, 0xFFFE, false, true).bytes));
    patch_dup(out.data(), false);
    CHECK(to_hex(out) == to_hex(lmq::test::publish("t", "payload", 2, 0xFFFE).bytes));
}

TEST_CASE("a frame of another type is no PUBLISH")
{
    Publish out;
    const std::string body = str16("a");
    CHECK_FALSE(decode_publish(lmq::test::raw_frame(PacketType::subscribe, 0, body), out));
}
