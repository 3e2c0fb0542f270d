#include <doctest/doctest.h>

#include <optional>
#include <random>
#include <vector>

#include "expect_error.hpp"
#include "lmq/control.hpp"

using namespace lmq;
using namespace lmq::control;
using namespace lmq::test;

namespace
{

/// The code of whatever each decoder answers to `json`; nothing where it is content.
std::vector<std::optional<Errc>> decode_all(std::string_view json)
{
    const auto code = [](const auto &result) {
        return result ? std::nullopt : std::optional<Errc>(result.error().code);
    };
    return {code(decode_upload_token(json)), code(decode_get_offline(json)), code(decode_enable_order(json)),
            code(decode_token_expire_notice(json)), code(decode_token_invalid_notice(json))};
}

void expect_bad_json(std::string_view json)
{
    CAPTURE(json.substr(0, 40));
    for (const auto &code : decode_all(json)) {
        REQUIRE(code.has_value());
        CHECK(static_cast<int>(*code) == static_cast<int>(Errc::bad_json));
    }
}

} // namespace

TEST_CASE("members may stand in any order, and unknown ones and spaces are ignored")
{
    const auto token =
        decode_upload_token(" {\n\"x\":[1,{\"y\":null}], \"type\" : \"W\",\t\"token\":\"t\" , \"z\":{}}\r\n ");
    REQUIRE(token);
    CHECK(token->token.reveal() == "t");
    CHECK(token->type == TokenType::write);
    const auto notice = decode_token_invalid_notice(R"({"type":"R","reason":"why","code":8})");
    REQUIRE(notice);
    CHECK(notice->code == 8);
    CHECK(notice->type == TokenType::read);
}

TEST_CASE("both spellings of token are known, and the documented one wins")
{
    const auto table = decode_upload_token(R"({"Token":"t","type":"R"})");
    REQUIRE(table);
    CHECK(table->token.reveal() == "t");
    const auto both = decode_upload_token(R"({"Token":"no","token":"yes","type":"R"})");
    REQUIRE(both);
    CHECK(both->token.reveal() == "yes");
    expect_error(decode_upload_token(R"({"TOKEN":"t","type":"R"})"), Errc::missing_field, {"token"});
}

TEST_CASE("an upload without a usable token or type is refused, naming the member")
{
    expect_error(decode_upload_token("{}"), Errc::missing_field, {"token"});
    expect_error(decode_upload_token(R"({"token":"t"})"), Errc::missing_field, {"type"});
    expect_error(decode_upload_token(R"({"token":7,"type":"R"})"), Errc::bad_field_type, {"token"});
    expect_error(decode_upload_token(R"({"token":"","type":"R"})"), Errc::bad_field_type, {"token"});
    expect_error(decode_upload_token(R"({"token":null,"type":"R"})"), Errc::bad_field_type, {"token"});
    expect_error(decode_upload_token(R"({"token":"t","type":"X"})"), Errc::bad_field_type, {"type"});
    expect_error(decode_upload_token(R"({"token":"t","type":1})"), Errc::bad_field_type, {"type"});
}

TEST_CASE("a pull's absent and odd members mean what the service makes of them")
{
    struct Row {
        std::string_view json;
        PullOrder order;
        int max_push;
    };
    static constexpr Row rows[] = {
        {"{}", PullOrder::ascending, 30},
        {R"({"pushOrder":"DESC"})", PullOrder::descending, 30},
        {R"({"pushOrder":"ASC","maxPushNum":5})", PullOrder::ascending, 5},
        {R"({"pushOrder":"desc","maxPushNum":5})", PullOrder::ascending, 5},
        {R"({"pushOrder":7,"maxPushNum":"12"})", PullOrder::ascending, 12},
        {R"({"maxPushNum":100})", PullOrder::ascending, 30},
        {R"({"maxPushNum":0})", PullOrder::ascending, 1},
        {R"({"maxPushNum":-3})", PullOrder::ascending, 1},
        {R"({"maxPushNum":9007199254740992})", PullOrder::ascending, 30},
        {R"({"maxPushNum":2e1})", PullOrder::ascending, 20},
    };
    for (const Row &row : rows) {
        CAPTURE(row.json);
        const auto pull = decode_get_offline(row.json);
        REQUIRE(pull);
        CHECK(pull->order == row.order);
        CHECK(pull->max_push == row.max_push);
    }
    for (const std::string_view wrong :
         {R"({"maxPushNum":"x"})", R"({"maxPushNum":""})", R"({"maxPushNum":[]})", R"({"maxPushNum":1.5})",
          R"({"maxPushNum":1e400})", R"({"maxPushNum":null})", R"({"maxPushNum":"12 "})"}) {
        CAPTURE(wrong);
        expect_error(decode_get_offline(wrong), Errc::bad_field_type, {"maxPushNum"});
    }
}

TEST_CASE("order may be given as a string or as a boolean")
{
    const auto order = [](std::string_view json) {
        const auto decoded = decode_enable_order(json);
        REQUIRE(decoded);
        return decoded->order;
    };
    CHECK(order(R"({"order":"true"})"));
    CHECK(order(R"({"order":true})"));
    CHECK_FALSE(order(R"({"order":"false"})"));
    CHECK_FALSE(order(R"({"order":false})"));
    expect_error(decode_enable_order("{}"), Errc::missing_field, {"order"});
    expect_error(decode_enable_order(R"({"order":"yes"})"), Errc::bad_field_type, {"order"});
    expect_error(decode_enable_order(R"({"order":1})"), Errc::bad_field_type, {"order"});
}

