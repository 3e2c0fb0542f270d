#include <doctest/doctest.h>

#include "codec/writer.hpp"
#include "support.hpp"

using namespace lmq::broker::codec;
using namespace lmq::test;

namespace
{

FrameStatus status_of(const std::string &bytes, std::size_t max_body = no_limit)
{
    Frame frame;
    return next_frame(ByteSpan(std::string_view(bytes)), max_body, frame);
}

} // namespace

TEST_CASE("a frame is found at the start of a longer stream")
{
    const Packet stream = puback(5) + pingreq();
    Frame frame;
    REQUIRE(next_frame(ByteSpan(std::string_view(stream.bytes)), no_limit, frame) == FrameStatus::complete);
    CHECK(frame.type == PacketType::puback);
    CHECK(frame.size == 4);
    CHECK(to_hex(frame.body.text()) == "0005");
}

TEST_CASE("a frame cut anywhere needs more")
{
    const std::string whole = publish("a/b", std::string(300, 'x'), 1, 7).bytes;
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK(status_of(whole.substr(0, size)) == FrameStatus::need_more);
    CHECK(status_of(whole) == FrameStatus::complete);
}

TEST_CASE("types 0 and 15 are malformed at their first byte")
{
    CHECK(status_of(from_hex("00")) == FrameStatus::malformed);
    CHECK(status_of(from_hex("0000")) == FrameStatus::malformed);
    CHECK(status_of(from_hex("f0")) == FrameStatus::malformed);
    CHECK(status_of(from_hex("ff00")) == FrameStatus::malformed);
}

TEST_CASE("only the flags a type must have pass, for every type and every nibble")
{
    for (unsigned type = 1; type < 15; ++type) {
        for (unsigned flags = 0; flags < 16; ++flags) {
            const unsigned wanted = type == 6 || type == 8 || type == 10 ? 2 : 0;
            const bool fine = type == 3 || flags == wanted;
            const std::string bytes = packet(type << 4U | flags, "").bytes;
            INFO("type " << type << " flags " << flags);
            CHECK(status_of(bytes) == (fine ? FrameStatus::complete : FrameStatus::malformed));
            // Known before the length is: an attacker cannot make the broker wait for it.
            CHECK(status_of(bytes.substr(0, 1)) == (fine ? FrameStatus::need_more : FrameStatus::malformed));
        }
    }
}

TEST_CASE("remaining lengths at the edges of one to four bytes")
{
    struct Row {
        std::size_t length;
        const char *encoded;
    };
    const Row rows[] = {
        {0, "00"},         {1, "01"},           {127, "7f"},           {128, "8001"},         {16383, "ff7f"},
        {16384, "808001"}, {2097151, "ffff7f"}, {2097152, "80808001"}, {no_limit, "ffffff7f"}};
    for (const Row &row : rows) {
        INFO(row.length);
        std::string out;
        put_remaining_length(out, row.length);
        CHECK(to_hex(out) == row.encoded);
        const std::string header = from_hex("30") + out;
        // The length is read right: one byte more than allowed is too large, exactly allowed is not.
        if (row.length != 0) CHECK(status_of(header, row.length - 1) == FrameStatus::too_large);
        CHECK(status_of(header, row.length) == (row.length == 0 ? FrameStatus::complete : FrameStatus::need_more));
        if (row.length != 0 && row.length < 3000000) {
            CHECK(status_of(header + std::string(row.length - 1, 'x')) == FrameStatus::need_more);
            CHECK(status_of(header + std::string(row.length, 'x')) == FrameStatus::complete);
        }
    }
}

TEST_CASE("a fifth length byte is malformed as soon as the fourth announces it")
{
    CHECK(status_of(from_hex("30ffffff")) == FrameStatus::need_more);
    CHECK(status_of(from_hex("30ffffffff")) == FrameStatus::malformed);
    CHECK(status_of(from_hex("3080808080")) == FrameStatus::malformed);
    CHECK(status_of(from_hex("308080808001")) == FrameStatus::malformed);
}

TEST_CASE("every packet type has its name")
{
    CHECK(name(PacketType::connect) == "CONNECT");
    CHECK(name(PacketType::publish) == "PUBLISH");
    CHECK(name(PacketType::disconnect) == "DISCONNECT");
    CHECK(name(static_cast<PacketType>(0)).empty());
    CHECK(name(static_cast<PacketType>(15)).empty());
}
