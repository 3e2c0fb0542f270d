#include <doctest/doctest.h>

#include <string>

#include "codec/reader.hpp"
#include "codec/topic.hpp"
#include "codec/utf8.hpp"
#include "codec/writer.hpp"
#include "support.hpp"

using namespace lmq::broker::codec;
using namespace lmq::test;

namespace
{

/// The definition, by value: what the table-driven validator must agree with.
std::string encode(unsigned long value)
{
    const auto byte = [](unsigned long bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
    if (value < 0x80) return {byte(value)};
    if (value < 0x800) return {byte(0xC0 | value >> 6), byte(0x80 | (value & 63))};
    if (value < 0x10000) return {byte(0xE0 | value >> 12), byte(0x80 | (value >> 6 & 63)), byte(0x80 | (value & 63))};
    return {byte(0xF0 | value >> 18), byte(0x80 | (value >> 12 & 63)), byte(0x80 | (value >> 6 & 63)),
            byte(0x80 | (value & 63))};
}

} // namespace

TEST_CASE("every Unicode scalar value but U+0000 is valid, surrogates and what lies beyond are not")
{
    for (unsigned long value = 0; value < 0x120000; ++value) {
        const bool fine = value != 0 && (value < 0xD800 || value > 0xDFFF) && value <= 0x10FFFF;
        if (valid_utf8(encode(value)) != fine) FAIL("U+" << value);
    }
}

TEST_CASE("ill-formed UTF-8 is refused wherever it stands")
{
    const char *bad[] = {"80",       "bf",       "c080",     "c1bf",   "c2",       "c241",     "e08080", "e09fbf",
                         "e0a0",     "e0a041",   "eda080",   "edbfbf", "f0808080", "f08fbfbf", "f09080", "f0908041",
                         "f4908080", "f5808080", "f8888080", "fe",     "ff",       "00"};
    for (const char *text : bad) {
        INFO(text);
        CHECK_FALSE(valid_utf8(from_hex(text)));
        for (std::size_t before = 0; before < 18; ++before)
            CHECK_FALSE(valid_utf8(std::string(before, 'a') + from_hex(text) + "tail of ASCII text"));
    }
}

TEST_CASE("control characters, U+FEFF and non-characters are for the application to judge")
{
    CHECK(valid_utf8(""));
    CHECK(valid_utf8(from_hex("01")));
    CHECK(valid_utf8(from_hex("7f")));
    CHECK(valid_utf8(from_hex("efbbbf")));
    CHECK(valid_utf8(from_hex("efbfbf")));
    CHECK(valid_utf8("TopicA/设备/😀/notice/and some more text behind it"));
}

TEST_CASE("a reader takes nothing when it fails")
{
    const std::string bytes = from_hex("0003c32861");
    Reader reader{ByteSpan(std::string_view(bytes))};
    std::string_view text;
    CHECK_FALSE(reader.string16(text));
    CHECK(reader.rest().size == 5);
    ByteSpan raw;
    REQUIRE(reader.bytes16(raw));
    CHECK(to_hex(raw.text()) == "c32861");
    CHECK(reader.at_end());
    std::uint8_t byte = 0;
    std::uint16_t word = 0;
    CHECK_FALSE(reader.u8(byte));
    CHECK_FALSE(reader.u16(word));
    CHECK_FALSE(reader.bytes16(raw));
}

TEST_CASE("a reader stops at a length that exceeds what is there")
{
    const std::string bytes = from_hex("000461 6263");
    Reader reader{ByteSpan(std::string_view(bytes))};
    ByteSpan raw;
    CHECK_FALSE(reader.bytes16(raw));
    const std::string one = from_hex("00");
    Reader short_reader{ByteSpan(std::string_view(one))};
    std::uint16_t word = 0;
    CHECK_FALSE(short_reader.u16(word));
    CHECK_FALSE(short_reader.bytes16(raw));
}

TEST_CASE("writers append big-endian fields")
{
    std::string out = "x";
    put_u8(out, 0xFE);
    put_u16(out, 0x0102);
    put_string16(out, "ab");
    put_header(out, PacketType::pubrel, 2, 130);
    CHECK(to_hex(out) == "78fe010200026162628201");
}

TEST_CASE("topic names hold no wildcard")
{
    CHECK(valid_topic_name("a"));
    CHECK(valid_topic_name("/"));
    CHECK(valid_topic_name("$SYS/x"));
    CHECK(valid_topic_name("a b/中"));
    CHECK_FALSE(valid_topic_name(""));
    CHECK_FALSE(valid_topic_name("a/+"));
    CHECK_FALSE(valid_topic_name("a#"));
    CHECK_FALSE(valid_topic_name("a+b"));
}

TEST_CASE("wildcards of a filter stand alone in their level, the hash last")
{
    for (const char *fine : {"#", "+", "/", "a", "a/#", "a/+/b", "+/+", "/+", "+/", "+/#", "//#", "$SYS/#", "a//b"}) {
        INFO(fine);
        CHECK(valid_filter(fine));
    }
    for (const char *bad :
         {"", "a#", "#a", "#/", "#/a", "a/#/b", "a+", "+a", "a/b+", "a/+b/c", "++", "##", "+#", "a/##"}) {
        INFO(bad);
        CHECK_FALSE(valid_filter(bad));
    }
}
