#include "unit/cloud/service_fixture.hpp"

namespace lmq::test
{

namespace
{

/// What apply() makes of `answer`, which is all that the server says.
Result<Token> apply_answered(const std::string &answer)
{
    ScriptedHttpServer server(answering([&](const HttpAsked &) { return answer; }));
    return service_at(server.url()).apply(application());
}

Result<void> revoke_answered(const std::string &answer)
{
    ScriptedHttpServer server(answering([&](const HttpAsked &) { return answer; }));
    return service_at(server.url()).revoke(Secret("abcDEF0123+/=="));
}

} // namespace

TEST_CASE("a token that is issued comes with its type, its expiry and the time left")
{
    const auto token = apply_answered(issued("eyJ2IjoxLCJhIjoi"));
    REQUIRE(token.has_value());
    CHECK(token->text.reveal() == "eyJ2IjoxLCJhIjoi");
    CHECK(token->type == TokenType::read_write);
    CHECK(token->expire_time_ms == in_an_hour_ms);
    CHECK(token->valid_for == std::chrono::hours(1));
}

TEST_CASE("each code of the auth server is an error of its own, with the server's message")
{
    const std::pair<int, Errc> codes[] = {
        {400, Errc::token_parameters},
        {407, Errc::token_request_signature},
        {409, Errc::token_not_generated},
        {410, Errc::token_not_revoked},
        {1, Errc::token_forged},
        {2, Errc::token_expired},
        {3, Errc::token_revoked},
        {4, Errc::token_resource},
        {5, Errc::token_type},
        {8, Errc::token_signature},
        {-1, Errc::token_account},
        {555, Errc::http_bad_answer},
    };
    for (const auto &[code, error] : codes) {
        const std::string number = std::to_string(code);
        expect_error(apply_answered(refused(code, "because so")), error, {"/token/apply", number, "because so"});
        expect_error(revoke_answered(refused(code, "because so")), error, {"/token/revoke", number, "because so"});
    }
}

TEST_CASE("revoke and query ask their own paths and need no token in the answer")
{
    std::vector<std::string> targets;
    ScriptedHttpServer server(answering([&](const HttpAsked &asked) {
        targets.push_back(asked.target);
        CHECK(asked.body.find("token=abcDEF0123%2B%2F%3D%3D&") == 0);
        return http_answer(200, R"({"success":true,"message":"operate success","code":200})");
    }));
    const auto service = service_at(server.url() + "/prefix/");
    CHECK(service.revoke(Secret("abcDEF0123+/==")).has_value());
    CHECK(service.query(Secret("abcDEF0123+/==")).has_value());
    CHECK(targets == std::vector<std::string>{"/prefix/token/revoke", "/prefix/token/query"});
}

TEST_CASE("a server's message cannot bring a token, a key or a signature into an error")
{
    ScriptedHttpServer server(answering([](const HttpAsked &asked) {
        return refused(400, "got " + asked.body +
                                " of token abcDEF0123+/== by SK_test_secret_0001 with "
                                "nVQz0IDovBlhPVL7BfF9NJ3Acs4=");
    }));
    const auto answer = service_at(server.url()).revoke(Secret("abcDEF0123+/=="));
    REQUIRE_FALSE(answer.has_value());
    const std::string detail = answer.error().detail;
    CAPTURE(detail);
    for (const char *secret : {"abcDEF0123", "SK_test_secret_0001", "nVQz0IDovBlhPVL7BfF9NJ3Acs4"})
        CHECK(detail.find(secret) == std::string::npos);
    CHECK(detail.find("***") != std::string::npos);
}

TEST_CASE("a server's message is one line of bounded length")
{
    const auto answer = apply_answered(refused(409, "one\\ntwo " + std::string(5000, 'x')));
    expect_error(answer, Errc::token_not_generated, {"one two", "..."});
    CHECK(answer.error().detail.size() < 400);
}

TEST_CASE("what the interface does not document is a bad answer")
{
    const char *bodies[] = {
        "",
        "<html>welcome to the hotel</html>",
        "[]",
        "{",
        R"({"success":true,"code":200})",                               // no token
        R"({"success":true,"code":200,"tokenData":""})",                // an empty one
        R"({"success":true,"code":200,"tokenData":5})",                 // a number
        R"({"success":true,"code":200,"tokenData":"a\u0000b"})",        // cut short by a C string
        R"({"success":false,"code":200,"tokenData":"token"})",          // a contradiction
        R"({"success":"true","code":200,"tokenData":"token"})",         // of another type
        R"({"success":true,"code":"two hundred","tokenData":"token"})", // of another type
        R"({"success":true,"tokenData":"token"})",                      // no code
        R"({"success":true,"code":400,"message":"yes and no"})",        // a contradiction
    };
    for (const char *body : bodies) {
        CAPTURE(body);
        expect_error(apply_answered(http_answer(200, body)), Errc::http_bad_answer, {"/token/apply: "});
    }
    expect_error(apply_answered(issued(std::string(8193, 't'))), Errc::http_bad_answer, {"token", "8192"});
}

TEST_CASE("a status other than 200 is an error, whatever the body says")
{
    for (const int status : {201, 204, 302, 400, 404, 500, 503}) {
        const std::string body = status == 204 ? "" : R"({"success":true,"code":200,"tokenData":"token"})";
        const std::string number = std::to_string(status);
        expect_error(apply_answered(http_answer(status, body, "Location: http://127.0.0.1:1/\r\n")), Errc::http_status,
                     {number});
    }
}

TEST_CASE("an answer without end is not read to its end")
{
    expect_error(apply_answered(http_answer(200, std::string(70000, ' '))), Errc::http_bad_answer, {"65536"});
    std::string headers;
    for (int i = 0; i < 1000; ++i)
        headers += "X-More: " + std::string(100, 'x') + "\r\n";
    expect_error(apply_answered(http_answer(200, "{}", headers)), Errc::http_bad_answer, {"65536"});
}

TEST_CASE("what is no HTTP at all is a bad answer")
{
    ScriptedHttpServer server([](HttpPeer &peer, unsigned) {
        HttpAsked asked;
        peer.read(asked);
        peer.write("SSH-2.0-OpenSSH_9.2\r\n");
    });
    expect_error(service_at(server.url()).apply(application()), Errc::http_bad_answer, {"/token/apply"});
}

} // namespace lmq::test