TEST_CASE("expireTime is read to the millisecond, as a number and as a string")
{
    const auto time = [](std::string_view json) {
        const auto decoded = decode_token_expire_notice(json);
        REQUIRE(decoded);
        return decoded->expire_time_ms;
    };
    CHECK(time(R"({"expireTime":1546272000001,"type":"RW"})") == 1546272000001);
    CHECK(time(R"({"expireTime":"1546272000001","type":"RW"})") == 1546272000001);
    CHECK(time(R"({"expireTime":"9223372036854775807","type":"RW"})") == 9223372036854775807);
    CHECK(time(R"({"expireTime":9007199254740992,"type":"RW"})") == 9007199254740992);
    for (const std::string_view wrong :
         {R"({"expireTime":1e300,"type":"R"})", R"({"expireTime":1e999,"type":"R"})",
          R"({"expireTime":0.5,"type":"R"})", R"({"expireTime":9007199254740994,"type":"R"})",
          R"({"expireTime":"9223372036854775808","type":"R"})", R"({"expireTime":true,"type":"R"})",
          R"({"expireTime":"1e3","type":"R"})"}) {
        CAPTURE(wrong);
        expect_error(decode_token_expire_notice(wrong), Errc::bad_field_type, {"expireTime"});
    }
    expect_error(decode_token_expire_notice(R"({"type":"R"})"), Errc::missing_field, {"expireTime"});
    expect_error(decode_token_expire_notice(R"({"expireTime":1})"), Errc::missing_field, {"type"});
}

TEST_CASE("every code of an invalid notice is read, and one that fits no int is refused")
{
    for (const int code : {1, 2, 3, 4, 5, 8, -1, 99}) {
        const auto encoded = encode(TokenInvalidNotice{code, TokenType::read});
        REQUIRE(encoded);
        const auto decoded = decode_token_invalid_notice(*encoded);
        REQUIRE(decoded);
        CHECK(decoded->code == code);
    }
    const auto spelt = decode_token_invalid_notice(R"({"code":"-1","type":"R"})");
    REQUIRE(spelt);
    CHECK(spelt->code == -1);
    expect_error(decode_token_invalid_notice(R"({"code":4294967298,"type":"R"})"), Errc::bad_field_type, {"code"});
    expect_error(decode_token_invalid_notice(R"({"code":{},"type":"R"})"), Errc::bad_field_type, {"code"});
    expect_error(decode_token_invalid_notice(R"({"type":"R"})"), Errc::missing_field, {"code"});
}

TEST_CASE("what is no JSON object is bad JSON to every decoder")
{
    for (const std::string_view json :
         {"", " ", "{", "}", "null", "1", "\"x\"", "[]", "{]", "{\"token\"", "{\"token\":\"t\",}", "{token:\"t\"}",
          "{}x", "{}{}", "{\"a\":\"\\x\"}", "{\"a\":\"\\ud800\"}", "{\"a\":tru}"}) {
        expect_bad_json(json);
    }
}

TEST_CASE("NUL, control characters and wrong UTF-8 are bad JSON, wherever they stand")
{
    expect_bad_json(std::string_view("{\"token\":\"a\0b\",\"type\":\"R\"}", 26));
    expect_bad_json(std::string_view("{}\0", 3));
    expect_bad_json(std::string_view("\0{}", 3));
    expect_bad_json(R"({"token":"a\u0000b","type":"R"})");
    expect_bad_json(R"({"x":"\\\u0000"})");
    expect_bad_json("{\"token\":\"a\nb\",\"type\":\"R\"}");
    expect_bad_json("{\"token\":\"\xFF\",\"type\":\"R\"}");
    // A backslash that is itself escaped begins no escape.
    const auto token = decode_upload_token(R"({"token":"a\\u0000","type":"R"})");
    REQUIRE(token);
    CHECK(token->token.reveal() == "a\\u0000");
}

TEST_CASE("deep nesting and great length are refused before they cost stack or memory")
{
    expect_bad_json("{\"a\":" + std::string(30000, '[') + std::string(30000, ']') + "}");
    expect_bad_json(std::string(60000, '{'));
    std::string wide = "{\"a\":[0";
    while (wide.size() < 70000)
        wide += ",0";
    expect_bad_json(wide + "]}");
    // Fifteen arrays within the object are well within it; brackets inside a string nest nothing.
    CHECK(decode_get_offline("{\"a\":" + std::string(15, '[') + std::string(15, ']') + "}"));
    CHECK(decode_get_offline("{\"a\":\"" + std::string(1000, '[') + "\"}"));
}

TEST_CASE("no noise crashes a decoder, and a payload cut anywhere is refused")
{
    const std::string whole = R"({"token":"aA\u00e9\n","type":"RW","maxPushNum":"7","order":true,"code":-1e1})";
    REQUIRE(decode_upload_token(whole));
    for (std::size_t size = 0; size < whole.size(); ++size)
        expect_bad_json(whole.substr(0, size));

    std::mt19937 random(20181231);
    std::uniform_int_distribution<int> any_byte(0, 255);
    std::size_t refused = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string noisy = whole;
        for (int i = 0; i < 3; ++i)
            noisy[random() % noisy.size()] = static_cast<char>(any_byte(random));
        for (const auto &code : decode_all(noisy))
            refused += code.has_value() ? 1U : 0U;
    }
    CHECK(refused > 20000);
}
