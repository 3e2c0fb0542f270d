#include <doctest/doctest.h>

#include <algorithm>

#include "lmq/identity.hpp"
#include "lmq/signature.hpp"
#include "vectors.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

Secret key_of(const cJSON *entry)
{
    return Secret(text(entry, "secret_key"));
}

std::string to_sign_of(const cJSON *entry)
{
    return from_hex(text(entry, "string_to_sign_hex"));
}

} // namespace

TEST_CASE("every vector's HMAC is reproduced from its key and its string to sign")
{
    const auto all = entries("vectors");
    CHECK(all.size() == 36);
    for (const cJSON *entry : all) {
        CAPTURE(text(entry, "id"));
        CHECK(hmac_sha1_base64(from_hex(text(entry, "hmac_key_hex")), to_sign_of(entry)) ==
              text(entry, "signature_base64"));
        CHECK(percent_encode(text(entry, "signature_base64")) == text(entry, "signature_form_encoded"));
    }
}

TEST_CASE("the password of every A vector is the signature of its client id's group")
{
    for (const cJSON *entry : signature_entries("A")) {
        CAPTURE(text(entry, "id"));
        const auto client_id = ClientId::parse(text(entry, "inputs.client_id"));
        REQUIRE(client_id);
        CHECK(client_id->group() == text(entry, "inputs.group_id"));
        CHECK(mqtt_password(key_of(entry), client_id->group()).reveal() == text(entry, "signature_base64"));
    }
}

TEST_CASE("every B vector's publish or subscribe signature is reproduced")
{
    for (const cJSON *entry : signature_entries("B")) {
        CAPTURE(text(entry, "id"));
        const std::string client_id = text(entry, "inputs.client_id");
        const std::string expected = text(entry, "signature_base64");
        if (text(entry, "category") == "publish_signature") {
            CHECK(publish_signature(key_of(entry), client_id) == expected);
            continue;
        }
        std::vector<std::string> topics;
        const cJSON *topic = nullptr;
        cJSON_ArrayForEach(topic, member(entry, "inputs.topics")) topics.emplace_back(topic->valuestring);
        CHECK(subscribe_signature(key_of(entry), topics, client_id) == expected);
        std::reverse(topics.begin(), topics.end());
        CHECK(subscribe_signature(key_of(entry), topics, client_id) == expected);
    }
}

TEST_CASE("every C vector's string to sign is reproduced in both readings, and its signature in its own")
{
    for (const cJSON *entry : signature_entries("C")) {
        CAPTURE(text(entry, "id"));
        Parameters given = parameters(member(entry, "inputs.signed_params"));
        const std::string raw = text(entry, "string_to_sign_java_raw");
        const std::string sorted = text(entry, "string_to_sign_inner_sorted");
        CHECK(http_string_to_sign(given, InnerValues::raw) == raw);
        CHECK(http_string_to_sign(given, InnerValues::sorted) == sorted);
        std::reverse(given.begin(), given.end());
        CHECK(http_string_to_sign(given, InnerValues::raw) == raw);
        CHECK(http_string_to_sign(given, InnerValues::sorted) == sorted);

        const std::string signed_text = to_sign_of(entry);
        REQUIRE((signed_text == raw || signed_text == sorted));
        const InnerValues reading = signed_text == sorted ? InnerValues::sorted : InnerValues::raw;
        CHECK(http_signature(key_of(entry), given, reading) == text(entry, "signature_base64"));
    }
}

TEST_CASE("every D vector's canonical query, string to sign and signature are reproduced")
{
    for (const cJSON *entry : signature_entries("D")) {
        CAPTURE(text(entry, "id"));
        const std::string method = text(entry, "inputs.method");
        Parameters given = parameters(member(entry, "inputs.params"));
        CHECK(pop_canonical_query(given) == text(entry, "canonicalized_query"));
        CHECK(pop_string_to_sign(method, given) == to_sign_of(entry));
        CHECK(pop_signature(key_of(entry), method, given) == text(entry, "signature_base64"));
        given.emplace_back("Signature", "what an earlier call left behind");
        CHECK(pop_canonical_query(given) == text(entry, "canonicalized_query"));
        CHECK(pop_canonical_query(given) + "&Signature=" + percent_encode(text(entry, "signature_base64")) ==
              text(entry, "url_query_with_signature"));
    }
}

TEST_CASE("percent encoding keeps RFC 3986's unreserved characters and writes upper-case hex")
{
    for (const cJSON *entry : entries("percent_encode")) {
        CHECK(percent_encode(text(entry, "in")) == text(entry, "out"));
    }
    CHECK(percent_encode("") == "");
    CHECK(percent_encode(std::string_view("\0\xff", 2)) == "%00%FF");
}

TEST_CASE("a comma list is sorted by byte, and nothing of it is lost")
{
    CHECK(sort_comma_list("topic2/2,topic1/1") == "topic1/1,topic2/2");
    CHECK(sort_comma_list("W,R") == "R,W");
    CHECK(sort_comma_list("one") == "one");
    CHECK(sort_comma_list("") == "");
    CHECK(sort_comma_list("b,,a") == ",a,b");
    CHECK(sort_comma_list("a,a") == "a,a");
}

TEST_CASE("a key given twice is one field whose values are sorted together")
{
    CHECK(http_string_to_sign({{"b", "2"}, {"a", "z"}, {"b", "1"}}) == "a=z&b=1,2");
}

TEST_CASE("subscribe signatures sort as UTF-16 does, also behind a common prefix and for one text inside another")
{
    const Secret key("k");
    const std::string supplementary = "T/\xF0\x9F\x98\x80"; // U+1F600
    const std::string full_width = "T/\xEF\xBC\xA1";        // U+FF21
    const std::string hangul = "T/\xED\x9F\xBF";            // U+D7FF: below the surrogates
    const std::string sorted = "T\n" + hangul + "\n" + supplementary + "\n" + full_width + "\nid";
    CHECK(subscribe_signature(key, {full_width, supplementary, "T", hangul}, "id") == hmac_sha1_base64("k", sorted));
}

TEST_CASE("an empty key and an empty text have a signature like any other")
{
    // printf '' | openssl dgst -sha1 -hmac '' -binary | base64
    CHECK(hmac_sha1_base64("", "") == "+9sdGxiqbAgyS31ktx+3Y3BpDh0=");
}

TEST_CASE("constant_time_equal tells texts apart by content and by length")
{
    CHECK(constant_time_equal("", ""));
    CHECK(constant_time_equal("abc", "abc"));
    CHECK_FALSE(constant_time_equal("abc", "abd"));
    CHECK_FALSE(constant_time_equal("abc", "ab"));
    CHECK_FALSE(constant_time_equal("", "a"));
}
