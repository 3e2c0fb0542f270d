#include <doctest/doctest.h>

#include "http_client.hpp"
#include "lmq/signature.hpp"
#include "raw_fixture.hpp"
#include "token_request.hpp"

using namespace lmq::test;
using namespace lmq;

// Spec 8.2, 8.3 over HTTP: the requests as clients send them, the answers to the byte.

namespace
{

constexpr const char *form_type = "application/x-www-form-urlencoded";
constexpr const char *json_type = "application/json;charset=UTF-8";

struct Auth {
    std::unique_ptr<broker::Broker> broker = start_with_control();
    HttpClient http{broker->http_address()};

    TokenFields apply_fields() { return signed_apply("R,W", "TopicA/x,TopicB/#", broker->now_ms() + 3600000); }
    HttpAnswer post(const std::string &path, const TokenFields &fields)
    {
        return http.post_as(form_type, path, urlencoded(fields));
    }
    std::string apply() { return token_of(post("/token/apply", apply_fields()).body); }

    RawClient sign_in_anonymously(const std::string &client_id)
    {
        RawClient client(broker->tcp_address());
        REQUIRE(client.ask(connect(anonymous(client_id))) == connack(0));
        return client;
    }
};

} // namespace

TEST_CASE_FIXTURE(Auth, "the answer has exactly the fields of the interface")
{
    const HttpAnswer applied = post("/token/apply", apply_fields());
    CHECK(applied.status == 200);
    CHECK(applied.header("Content-Type") == json_type);
    const std::string token = token_of(applied.body);
    CHECK(token.size() > 100);
    CHECK(applied.body == R"({"success":true,"message":"operate success","code":200,"tokenData":")" + token + "\"}");
    for (const char *path : {"/token/query", "/token/revoke"}) {
        const HttpAnswer answer = post(path, signed_token(token));
        CHECK(answer.status == 200);
        CHECK(answer.header("Content-Type") == json_type);
        CHECK(answer.body == R"({"success":true,"message":"operate success","code":200})");
    }
    for (const char *path : {"/token/query", "/token/revoke"})
        CHECK(post(path, signed_token(token)).body ==
              R"({"success":false,"message":"token has been revoked","code":3})");
    TokenFields fields = apply_fields();
    fields["signature"] = "x";
    CHECK(post("/token/apply", fields).body == R"({"success":false,"message":"signature check failed","code":407})");
    CHECK(broker->statistics().tokens_applied == 1);
    CHECK(broker->statistics().tokens_revoked == 1);
}

TEST_CASE_FIXTURE(Auth, "GET with a query and POST with either kind of body say the same")
{
    const TokenFields fields = apply_fields();
    for (const HttpAnswer &answer :
         {http.get("/token/apply?" + urlencoded(fields)), http.post("/token/apply?" + urlencoded(fields)),
          http.post("/token/apply", urlencoded(fields)), // no content type
          http.post_as(form_type, "/token/apply", urlencoded(fields)),
          http.post_as("application/x-www-form-urlencoded; charset=UTF-8", "/token/apply", urlencoded(fields)),
          http.post_as("multipart/form-data; boundary=XyZ", "/token/apply", multipart(fields, "XyZ"))}) {
        CHECK(member_of(answer.body, "code") == "200");
        const std::string token = token_of(answer.body);
        CHECK(member_of(http.get("/token/query?" + urlencoded(signed_token(token))).body, "code") == "200");
    }
    CHECK(broker->statistics().tokens_applied == 6);
    TokenFields half = fields;
    half.erase("signature");
    CHECK(member_of(http.post_as(form_type, "/token/apply?signature=" + percent_encode(fields.at("signature")),
                                 urlencoded(half))
                        .body,
                    "code") == "200"); // from both places
}

