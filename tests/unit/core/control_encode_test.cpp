#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <map>

#include "expect_error.hpp"
#include "lmq/control.hpp"
#include "vectors.hpp"

using namespace lmq;
using namespace lmq::control;
using namespace lmq::test;

namespace
{

struct WirePublish {
    std::string topic;
    std::string payload;
};

/// The PUBLISH packet of a wire vector, cut by hand: short packets only, whose remaining length is one byte.
WirePublish wire(const std::string &id)
{
    for (const cJSON *entry : entries("wire")) {
        if (text(entry, "id").substr(0, 3) != id) continue;
        const std::string packet = from_hex(text(entry, "hex"));
        const auto byte = [&packet](std::size_t i) {
            return static_cast<std::size_t>(static_cast<unsigned char>(packet.at(i)));
        };
        REQUIRE((byte(0) >> 4U) == 3);
        REQUIRE(byte(1) == packet.size() - 2);
        const std::size_t topic_size = byte(2) << 8U | byte(3);
        const std::size_t packet_id_size = (byte(0) & 6U) != 0 ? 2 : 0;
        return {packet.substr(4, topic_size), packet.substr(4 + topic_size + packet_id_size)};
    }
    FAIL("no wire vector " << id);
    return {};
}

void expect_text(const Result<std::string> &encoded, std::string_view expected)
{
    REQUIRE(encoded);
    CHECK(*encoded == expected);
}

} // namespace

TEST_CASE("every control payload is byte for byte that of its wire vector, and is read back")
{
    const WirePublish upload = wire("E07");
    CHECK(upload.topic == upload_token_topic);
    expect_text(encode(UploadToken{Secret("XXXX"), TokenType::read_write}), upload.payload);
    const auto token = decode_upload_token(upload.payload);
    REQUIRE(token);
    CHECK(token->token.reveal() == "XXXX");
    CHECK(token->type == TokenType::read_write);

    const WirePublish expire = wire("E09");
    CHECK(expire.topic == token_expire_notice_topic);
    expect_text(encode(TokenExpireNotice{1546272000000, TokenType::read_write}), expire.payload);
    const auto expire_notice = decode_token_expire_notice(expire.payload);
    REQUIRE(expire_notice);
    CHECK(expire_notice->expire_time_ms == 1546272000000);
    CHECK(expire_notice->type == TokenType::read_write);

    const WirePublish invalid = wire("E10");
    CHECK(invalid.topic == token_invalid_notice_topic);
    expect_text(encode(TokenInvalidNotice{2, TokenType::read_write}), invalid.payload);
    const auto invalid_notice = decode_token_invalid_notice(invalid.payload);
    REQUIRE(invalid_notice);
    CHECK(invalid_notice->code == 2);
    CHECK(invalid_notice->type == TokenType::read_write);

    const WirePublish pull = wire("E11");
    CHECK(pull.topic == get_offline_topic);
    expect_text(encode(GetOffline{PullOrder::descending, 20}), pull.payload);
    const auto get_offline = decode_get_offline(pull.payload);
    REQUIRE(get_offline);
    CHECK(get_offline->order == PullOrder::descending);
    CHECK(get_offline->max_push == 20);

    const WirePublish order = wire("E12");
    CHECK(order.topic == enable_order_topic);
    expect_text(encode(EnableOrder{true}), order.payload);
    const auto enable_order = decode_enable_order(order.payload);
    REQUIRE(enable_order);
    CHECK(enable_order->order);
}

TEST_CASE("the other values of each payload have their spelling too")
{
    expect_text(encode(UploadToken{Secret("t"), TokenType::read}), R"({"token":"t","type":"R"})");
    expect_text(encode(UploadToken{Secret("t"), TokenType::write}), R"({"token":"t","type":"W"})");
    expect_text(encode(GetOffline{}), R"({"maxPushNum":30,"pushOrder":"ASC"})");
    expect_text(encode(GetOffline{PullOrder::ascending, 1}), R"({"maxPushNum":1,"pushOrder":"ASC"})");
    expect_text(encode(EnableOrder{false}), R"({"order":"false"})");
    expect_text(encode(TokenInvalidNotice{-1, TokenType::write}), R"({"code":-1,"type":"W"})");
}

