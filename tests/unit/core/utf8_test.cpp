#include <doctest/doctest.h>

#include <string>

#include "expect_error.hpp"
#include "lmq/topic.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

/// Whether a topic that contains `bytes` is taken as UTF-8.
bool is_accepted(const std::string &bytes)
{
    const auto result = validate_topic_name("T/" + bytes + "/t", TopicRules::standard);
    if (!result) CHECK(static_cast<int>(result.error().code) == static_cast<int>(Errc::invalid_utf8));
    return result.has_value();
}

/// RFC 3629 by another way than the library's: the number first, then its encoding.
std::string encode(unsigned code, unsigned length)
{
    static constexpr unsigned marks[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
    std::string bytes(length, '\0');
    for (unsigned i = length; i-- > 1;) {
        bytes[i] = static_cast<char>(0x80U | (code & 0x3FU));
        code >>= 6U;
    }
    bytes[0] = static_cast<char>(marks[length] | code);
    return bytes;
}

unsigned shortest_length(unsigned code)
{
    if (code < 0x80) return 1;
    if (code < 0x800) return 2;
    return code < 0x10000 ? 3 : 4;
}

} // namespace

TEST_CASE("every code point but U+0000, the wildcards and the surrogates may stand in a topic")
{
    unsigned wrong = 0;
    for (unsigned code = 1; code <= 0x10FFFF; ++code) {
        if (code == '+' || code == '#') continue;
        const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        const auto result = validate_topic_name("T/" + encode(code, shortest_length(code)), TopicRules::standard);
        if (result.has_value() == surrogate) ++wrong;
    }
    CHECK(wrong == 0);
}

TEST_CASE("every overlong form and every number above U+10FFFF is refused")
{
    unsigned accepted = 0;
    for (unsigned code = 0; code < 0x80; ++code)
        accepted += is_accepted(encode(code, 2)) ? 1U : 0U;
    for (unsigned code = 0; code < 0x800; ++code)
        accepted += is_accepted(encode(code, 3)) ? 1U : 0U;
    for (unsigned code = 0; code < 0x10000; code += 7)
        accepted += is_accepted(encode(code, 4)) ? 1U : 0U;
    for (unsigned code = 0x110000; code < 0x200000; code += 101)
        accepted += is_accepted(encode(code, 4)) ? 1U : 0U;
    CHECK(accepted == 0);
}

TEST_CASE("bytes that begin nothing, and sequences cut short, are refused wherever they stand")
{
    for (unsigned byte = 0x80; byte <= 0xFF; ++byte) {
        CAPTURE(byte);
        const std::string alone(1, static_cast<char>(byte));
        CHECK_FALSE(is_accepted(alone));
        CHECK_FALSE(validate_topic_name("T/" + alone, TopicRules::standard).has_value());
    }
    for (const std::string whole : {"\xC3\xA9", "\xE8\xAE\xBE", "\xF0\x9F\x98\x80"}) {
        for (std::size_t size = 1; size < whole.size(); ++size) {
            CHECK_FALSE(is_accepted(whole.substr(0, size)));
            expect_error(validate_topic_name("T/" + whole.substr(0, size)), Errc::invalid_utf8, {"topic", "2 char"});
        }
    }
    CHECK_FALSE(is_accepted("\xFE"));
    CHECK_FALSE(is_accepted("\xF8\x88\x80\x80\x80"));
    CHECK_FALSE(is_accepted("\xED\xA0\xBD\xED\xB8\x80")); // a surrogate pair, as CESU-8 has it
}
