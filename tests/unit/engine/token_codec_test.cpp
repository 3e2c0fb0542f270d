#include <doctest/doctest.h>

#include "engine/token_codec.hpp"

using namespace lmq::broker::engine;

namespace
{

TokenClaims claims_of_the_test()
{
    TokenClaims claims;
    claims.access_key = "AK_TEST_0001";
    claims.resources = {"TopicA/x", "主题/+"};
    claims.expire_ms = 1546272600000;
    claims.nonce = "0f";
    return claims;
}

// Made with another implementation of base64url and HMAC-SHA256.
constexpr const char *known_text =
    "eyJ2IjoxLCJhIjoiQUtfVEVTVF8wMDAxIiwieCI6IlIsVyIsInIiOlsiVG9waWNBL3giLCLkuLvpopgvKyJdLCJlIjoxNTQ2MjcyNjAwMDAwLCJw"
    "IjoiTVFUVCIsIm4iOiIwZiJ9.KVk7L9FWLlLoIsXMN-01vI7HlkvBO3vQuUGNaeAxO_c";

/// The code for which a text is refused; 0: it is a token.
int code_of(const TokenCodec &codec, const std::string &text)
{
    TokenCode code = TokenCode::expired;
    return codec.decode(text, code) ? 0 : static_cast<int>(code);
}

} // namespace

TEST_CASE("a token is written as spec 8.3 has it, and read back")
{
    const TokenCodec codec("key of the test");
    CHECK(codec.encode(claims_of_the_test()) == known_text);
    CHECK(TokenCodec::encoded_size(claims_of_the_test()) == std::string(known_text).size());
    TokenCode code{};
    const auto read = codec.decode(known_text, code);
    REQUIRE(read);
    CHECK(read->access_key == "AK_TEST_0001");
    CHECK(read->type == TokenType::read_write);
    CHECK(read->resources == std::vector<std::string>{"TopicA/x", "主题/+"});
    CHECK(read->expire_ms == 1546272600000);
    CHECK(read->proxy_type == "MQTT");
    CHECK(read->nonce == "0f");
}

TEST_CASE("every type and any text comes back, and its size is known before")
{
    const TokenCodec codec("k");
    for (std::size_t length = 1; length <= 9; ++length) {
        for (const TokenType type : {TokenType::read, TokenType::write, TokenType::read_write}) {
            TokenClaims claims = claims_of_the_test();
            claims.type = type;
            claims.resources = {std::string(length, '"'), std::string("\\\n/\t") + std::string(length, 'x')};
            claims.expire_ms = 999999999999999;
            claims.proxy_type = "Kafka";
            const std::string text = codec.encode(claims);
            CHECK(text.size() == TokenCodec::encoded_size(claims));
            CHECK(text.find_first_of("+/=,&| ") == std::string::npos);
            TokenCode code{};
            const auto read = codec.decode(text, code);
            REQUIRE(read);
            CHECK(read->type == type);
            CHECK(read->resources == claims.resources);
            CHECK(read->expire_ms == claims.expire_ms);
            CHECK(read->proxy_type == "Kafka");
        }
    }
}

TEST_CASE("what has not the format is forged, whatever its signature")
{
    const TokenCodec codec("key of the test");
    const std::string good = known_text;
    const std::string proof = good.substr(good.find('.'));
    for (const std::string &text :
         {std::string(), std::string("XXXX"), std::string("."), std::string("a.b"), good.substr(0, good.find('.')),
          good + ".", good + "A", good.substr(0, good.size() - 1), "=" + good, good + "=", " " + good,
          "e30" + proof,    // {}
          "W10" + proof,    // []
          "bnVsbA" + proof, // null
          "e30x" + proof, std::string("Zm9v") + proof, std::string(8000, 'A') + proof,
          // {"v":2,…}: another version; {"x":"RW"}: no such actions; {"r":"TopicA"}: no list; {"r":[1]}
          "eyJ2IjoyLCJhIjoiQSIsIngiOiJSIiwiciI6W10sImUiOjEsInAiOiJNUVRUIiwibiI6IjEifQ" + proof,
          "eyJ2IjoxLCJhIjoiQSIsIngiOiJSVyIsInIiOltdLCJlIjoxLCJwIjoiTVFUVCIsIm4iOiIxIn0" + proof,
          "eyJ2IjoxLCJhIjoiQSIsIngiOiJSIiwiciI6IlRvcGljQSIsImUiOjEsInAiOiJNUVRUIiwibiI6IjEifQ" + proof,
          "eyJ2IjoxLCJhIjoiQSIsIngiOiJSIiwiciI6WzFdLCJlIjoxLCJwIjoiTVFUVCIsIm4iOiIxIn0" + proof}) {
        CAPTURE(text);
        CHECK(code_of(codec, text) == 1);
    }
}

TEST_CASE("what has the format and not the signature is told apart from it")
{
    const TokenCodec codec("key of the test");
    const std::string good = known_text;
    const std::size_t dot = good.find('.');
    CHECK(code_of(codec, good) == 0);
    CHECK(code_of(TokenCodec("another key"), good) == 8);
    // {"v":1,"a":"A","x":"R","r":[],"e":1,"p":"MQTT","n":"1"}
    CHECK(code_of(codec, "eyJ2IjoxLCJhIjoiQSIsIngiOiJSIiwiciI6W10sImUiOjEsInAiOiJNUVRUIiwibiI6IjEifQ" +
                             good.substr(dot)) == 8);
    for (std::size_t at = 0; at < good.size(); ++at) {
        if (at == dot) continue;
        std::string changed = good;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        CAPTURE(at);
        const int code = code_of(codec, changed);
        CHECK((code == 8 || (at < dot && code == 1)));
    }
}

TEST_CASE("types by each of their names")
{
    CHECK(type_of_text("R") == TokenType::read);
    CHECK(type_of_text("W") == TokenType::write);
    CHECK(type_of_text("RW") == TokenType::read_write);
    for (const char *wrong : {"", "r", "WR", "R,W", "RW "})
        CHECK_FALSE(type_of_text(wrong));
    CHECK(type_of_actions("R") == TokenType::read);
    CHECK(type_of_actions("W") == TokenType::write);
    CHECK(type_of_actions("R,W") == TokenType::read_write);
    CHECK(type_of_actions("W,R") == TokenType::read_write);
    for (const char *wrong : {"", "RW", "R,R", "R, W", "w", "R,W,R"})
        CHECK_FALSE(type_of_actions(wrong));
}
