#include <doctest/doctest.h>

#include "expect_error.hpp"
#include "lmq/identity.hpp"
#include "vectors.hpp"

using namespace lmq;
using namespace lmq::test;

TEST_CASE("every client_id_parse vector is accepted or refused, and split, as it says")
{
    for (const cJSON *entry : entries("client_id_parse")) {
        const std::string id = text(entry, "client_id");
        CAPTURE(id);
        const auto parsed = ClientId::parse(id);
        REQUIRE(parsed.has_value() == (cJSON_IsTrue(member(entry, "valid")) != 0));
        if (!parsed) continue;
        CHECK(parsed->text() == id);
        CHECK(parsed->group() == text(entry, "group"));
        CHECK(parsed->device() == text(entry, "device"));
    }
}

TEST_CASE("each fault of a client id is its own error, naming the field and the limit")
{
    const auto parse = [](std::string_view id) { return ClientId::parse(id); };
    expect_error(parse(""), Errc::empty, {"client id"});
    expect_error(parse("GID_AAA"), Errc::missing_separator, {"client id", "@@@"});
    expect_error(parse("GID_AAA@@@"), Errc::empty, {"client id", "device"});
    expect_error(parse("@@@device"), Errc::empty, {"client id", "group"});
    expect_error(parse("GID_AA@@@d"), Errc::too_short, {"client id", "group id", "7"});
    expect_error(parse("GID_" + std::string(29, 'z') + "@@@d"), Errc::too_long, {"client id", "group id", "33", "32"});
    expect_error(parse("CID_AAA@@@d"), Errc::bad_group_prefix, {"client id", "GID_"});
    expect_error(parse("GID_AAA@@@" + std::string(55, 'd')), Errc::too_long, {"client id", "65", "64"});
    expect_error(parse(std::string_view("GID_AAA@@@a\0b", 13)), Errc::contains_nul, {"client id", "U+0000"});
    expect_error(parse("GID_AAA@@@a\xC3"), Errc::invalid_utf8, {"client id", "UTF-8"});
}

TEST_CASE("every invisible character of the service's list is refused in a client id, and no other")
{
    for (unsigned code = 1; code <= 0xFF; ++code) {
        std::string character;
        if (code < 0x80) {
            character.push_back(static_cast<char>(code));
        } else {
            character.push_back(static_cast<char>(0xC0U | code >> 6U));
            character.push_back(static_cast<char>(0x80U | (code & 0x3FU)));
        }
        CAPTURE(code);
        const auto parsed = ClientId::parse("GID_AAA@@@x" + character + "y");
        if (code <= 0x20 || (code >= 0x7F && code <= 0x9F)) {
            expect_error(parsed, Errc::contains_invisible, {"client id"});
        } else {
            CHECK(parsed.has_value());
        }
    }
}

TEST_CASE("a client id is measured in characters, not bytes")
{
    std::string id = "GID_AAA@@@";
    for (int i = 0; i < 54; ++i)
        id += "\xE8\xAE\xBE"; // U+8BBE
    CHECK(ClientId::parse(id));
    expect_error(ClientId::parse(id + "x"), Errc::too_long, {"client id", "65", "64"});
}

TEST_CASE("a platinum instance's limit replaces the default one")
{
    Limits limits;
    limits.client_id_length = 12;
    CHECK(ClientId::parse("GID_AAA@@@dd", limits));
    expect_error(ClientId::parse("GID_AAA@@@ddd", limits), Errc::too_long, {"client id", "13", "12"});
    limits.client_id_length = 100000;
    expect_error(ClientId::parse("GID_AAA@@@" + std::string(65526, 'd'), limits), Errc::too_long,
                 {"client id", "65536", "65535"});
}

TEST_CASE("group ids are checked by the rule that is asked for")
{
    CHECK(validate_group_id("GID_AAA"));
    CHECK(validate_group_id("GID_a-b_c"));
    CHECK(validate_group_id("GID_" + std::string(28, 'z')));
    expect_error(validate_group_id(""), Errc::empty, {"group id"});
    expect_error(validate_group_id("GID_AA"), Errc::too_short, {"group id", "6", "7"});
    expect_error(validate_group_id("GID_" + std::string(29, 'z')), Errc::too_long, {"group id", "33", "32"});
    expect_error(validate_group_id("gid_AAAA"), Errc::bad_group_prefix, {"group id", "GID_"});
    expect_error(validate_group_id("XXX"), Errc::bad_group_prefix, {"group id", "GID_"});
    expect_error(validate_group_id("GID_AAA\xED\xA0\x80"), Errc::invalid_utf8, {"group id"});

    CHECK(validate_group_id("GID_Az09", GroupIdRule::strict));
    CHECK(validate_group_id("GID_a-b_c", GroupIdRule::dash_underscore));
    expect_error(validate_group_id("GID_a-b", GroupIdRule::strict), Errc::bad_group_character, {"group id"});
    expect_error(validate_group_id("GID_a_b", GroupIdRule::strict), Errc::bad_group_character, {"group id"});
    expect_error(validate_group_id("GID_a.b", GroupIdRule::dash_underscore), Errc::bad_group_character,
                 {"group id", "'_'"});
    expect_error(validate_group_id("GID_\xC3\xA9tat", GroupIdRule::strict), Errc::bad_group_character, {"group id"});
}
