#include <future>

#include "support/throwaway_ca.hpp"
#include "unit/cloud/provider_fixture.hpp"

namespace lmq::test
{

using std::chrono::milliseconds;

namespace
{

/// What the provider makes of an app server that answers everything with `answer`.
TokenResult answered(const std::string &answer)
{
    ScriptedHttpServer server(answering([&](const HttpAsked &) { return answer; }));
    return ask(provider_at(server.url()));
}

} // namespace

TEST_CASE("a request is the documented JSON, with the device's name and secret")
{
    HttpAsked seen;
    ScriptedHttpServer server(answering([&](const HttpAsked &asked) {
        seen = asked;
        return http_answer(200, good_answer);
    }));
    const auto token = ask(provider_at(server.url() + "/v1/token?tenant=1"));
    REQUIRE(token.has_value());
    CHECK(token->text.reveal() == "eyJ2IjoxLCJhIjoi");
    CHECK(token->type == TokenType::read_write);
    CHECK(token->expire_time_ms == 1546272000000);
    CHECK(token->valid_for == milliseconds(3600000));
    CHECK(seen.method == "POST");
    CHECK(seen.target == "/v1/token?tenant=1");
    CHECK(seen.header("Content-Type") == "application/json");
    CHECK(seen.header("Authorization") == "Basic QkJCMDAxOmRldmljZS1zZWNyZXQtMQ==");
    CHECK(seen.body == R"({"client_id":"GID_AAA@@@BBB001","type":"RW","resources":["TopicA/notice/"],)"
                       R"("reason":"renewal","instead_of":"0123456789abcdef"})");
}

TEST_CASE("each reason, type and number of resources has its text in the request")
{
    std::string body;
    ScriptedHttpServer server(answering([&](const HttpAsked &asked) {
        body = asked.body;
        return http_answer(200, R"({"token":"t","type":"W","expire_time_ms":1})");
    }));
    const auto provider = provider_at(server.url());
    TokenRequest request;
    request.client_id = "GID_AAA@@@quote\"and\\";
    request.need.type = TokenType::write;
    const auto token = ask(provider, request);
    REQUIRE(token.has_value());
    CHECK_FALSE(token->valid_for.has_value());
    CHECK(body ==
          R"({"client_id":"GID_AAA@@@quote\"and\\","type":"W","resources":[],"reason":"none_held","instead_of":""})");
    request.need = {TokenType::read, {"A", "B/+"}};
    request.reason = TokenReason::wider_rights;
    ask(provider, request);
    CHECK(body.find(R"("type":"R","resources":["A","B/+"],"reason":"wider_rights")") != std::string::npos);
}

TEST_CASE("a request that JSON cannot carry is answered within the call")
{
    const auto provider = provider_at(dead_url());
    TokenRequest request = token_request();
    request.client_id = "\xff";
    Answers answers;
    provider(request, answers.taker());
    REQUIRE(answers.count() == 1);
    expect_failure(answers.wait(1).front(), Errc::invalid_utf8, {"client_id"});
}

TEST_CASE("each refusal tells its status and what the app server said")
{
    for (const int status : {400, 401, 403, 429, 503}) {
        const std::string number = std::to_string(status);
        const auto result = answered(http_answer(status, R"({"error":"resources: not yours"})"));
        expect_failure(result, Errc::token_unavailable, {number, "resources: not yours"});
        CHECK_FALSE(result.error().retry_after.has_value());
    }
    expect_failure(answered(http_answer(500, "<html>")), Errc::http_status, {"500"});
    expect_failure(answered(http_answer(302, "", "Location: http://127.0.0.1:1/\r\n")), Errc::http_status, {"302"});
    expect_failure(answered(http_answer(201, good_answer)), Errc::http_status, {"201"});
}

TEST_CASE("an app server that repeats the secret does not bring it into the error")
{
    const auto result = answered(http_answer(401, R"({"error":"authorization: device-secret-1 is wrong"})"));
    expect_failure(result, Errc::token_unavailable, {"authorization", "***"});
    CHECK(result.error().error.detail.find("device-secret-1") == std::string::npos);
}

