#include <doctest/doctest.h>

#include "http/base64.hpp"
#include "http/url.hpp"

using namespace lmq::broker::http;

TEST_CASE("a target is cut before it is decoded")
{
    const auto target = parse_target("/a/GID_A%40%40%40x%2Fy/?g=1+2&h=%2B&flag&g=second");
    REQUIRE(target);
    CHECK(target->segments == std::vector<std::string>{"a", "GID_A@@@x/y"});
    const auto query = parse_query(target->query_text);
    REQUIRE(query);
    CHECK(query->at("g") == "1 2");
    CHECK(query->at("h") == "+");
    CHECK(query->at("flag").empty());
}

TEST_CASE("a target that is no path or wrongly encoded is refused")
{
    for (const char *text : {"", "a", "*", "http://x/", "/%", "/%4", "/%zz"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_target(text));
    }
    CHECK_FALSE(parse_query("b=%"));
    CHECK_FALSE(parse_query("%=b"));
    CHECK(parse_target("/")->segments.empty());
    CHECK(parse_target("/%41")->segments.at(0) == "A");
}

TEST_CASE("base64 carries every length and value both ways")
{
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        CHECK(base64_decode(base64_encode(bytes)) == bytes);
        bytes += static_cast<char>(i * 7);
    }
    CHECK(base64_encode("foobar") == "Zm9vYmFy"); // RFC 4648, section 10
    CHECK(base64_encode("foob") == "Zm9vYg==");
    CHECK(base64_encode("fooba") == "Zm9vYmE=");
}

TEST_CASE("what no encoder makes is not base64")
{
    for (const char *text :
         {"A", "AA", "AAA", "A===", "====", "AA=A", "Zm9v====", "Zm9vYh==", "Zm 9", "Zm9-", "=AAA"}) {
        CAPTURE(text);
        CHECK_FALSE(base64_decode(text));
    }
}
