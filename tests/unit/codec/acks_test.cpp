#include <doctest/doctest.h>

#include "codec/ack.hpp"
#include "codec/empty.hpp"
#include "support.hpp"

using namespace lmq::broker::codec;
using lmq::test::frame_of;
using lmq::test::hex_of;
using lmq::test::raw_frame;

namespace
{

struct Kind {
    PacketType type;
    unsigned flags;
    const char *encoded_258;
};

const Kind kinds[] = {{PacketType::puback, 0, "40020102"},
                      {PacketType::pubrec, 0, "50020102"},
                      {PacketType::pubrel, 2, "62020102"},
                      {PacketType::pubcomp, 0, "70020102"},
                      {PacketType::unsuback, 0, "b0020102"}};

} // namespace

TEST_CASE("acknowledgements of all five kinds round trip")
{
    for (const Kind &kind : kinds) {
        CHECK(hex_of(encode_ack(kind.type, 0x0102)) == kind.encoded_258);
        const lmq::test::Packet packet = lmq::test::hex(kind.encoded_258);
        const auto frame = frame_of(packet);
        REQUIRE(frame);
        std::uint16_t id = 0;
        REQUIRE(decode_ack(*frame, id));
        CHECK(id == 0x0102);
    }
}

TEST_CASE("an acknowledgement has exactly two bytes and an id above 0")
{
    const std::string bytes = lmq::test::from_hex("010200");
    for (const Kind &kind : kinds) {
        std::uint16_t id = 0;
        for (const std::size_t size : {0U, 1U, 3U})
            CHECK_FALSE(decode_ack(raw_frame(kind.type, kind.flags, std::string_view(bytes).substr(0, size)), id));
        CHECK(decode_ack(raw_frame(kind.type, kind.flags, std::string_view(bytes).substr(0, 2)), id));
        CHECK_FALSE(decode_ack(raw_frame(kind.type, kind.flags, std::string_view("\0\0", 2)), id));
    }
}

TEST_CASE("other packets are no acknowledgements")
{
    const std::string bytes = lmq::test::from_hex("0102");
    std::uint16_t id = 0;
    for (const PacketType type : {PacketType::connect, PacketType::connack, PacketType::publish, PacketType::subscribe,
                                  PacketType::suback, PacketType::unsubscribe, PacketType::pingreq})
        CHECK_FALSE(decode_ack(raw_frame(type, 0, bytes), id));
}

TEST_CASE("pings and DISCONNECT have no body")
{
    for (const PacketType type : {PacketType::pingreq, PacketType::pingresp, PacketType::disconnect}) {
        CHECK(decode_empty(raw_frame(type, 0, {})));
        CHECK_FALSE(decode_empty(raw_frame(type, 0, "x")));
    }
    CHECK_FALSE(decode_empty(raw_frame(PacketType::puback, 0, {})));
    CHECK(hex_of(encode_pingresp()) == "d000");
}