TEST_CASE("Retry-After tells when to ask again")
{
    const auto after = [](const std::string &line) {
        return answered(http_answer(503, "{}", line)).error().retry_after;
    };
    CHECK(after("Retry-After: 7\r\n") == std::chrono::seconds(7));
    CHECK(after("retry-after:  0 \r\n") == std::chrono::seconds(0));
    CHECK(after("Retry-After: 99999999999999999999\r\n") == std::chrono::hours(24));
    CHECK_FALSE(after("Retry-After: soon\r\n").has_value());
    CHECK_FALSE(after("Retry-After: \r\n").has_value());
    CHECK_FALSE(after("Retry-After: -5\r\n").has_value());
    CHECK_FALSE(after("Retry-After: Thu, 01 Jan 2015 00:00:00 GMT\r\n").has_value());

    const std::time_t later = std::time(nullptr) + 600;
    std::tm parts{};
    gmtime_r(&later, &parts);
    char date[64];
    std::strftime(date, sizeof date, "Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
    const auto dated = after(date);
    REQUIRE(dated.has_value());
    CHECK(*dated > std::chrono::seconds(500));
    CHECK(*dated <= std::chrono::seconds(600));
}

TEST_CASE("an answer that is not as documented is a bad answer")
{
    const char *bodies[] = {
        "",
        "token",
        "[]",
        R"({"type":"RW","expire_time_ms":1})",
        R"({"token":7,"type":"RW","expire_time_ms":1})",
        R"({"token":"","type":"RW","expire_time_ms":1})",
        R"({"token":"t","type":"R","expire_time_ms":1})",
        R"({"token":"t","expire_time_ms":1})",
        R"({"token":"t","type":"RW"})",
        R"({"token":"t","type":"RW","expire_time_ms":"soon"})",
        R"({"token":"t","type":"RW","expire_time_ms":1,"valid_for_ms":true})",
        R"({"token":"t","type":"RW","expire_time_ms":1,"valid_for_ms":0})",
    };
    for (const std::string body : bodies) {
        CAPTURE(body);
        expect_failure(answered(http_answer(200, body)), Errc::http_bad_answer, {});
    }
    expect_failure(answered(http_answer(200, std::string(70000, ' '))), Errc::http_bad_answer, {"65536"});
}

TEST_CASE("the network's failures are told apart, and nothing is repeated")
{
    expect_failure(ask(provider_at(dead_url())), Errc::http_unreachable, {});

    ScriptedHttpServer closing([](HttpPeer &peer, unsigned) {
        HttpAsked asked;
        peer.read(asked);
    });
    expect_failure(ask(provider_at(closing.url())), Errc::http_unreachable, {});
    CHECK(closing.connections() == 1);

    ScriptedHttpServer silent([](HttpPeer &peer, unsigned) { peer.wait_for_close(); });
    auto options = provider_options(silent.url());
    options.timeout = milliseconds(150);
    const auto provider = cloud::https_token_provider(options);
    REQUIRE(provider.has_value());
    expect_failure(ask(*provider), Errc::http_timeout, {});
    CHECK(silent.connections() == 1);
}

TEST_CASE("the app server's certificate is verified")
{
    const ThrowawayCa ca;
    const ThrowawayCa other;
    ScriptedHttpServer server(answering([](const HttpAsked &) { return http_answer(200, good_answer); }),
                              ca.server("127.0.0.1"));
    auto options = provider_options(server.url());
    options.http.allow_plain_http = false;
    options.http.ca_file = ca.file();
    CHECK(ask(cloud::https_token_provider(options).value()).has_value());
    options.http.ca_file = other.file();
    expect_failure(ask(cloud::https_token_provider(options).value()), Errc::http_untrusted, {});
    options.http.ca_file.clear();
    expect_failure(ask(cloud::https_token_provider(options).value()), Errc::http_untrusted, {});
}

TEST_CASE("options that break a rule are refused by name")
{
    const auto with = [](const std::function<void(cloud::HttpsTokenProviderOptions &)> &change) {
        auto options = provider_options("https://app.example/token");
        options.http.allow_plain_http = false;
        change(options);
        return cloud::https_token_provider(std::move(options));
    };
    CHECK(with([](auto &) {}).has_value());
    expect_error(with([](auto &options) { options.url = "http://app.example/token"; }), Errc::bad_uri,
                 {"url", "allow_plain_http"});
    expect_error(with([](auto &options) { options.url = "app.example"; }), Errc::bad_uri, {"url"});
    expect_error(with([](auto &options) { options.device_id = ""; }), Errc::empty, {"device_id"});
    expect_error(with([](auto &options) { options.device_id = "a:b"; }), Errc::bad_combination, {"device_id"});
    expect_error(with([](auto &options) { options.device_id = "a\nb"; }), Errc::contains_invisible, {"device_id"});
    expect_error(with([](auto &options) { options.device_secret = Secret(); }), Errc::empty, {"device_secret"});
    expect_error(with([](auto &options) { options.timeout = milliseconds(0); }), Errc::out_of_range, {"timeout"});
}

} // namespace lmq::test
