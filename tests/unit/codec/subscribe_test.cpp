#include <doctest/doctest.h>

#include "codec/suback.hpp"
#include "codec/subscribe.hpp"
#include "codec/unsubscribe.hpp"
#include "support.hpp"

using namespace lmq::broker::codec;
using lmq::test::from_hex;
using lmq::test::str16;
using lmq::test::u16;

namespace
{

bool subscribes(const std::string &body)
{
    std::uint16_t id = 0;
    std::vector<SubscribeEntry> entries;
    return decode_subscribe(lmq::test::raw_frame(PacketType::subscribe, 2, body), id, entries);
}

bool unsubscribes(const std::string &body)
{
    std::uint16_t id = 0;
    std::vector<std::string_view> filters;
    return decode_unsubscribe(lmq::test::raw_frame(PacketType::unsubscribe, 2, body), id, filters);
}

} // namespace

TEST_CASE("SUBSCRIBE lists its filters in order")
{
    const lmq::test::Packet packet = lmq::test::subscribe(513, {{"a/+", 0}, {"#", 2}, {"中/b", 1}});
    const auto frame = lmq::test::frame_of(packet);
    REQUIRE(frame);
    std::uint16_t id = 0;
    std::vector<SubscribeEntry> entries(7);
    REQUIRE(decode_subscribe(*frame, id, entries));
    CHECK(id == 513);
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].filter == "a/+");
    CHECK(entries[1].filter == "#");
    CHECK(entries[2].filter == "中/b");
    CHECK(entries[0].qos == 0);
    CHECK(entries[1].qos == 2);
    CHECK(entries[2].qos == 1);
}

TEST_CASE("SUBSCRIBE that breaks a rule is malformed")
{
    CHECK(subscribes(u16(1) + str16("a") + '\0'));
    CHECK_FALSE(subscribes(u16(0) + str16("a") + '\0'));
    CHECK_FALSE(subscribes(u16(1)));
    CHECK_FALSE(subscribes(u16(1) + str16("") + '\0'));
    CHECK_FALSE(subscribes(u16(1) + str16("a+") + '\0'));
    CHECK_FALSE(subscribes(u16(1) + str16("#/a") + '\0'));
    CHECK_FALSE(subscribes(u16(1) + str16(std::string("a\0", 2)) + '\0'));
    CHECK_FALSE(subscribes(u16(1) + str16(from_hex("eda080")) + '\0'));
    // One bad filter among good ones.
    CHECK_FALSE(subscribes(u16(1) + str16("a") + '\0' + str16("") + '\1' + str16("b") + '\1'));
}

TEST_CASE("each requested QoS byte above 2 is malformed")
{
    for (unsigned qos = 0; qos < 256; ++qos) {
        INFO(qos);
        CHECK(subscribes(u16(1) + str16("a") + static_cast<char>(static_cast<unsigned char>(qos))) == (qos <= 2));
    }
}

TEST_CASE("SUBSCRIBE and UNSUBSCRIBE cut anywhere are malformed, but between entries")
{
    const std::string body = u16(1) + str16("topic/a") + '\1' + str16("topic/b") + '\1';
    const std::size_t first_entry = 2 + 9 + 1;
    for (std::size_t size = 0; size < body.size(); ++size)
        CHECK(subscribes(body.substr(0, size)) == (size == first_entry));
    CHECK(subscribes(body));
    const std::string un = u16(1) + str16("topic/a") + str16("topic/b");
    for (std::size_t size = 0; size < un.size(); ++size)
        CHECK(unsubscribes(un.substr(0, size)) == (size == 2 + 9));
    CHECK(unsubscribes(un));
}

TEST_CASE("UNSUBSCRIBE lists its filters in order")
{
    const lmq::test::Packet packet = lmq::test::unsubscribe(65535, {"a/#", "b"});
    const auto frame = lmq::test::frame_of(packet);
    REQUIRE(frame);
    std::uint16_t id = 0;
    std::vector<std::string_view> filters(3, "left over");
    REQUIRE(decode_unsubscribe(*frame, id, filters));
    CHECK(id == 65535);
    REQUIRE(filters.size() == 2);
    CHECK(filters[0] == "a/#");
    CHECK(filters[1] == "b");
}

TEST_CASE("UNSUBSCRIBE that breaks a rule is malformed")
{
    CHECK_FALSE(unsubscribes(u16(0) + str16("a")));
    CHECK_FALSE(unsubscribes(u16(1)));
    CHECK_FALSE(unsubscribes(u16(1) + str16("")));
    CHECK_FALSE(unsubscribes(u16(1) + str16("a/#/b")));
    CHECK_FALSE(unsubscribes(u16(1) + str16(from_hex("ff"))));
}

TEST_CASE("the two are not mistaken for each other")
{
    const std::string body = u16(1) + str16("a") + '\0';
    std::uint16_t id = 0;
    std::vector<SubscribeEntry> entries;
    std::vector<std::string_view> filters;
    CHECK_FALSE(decode_subscribe(lmq::test::raw_frame(PacketType::unsubscribe, 2, body), id, entries));
    CHECK_FALSE(decode_unsubscribe(lmq::test::raw_frame(PacketType::subscribe, 2, u16(1) + str16("a")), id, filters));
}

TEST_CASE("SUBACK carries a code a filter, also 200 of them")
{
    std::string out;
    encode_suback(out, 6, {1, suback_failure});
    CHECK(lmq::test::to_hex(out) == "900400060180");
    out.clear();
    encode_suback(out, 1, std::vector<std::uint8_t>(200, 2));
    CHECK(out == lmq::test::suback(1, std::vector<unsigned>(200, 2)).bytes);
}
