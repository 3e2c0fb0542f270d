#include <doctest/doctest.h>

#include "http_client.hpp"
#include "raw_fixture.hpp"
#include "token_request.hpp"

using namespace lmq::test;
using namespace lmq;

// Test control of contracts.md: tokens without the auth server's checks.

namespace
{

struct Control {
    std::unique_ptr<broker::Broker> broker = start_with_control();
    HttpClient http{broker->http_address()};

    HttpAnswer issue(const std::string &body) { return http.post("/control/v1/tokens/issue", body); }
    std::string issued(const std::string &body)
    {
        const HttpAnswer answer = issue(body);
        CHECK(answer.status == 200);
        const std::string quoted = member_of(answer.body, "token");
        REQUIRE(quoted.size() > 2);
        return quoted.substr(1, quoted.size() - 2);
    }
    std::string refused(const std::string &body)
    {
        const HttpAnswer answer = issue(body);
        CHECK(answer.status == 400);
        return member_of(answer.body, "error");
    }
    RawClient sign_in_anonymously(const std::string &client_id)
    {
        RawClient client(broker->tcp_address());
        REQUIRE(client.ask(connect(anonymous(client_id))) == connack(0));
        return client;
    }
};

} // namespace

TEST_CASE_FIXTURE(Control, "a token is issued as asked for, shown with its session, and never in full")
{
    const HttpAnswer answer = issue(R"({"actions":"R,W","resources":"TopicA/x,TopicB/#","expire_ms":1546272030000})");
    CHECK(answer.status == 200);
    CHECK(member_of(answer.body, "expire_ms") == "1546272030000");
    const std::string token =
        issued(R"({"actions":"W,R","resources":["TopicA/x","TopicB/#"],"expire_ms":1546272030000})");
    RawClient client = sign_in_anonymously(dev("d"));
    client.send(upload(token, "RW"));
    CHECK(client.next() == puback(1));
    CHECK(client.next() == publish("$SYS/tokenExpireNotice", R"({"expireTime":1546272030000,"type":"RW"})"));
    CHECK(client.ask(subscribe(2, {{"TopicB/+", 1}})) == suback(2, {1}));
    CHECK(client.ask(publish("TopicA/x", "m", 1, 3)) == puback(3));
    const std::string session = http.get("/control/v1/sessions/" + dev("d")).body;
    CHECK(session.find(R"("tokens":[{"type":"RW","expire_ms":1546272030000}])") != std::string::npos);
    CHECK(session.find(token.substr(0, 20)) == std::string::npos);
    CHECK(http.post("/control/v1/clock/advance", R"({"ms":30000})").status == 200);
    CHECK(client.next() == publish("$SYS/tokenInvalidNotice", R"({"code":2,"type":"RW"})"));
    CHECK(client.is_closed());
    CHECK(broker->statistics().tokens_applied == 0);
}

TEST_CASE_FIXTURE(Control, "it may have expired, or be another account's")
{
    RawClient expired = sign_in_anonymously(dev("d"));
    CHECK(expired.ask(upload(issued(R"({"actions":"R","resources":["a"],"expire_ms":0})"), "R")) ==
          publish("$SYS/tokenInvalidNotice", R"({"code":2,"type":"R"})"));
    CHECK(issue(R"({"actions":"R","resources":"a","expire_ms":1,"access_key":"AK_TEST_0001"})").status == 200);
    CHECK(refused(R"({"actions":"R","resources":"a","expire_ms":1,"access_key":"AK"})") == R"("access_key: unknown")");
    // By default the first account's: there is no other here.
    RawClient client = sign_in_anonymously(dev("d"));
    CHECK(client.ask(upload(issued(R"({"actions":"R","resources":"a","expire_ms":1546275600000})"), "R")) == puback(1));
}

TEST_CASE_FIXTURE(Control, "a bad order names what is wrong with it")
{
    CHECK(refused("") == R"("body: must be a JSON object")");
    CHECK(refused(R"({"resources":"a","expire_ms":1})") == R"("actions: is missing")");
    CHECK(refused(R"({"actions":"WR","resources":"a","expire_ms":1})") == R"("actions: must be R, W or R,W")");
    CHECK(refused(R"({"actions":["R"],"resources":"a","expire_ms":1})") == R"("actions: must be a string")");
    CHECK(refused(R"({"actions":"R","expire_ms":1})") == R"("resources: is missing")");
    CHECK(refused(R"({"actions":"R","resources":[],"expire_ms":1})") == R"("resources: is missing")");
    CHECK(refused(R"({"actions":"R","resources":"","expire_ms":1})") == R"("resources: an empty topic among them")");
    CHECK(refused(R"({"actions":"R","resources":[3],"expire_ms":1})") ==
          R"("resources: must be a string or an array of strings")");
    CHECK(refused(R"({"actions":"R","resources":"a"})") == R"("expire_ms: is missing")");
    CHECK(refused(R"({"actions":"R","resources":"a","expire_ms":"1"})").find("expire_ms: must be a whole number") == 1);
    CHECK(refused(R"({"actions":"R","resources":"a","expire_ms":-1})").find("expire_ms: must be a whole number") == 1);
    CHECK(refused(R"({"actions":"R","resources":"a","expire_ms":1,"type":"R"})") == R"("type: unknown member")");
    CHECK(http.get("/control/v1/tokens/issue").status == 405);
}

TEST_CASE_FIXTURE(Control, "a reset forgets tokens, issued and revoked")
{
    const std::string order = R"({"actions":"R","resources":"TopicA","expire_ms":1546275600000})";
    const std::string old = issued(order);
    REQUIRE(broker->revoke_token(issued(order)).has_value());
    CHECK(http.post("/control/v1/reset").status == 200);
    CHECK(broker->statistics().tokens_revoked == 0);
    RawClient client = sign_in_anonymously(dev("d"));
    CHECK(client.ask(upload(old, "R")) == publish("$SYS/tokenInvalidNotice", R"({"code":8,"type":"R"})"));
    RawClient other = sign_in_anonymously(dev("d"));
    CHECK(other.ask(upload(issued(order), "R")) == puback(1));
}

TEST_CASE_FIXTURE(Control, "metrics count tokens, and refusals by their code")
{
    const std::string order = R"({"actions":"R","resources":"TopicA","expire_ms":1546275600000})";
    CHECK(sign_in_anonymously(dev("a")).ask(upload(issued(order), "R")) == puback(1));
    sign_in_anonymously(dev("b")).ask(upload("XXXX", "R"));
    REQUIRE(broker->revoke_token(issued(order)).has_value());
    const std::string metrics = http.get("/metrics").body;
    CHECK(metrics.find("\nlmq_tokens_accepted_total 1\n") != std::string::npos);
    CHECK(metrics.find("\nlmq_tokens_revoked_total 1\n") != std::string::npos);
    CHECK(metrics.find("\nlmq_tokens_applied_total 0\n") != std::string::npos);
    CHECK(metrics.find("\nlmq_tokens_refused_total{code=\"1\"} 1") != std::string::npos);
}

TEST_CASE("the key decides which tokens are good: a configured one outlives the broker, a drawn one does not")
{
    const auto start = [](const std::string &key) {
        broker::Config config = broker::Config::ready_made();
        config.clock = broker::ClockMode::virtual_;
        config.token_key = key;
        auto started = broker::Broker::start(config);
        REQUIRE(started.has_value());
        return std::move(*started);
    };
    const broker::TokenOrder order{"R", {"TopicA"}, 1546275600000, ""};
    const std::string fixed = *start("the key")->issue_token(order);
    const std::string drawn = *start("")->issue_token(order);
    CHECK(start("the key")->revoke_token(fixed).has_value());
    CHECK(start("another key")->revoke_token(fixed).error().code == Errc::token_forged);
    CHECK(start("")->revoke_token(drawn).error().code == Errc::token_forged);
    CHECK(start("")->revoke_token(fixed).error().code == Errc::token_forged);
}

TEST_CASE_FIXTURE(Control,
                  "an expiry that is no date counts from now, and the actions may be named as an upload names its type")
{
    const HttpAnswer answer = issue(R"({"actions":"RW","resources":"TopicA","expire_ms":3600000})");
    REQUIRE(answer.status == 200);
    CHECK(member_of(answer.body, "expire_ms") == "1546275600000");
}
