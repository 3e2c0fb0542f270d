#include "support/throwaway_ca.hpp"
#include "unit/cloud/service_fixture.hpp"

namespace lmq::test
{

namespace
{

ScriptedHttpServer::Script issuing()
{
    return answering([](const HttpAsked &) { return issued("token"); });
}

Result<Token> apply_trusting(const ThrowawayCa *ca, const std::string &url)
{
    auto options = service_options(url);
    options.http.allow_plain_http = false;
    if (ca != nullptr) options.http.ca_file = ca->file();
    const auto service = cloud::TokenService::create(options);
    REQUIRE(service.has_value());
    return service->apply(application());
}

} // namespace

TEST_CASE("a server whose certificate the given CA signed is trusted")
{
    const ThrowawayCa ca;
    ScriptedHttpServer server(issuing(), ca.server("127.0.0.1"));
    const auto token = apply_trusting(&ca, server.url());
    REQUIRE(token.has_value());
    CHECK(token->text.reveal() == "token");
}

TEST_CASE("a certificate of another CA, or of none that the system knows, is not trusted, and not tried again")
{
    const ThrowawayCa ca;
    const ThrowawayCa other;
    ScriptedHttpServer server(issuing(), ca.server("127.0.0.1"));
    expect_error(apply_trusting(&other, server.url()), Errc::http_untrusted, {"/token/apply"});
    expect_error(apply_trusting(nullptr, server.url()), Errc::http_untrusted, {"/token/apply"});
    CHECK(server.connections() == 2);
}

TEST_CASE("a certificate for another name is not trusted")
{
    const ThrowawayCa ca;
    ScriptedHttpServer server(issuing(), ca.server("auth.example"));
    expect_error(apply_trusting(&ca, server.url()), Errc::http_untrusted, {"/token/apply"});
    ScriptedHttpServer address(issuing(), ca.server("127.0.0.1"));
    expect_error(apply_trusting(&ca, address.url("localhost")), Errc::http_untrusted, {"/token/apply"});
}

TEST_CASE("a kept TLS connection is used again")
{
    const ThrowawayCa ca;
    ScriptedHttpServer server(issuing(), ca.server("127.0.0.1"));
    auto options = service_options(server.url());
    options.http.ca_file = ca.file();
    const auto service = cloud::TokenService::create(options);
    REQUIRE(service.has_value());
    for (int i = 0; i < 5; ++i)
        CHECK(service->apply(application()).has_value());
    CHECK(server.connections() == 1);
}

TEST_CASE("a server that speaks no TLS on an https port is unreachable")
{
    ScriptedHttpServer server([](HttpPeer &peer, unsigned) {
        peer.write(http_answer(400, "speak plainly"));
        peer.wait_for_close();
    });
    const auto token = apply_trusting(nullptr, "https://127.0.0.1:" + std::to_string(server.port()));
    expect_error(token, Errc::http_unreachable, {"/token/apply"});
}

} // namespace lmq::test