TEST_CASE_FIXTURE(Auth, "a body goes before a query")
{
    const TokenFields good = apply_fields();
    TokenFields bad = good;
    bad["actions"] = "nonsense";
    bad["signature"] = "x";
    const auto code = [&](const TokenFields &query, const TokenFields &body) {
        return member_of(http.post_as(form_type, "/token/apply?" + urlencoded(query), urlencoded(body)).body, "code");
    };
    CHECK(code(bad, good) == "200");
    CHECK(code(good, bad) == "400");
}

TEST_CASE_FIXTURE(Auth, "a raw + is a space, in a query and in a body; %2B is a +")
{
    for (const std::string &text : {std::string("a+b/=="), std::string("a b/==")}) {
        CAPTURE(text);
        const TokenFields fields = signed_token("a+b/==");
        const std::string sent = "token=" + (text == "a+b/==" ? percent_encode(text) : std::string("a+b/%3D%3D")) +
                                 "&accessKey=AK_TEST_0001&signature=" + percent_encode(fields.at("signature"));
        const std::string wanted = text == "a+b/==" ? "1" : "407";
        CHECK(member_of(http.get("/token/query?" + sent).body, "code") == wanted);
        CHECK(member_of(http.post_as(form_type, "/token/query", sent).body, "code") == wanted);
    }
    // multipart knows no such thing
    const std::string body = multipart(signed_token("a+b/=="), "b");
    CHECK(member_of(http.post_as("multipart/form-data; boundary=b", "/token/query", body).body, "code") == "1");
}

TEST_CASE_FIXTURE(Auth, "resources are UTF-8, percent-encoded")
{
    TokenFields fields = signed_apply("R", "TopicA/主题,TopicA/a&b=c %2F", broker->now_ms() + 3600000);
    const HttpAnswer answer = post("/token/apply", fields);
    CHECK(member_of(answer.body, "code") == "200");
    RawClient client = sign_in_anonymously(dev("utf8"));
    CHECK(client.ask(upload(token_of(answer.body), "R")) == puback(1));
    CHECK(client.ask(subscribe(2, {{"TopicA/主题", 1}, {"TopicA/a&b=c %2F", 0}})) == suback(2, {1, 0}));
}

TEST_CASE_FIXTURE(Auth, "a token that was applied for lets a device in, and its revocation ends it at once")
{
    const std::string token = apply();
    RawClient device = sign_in_anonymously(dev("d"));
    CHECK(device.ask(upload(token, "RW")) == puback(1));
    CHECK(device.ask(subscribe(2, {{"TopicA/x", 1}})) == suback(2, {1}));
    device.send(publish("TopicA/x", "m", 1, 3));
    CHECK(device.next() == puback(3));
    CHECK(device.next().payload() == "m");
    CHECK(member_of(post("/token/revoke", signed_token(token)).body, "code") == "200");
    CHECK(device.next() == publish("$SYS/tokenInvalidNotice", R"({"code":3,"type":"RW"})"));
    CHECK(device.is_closed());
}

TEST_CASE_FIXTURE(Auth, "the vendor's example is understood")
{
    // Spec 8.3, C03: it expires where this clock starts, so it comes too late; its signature is looked at after that.
    const std::string body = "actions=R%2CW&resources=topic1%2F1%2Ctopic2%2F2&expireTime=1546272000000&serviceName=mq&"
                             "proxyType=MQTT&accessKey=AK_TEST_0001&signature=apOjXeGwpCWYxIcVD6KwMPFNnn4%3D";
    CHECK(http.post_as(form_type, "/token/apply", body).body ==
          R"({"success":false,"message":"expireTime: less than 60 seconds ahead","code":400})");
    const auto other = [] {
        broker::Config config = broker::Config::ready_made();
        config.http = "0";
        config.clock = broker::ClockMode::virtual_;
        config.virtual_start_ms = 1546271000000;
        return broker::Broker::start(config);
    }();
    REQUIRE(other.has_value());
    HttpClient earlier((*other)->http_address());
    CHECK(member_of(earlier.post_as(form_type, "/token/apply", body).body, "code") == "200");
}