TEST_CASE("expireTime keeps all of its 64 bits")
{
    expect_text(encode(TokenExpireNotice{std::numeric_limits<std::int64_t>::max(), TokenType::read}),
                R"({"expireTime":9223372036854775807,"type":"R"})");
    expect_text(encode(TokenExpireNotice{9007199254740993, TokenType::read}),
                R"({"expireTime":9007199254740993,"type":"R"})");
}

TEST_CASE("a token is escaped as cJSON escapes it, and read back unchanged")
{
    std::string all = "plain / \\ \" \xE4\xB8\xBB\xF0\x9F\x94\x91 \x7F";
    for (char c = 1; c < 0x20; ++c)
        all.push_back(c);
    const auto encoded = encode(UploadToken{Secret(all), TokenType::read_write});
    REQUIRE(encoded);

    const Json object(cJSON_CreateObject(), cJSON_Delete);
    cJSON_AddStringToObject(object.get(), "token", all.c_str());
    cJSON_AddStringToObject(object.get(), "type", "RW");
    const std::unique_ptr<char, void (*)(void *)> printed(cJSON_PrintUnformatted(object.get()), cJSON_free);
    CHECK(*encoded == printed.get());

    const auto decoded = decode_upload_token(*encoded);
    REQUIRE(decoded);
    CHECK(decoded->token.reveal() == all);
}

TEST_CASE("what the service would refuse is refused before it is sent, naming the field and the limit")
{
    const auto upload = [](std::string_view token) { return encode(UploadToken{Secret(token), TokenType::read}); };
    expect_error(upload(""), Errc::empty, {"token"});
    expect_error(upload("\xC0\x80"), Errc::invalid_utf8, {"token"});
    expect_error(upload(std::string_view("a\0b", 3)), Errc::contains_nul, {"token"});
    CHECK(upload(std::string(8192, 't')));
    expect_error(upload(std::string(8193, 't')), Errc::too_long, {"token", "8193", "8192"});
    expect_error(encode(GetOffline{PullOrder::ascending, 0}), Errc::out_of_range, {"maxPushNum", "0", "1 to 30"});
    expect_error(encode(GetOffline{PullOrder::ascending, 31}), Errc::out_of_range, {"maxPushNum", "31", "1 to 30"});
    expect_error(encode(GetOffline{PullOrder::ascending, -5}), Errc::out_of_range, {"maxPushNum", "-5"});
}

TEST_CASE("an error about a token does not repeat the token")
{
    const std::string token = "do-not-print-me" + std::string(9000, 'x');
    const auto encoded = encode(UploadToken{Secret(token), TokenType::read});
    REQUIRE_FALSE(encoded);
    CHECK(describe(encoded.error()).find("do-not-print-me") == std::string::npos);
    const auto decoded = decode_upload_token(R"({"token":"do-not-print-me","type":"do-not-print-me"})");
    REQUIRE_FALSE(decoded);
    CHECK(describe(decoded.error()).find("do-not-print-me") == std::string::npos);
}

TEST_CASE("token types are spelt R, W and RW, both ways")
{
    const std::map<std::string, TokenType> spelt{
        {"R", TokenType::read}, {"W", TokenType::write}, {"RW", TokenType::read_write}};
    for (const auto &[name, type] : spelt) {
        CHECK(to_string(type) == name);
        const auto parsed = parse_token_type(name);
        REQUIRE(parsed);
        CHECK(*parsed == type);
    }
    for (const std::string_view wrong : {"", "r", "WR", "R,W", "RW "}) {
        expect_error(parse_token_type(wrong), Errc::bad_field_type, {"type"});
    }
}
