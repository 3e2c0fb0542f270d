#include "unit/cloud/service_fixture.hpp"

namespace lmq::test
{

using cloud::TokenService;
using std::chrono::milliseconds;

TEST_CASE("each region has the auth server of the spec's table")
{
    for (const char *region : {"cn-beijing", "cn-hangzhou", "cn-shanghai", "cn-shenzhen", "mq-internet-access"})
        CHECK(cloud::token_service_url(region).value() == "https://mqauth.aliyuncs.com");
    CHECK(cloud::token_service_url("ap-southeast-1").value() == "https://mqauth.ap-southeast-1.aliyuncs.com");
    expect_error(cloud::token_service_url("cn-qingdao"), Errc::out_of_range, {"cn-qingdao", "cn-hangzhou"});
}

TEST_CASE("options that break a rule are refused by name")
{
    const auto refused_with = [](const std::function<void(cloud::TokenServiceOptions &)> &change) {
        auto options = service_options("https://auth.example");
        change(options);
        return TokenService::create(std::move(options));
    };
    CHECK(refused_with([](auto &) {}).has_value());
    for (const char *url : {"", "auth.example", "ftp://auth.example", "https://", "https://user:word@auth.example",
                            "https://auth.example/#part", "https://auth.example/?a=b"}) {
        CAPTURE(url);
        expect_error(refused_with([&](auto &options) { options.url = url; }), Errc::bad_uri, {"url"});
    }
    expect_error(refused_with([](auto &options) { options.access_key.clear(); }), Errc::empty, {"access_key"});
    expect_error(refused_with([](auto &options) { options.secret_key = Secret(); }), Errc::empty, {"secret_key"});
    expect_error(refused_with([](auto &options) { options.attempts = 0; }), Errc::out_of_range, {"attempts", "10"});
    expect_error(refused_with([](auto &options) { options.connections = 0; }), Errc::out_of_range, {"connections"});
    expect_error(refused_with([](auto &options) { options.total_timeout = milliseconds(0); }), Errc::out_of_range,
                 {"total_timeout"});
    expect_error(refused_with([](auto &options) { options.http.connect_timeout = milliseconds(-1); }),
                 Errc::out_of_range, {"connect_timeout"});
    expect_error(refused_with([](auto &options) { options.http.ca_file = "no/such/file.pem"; }), Errc::http_untrusted,
                 {"ca_file", "no/such/file.pem"});
}

TEST_CASE("plain http is refused unless it is allowed")
{
    auto options = service_options("http://auth.example");
    CHECK(TokenService::create(options).has_value());
    options.http.allow_plain_http = false;
    expect_error(TokenService::create(options), Errc::bad_uri, {"url", "allow_plain_http"});
}

TEST_CASE("a request is a form in a POST")
{
    HttpAsked seen;
    ScriptedHttpServer server(answering([&](const HttpAsked &asked) {
        seen = asked;
        return issued("token");
    }));
    REQUIRE(service_at(server.url()).apply(application()).has_value());
    CHECK(seen.method == "POST");
    CHECK(seen.target == "/token/apply");
    CHECK(seen.header("Content-Type") == "application/x-www-form-urlencoded");
    CHECK(seen.header("Expect").empty());
    CHECK(seen.body.find("actions=R%2CW&resources=topic1%2F1%2Ctopic2%2F2&expireTime=1546272000000&") == 0);
}

TEST_CASE("by choice a request is a GET, with the same fields in its URL")
{
    HttpAsked seen;
    ScriptedHttpServer server(answering([&](const HttpAsked &asked) {
        seen = asked;
        return issued("token");
    }));
    auto options = service_options(server.url());
    options.method = cloud::HttpMethod::get;
    const auto service = TokenService::create(options);
    REQUIRE(service.has_value());
    REQUIRE(service->apply(application()).has_value());
    CHECK(seen.method == "GET");
    CHECK(seen.body.empty());
    CHECK(seen.target == "/token/apply?actions=R%2CW&resources=topic1%2F1%2Ctopic2%2F2&expireTime=1546272000000&"
                         "serviceName=mq&proxyType=MQTT&accessKey=AK_TEST_0001&"
                         "signature=apOjXeGwpCWYxIcVD6KwMPFNnn4%3D");
}

TEST_CASE("with GET too an error shows the address without the fields")
{
    auto options = service_options(dead_url());
    options.method = cloud::HttpMethod::get;
    options.attempts = 1;
    const auto service = TokenService::create(options);
    REQUIRE(service.has_value());
    const auto answer = service->query(Secret("abcDEF0123"));
    expect_error(answer, Errc::http_unreachable, {"/token/query"});
    CHECK(answer.error().detail.find("abcDEF0123") == std::string::npos);
    CHECK(answer.error().detail.find("signature") == std::string::npos);
}

TEST_CASE("what breaks a rule is not sent")
{
    ScriptedHttpServer server(answering([](const HttpAsked &) { return issued("token"); }));
    const auto service = service_at(server.url());
    expect_error(service.apply({TokenType::read, {}, in_an_hour_ms}), Errc::empty, {"resources"});
    expect_error(service.apply({TokenType::read, {"TopicA"}, now_ms}), Errc::out_of_range, {"expire_time_ms"});
    expect_error(service.revoke(Secret()), Errc::empty, {"token"});
    expect_error(service.query(Secret()), Errc::empty, {"token"});
    CHECK(server.connections() == 0);
}

} // namespace lmq::test
