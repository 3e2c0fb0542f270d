// What the auth server's client does when the network does not.
#include <atomic>
#include <cstdlib>
#include <thread>

#include "unit/cloud/service_fixture.hpp"

namespace lmq::test
{

using cloud::TokenService;
using std::chrono::milliseconds;

namespace
{

TokenService impatient(const std::string &url, unsigned attempts, milliseconds attempt_timeout)
{
    auto options = service_options(url);
    options.attempts = attempts;
    options.attempt_timeout = attempt_timeout;
    auto made = TokenService::create(std::move(options));
    REQUIRE(made.has_value());
    return std::move(*made);
}

/// Closes the first `failures` connections after a request, as `how` says; then issues tokens.
ScriptedHttpServer::Script fails_first(unsigned failures, std::function<void(HttpPeer &)> how)
{
    return [failures, how = std::move(how)](HttpPeer &peer, unsigned number) {
        HttpAsked asked;
        while (peer.read(asked)) {
            if (number < failures) return how(peer);
            peer.write(issued("token"));
        }
    };
}

} // namespace

TEST_CASE("a refused connection is tried as often as the options say")
{
    const auto service = impatient(dead_url(), 3, milliseconds(5000));
    expect_error(service.apply(application()), Errc::http_unreachable, {"/token/apply", "attempt 3"});
}

TEST_CASE("a connection that is reset or closed before the answer is tried again")
{
    const std::function<void(HttpPeer &)> ways[] = {
        [](HttpPeer &peer) { peer.reset(); },
        [](HttpPeer &peer) { peer.finish(); },
        [](HttpPeer &peer) { peer.write("HTTP/1.1 200 OK\r\nContent-Le"); },
        [](HttpPeer &peer) { peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"success\":"); },
    };
    for (const auto &way : ways) {
        ScriptedHttpServer server(fails_first(2, way));
        CHECK(service_at(server.url()).apply(application()).has_value());
        CHECK(server.connections() == 3);
    }
}

TEST_CASE("a connection that is always closed halfway is unreachable in the end")
{
    ScriptedHttpServer server(fails_first(
        100, [](HttpPeer &peer) { peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"success\":"); }));
    expect_error(service_at(server.url()).apply(application()), Errc::http_unreachable, {"attempt 3"});
    CHECK(server.connections() == 3);
}

TEST_CASE("a server that does not answer in time is tried again")
{
    ScriptedHttpServer server(fails_first(1, [](HttpPeer &peer) { peer.wait_for_close(); }));
    CHECK(impatient(server.url(), 2, milliseconds(200)).apply(application()).has_value());
    CHECK(server.connections() == 2);
}

TEST_CASE("a server that never answers is a time-out, also when it trickles")
{
    const std::function<void(HttpPeer &)> ways[] = {
        [](HttpPeer &peer) { peer.wait_for_close(); },
        [](HttpPeer &peer) {
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
            peer.wait_for_close();
        },
    };
    for (const auto &way : ways) {
        ScriptedHttpServer server(fails_first(100, way));
        expect_error(impatient(server.url(), 2, milliseconds(100)).apply(application()), Errc::http_timeout,
                     {"attempt 2"});
        CHECK(server.connections() == 2);
    }
}

TEST_CASE("the total time-out bounds the attempts")
{
    ScriptedHttpServer server(fails_first(100, [](HttpPeer &peer) { peer.wait_for_close(); }));
    auto options = service_options(server.url());
    options.attempts = 10;
    options.attempt_timeout = std::chrono::minutes(1);
    options.total_timeout = milliseconds(150);
    const auto service = TokenService::create(options);
    REQUIRE(service.has_value());
    expect_error(service->apply(application()), Errc::http_timeout, {"/token/apply"});
    CHECK(server.connections() == 1);
}

TEST_CASE("what the server answered is not asked again")
{
    const std::string answers[] = {http_answer(500, ""), http_answer(503, ""), refused(409, "internal"),
                                   refused(400, "wrong"), http_answer(200, "no JSON")};
    for (const std::string &answer : answers) {
        std::atomic<unsigned> requests{0};
        ScriptedHttpServer server(answering([&](const HttpAsked &) {
            ++requests;
            return answer;
        }));
        CHECK_FALSE(service_at(server.url()).apply(application()).has_value());
        CHECK(requests == 1);
    }
}

TEST_CASE("a repeated revoke that finds the token revoked has done what it was to do")
{
    std::atomic<unsigned> requests{0};
    ScriptedHttpServer server([&](HttpPeer &peer, unsigned number) {
        HttpAsked asked;
        while (peer.read(asked)) {
            ++requests;
            if (number == 0) return peer.reset(); // done, but nobody heard
            peer.write(refused(3, "token has been revoked"));
        }
    });
    const auto service = service_at(server.url());
    CHECK(service.revoke(Secret("token")).has_value());
    CHECK(requests == 2);
    expect_error(service.revoke(Secret("token")), Errc::token_revoked, {"revoked"});
}

TEST_CASE("a repeated query that finds the token revoked says so")
{
    ScriptedHttpServer server([](HttpPeer &peer, unsigned number) {
        HttpAsked asked;
        while (peer.read(asked)) {
            if (number == 0) return peer.reset();
            peer.write(refused(3, "token has been revoked"));
        }
    });
    expect_error(service_at(server.url()).query(Secret("token")), Errc::token_revoked, {"revoked"});
}

TEST_CASE("one connection serves many calls")
{
    ScriptedHttpServer server(answering([](const HttpAsked &) { return issued("token"); }));
    const auto service = service_at(server.url());
    for (int i = 0; i < 20; ++i)
        REQUIRE(service.apply(application()).has_value());
    CHECK(server.connections() == 1);
}

TEST_CASE("a kept connection that the server closed meanwhile is replaced")
{
    ScriptedHttpServer server([](HttpPeer &peer, unsigned) {
        HttpAsked asked;
        if (peer.read(asked)) peer.write(issued("token"));
    });
    const auto service = service_at(server.url());
    for (int i = 0; i < 5; ++i)
        CHECK(service.apply(application()).has_value());
    CHECK(server.connections() == 5);
}

TEST_CASE("eight threads share the service, over no more connections than allowed")
{
    ScriptedHttpServer server(answering([](const HttpAsked &asked) {
        return issued("token-for-" + asked.body.substr(asked.body.find("resources=") + 10, 2));
    }));
    auto options = service_options(server.url());
    options.connections = 3;
    const auto service = TokenService::create(options);
    REQUIRE(service.has_value());
    std::atomic<unsigned> right{0};
    std::vector<std::thread> threads;
    for (int number = 0; number < 8; ++number) {
        threads.emplace_back([&, number] {
            const std::string topic = "T" + std::to_string(number);
            for (int i = 0; i < 25; ++i) {
                const auto token = service->apply({TokenType::read, {topic}, in_an_hour_ms});
                if (token && token->text.reveal() == "token-for-" + topic) ++right;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    CHECK(right == 200);
    CHECK(server.connections() <= 3);
}

TEST_CASE("a call that finds all connections in use waits no longer than its time-out")
{
    ScriptedHttpServer server(fails_first(100, [](HttpPeer &peer) { peer.wait_for_close(); }));
    auto options = service_options(server.url());
    options.connections = 1;
    options.attempts = 1;
    options.attempt_timeout = milliseconds(300);
    const auto service = TokenService::create(options);
    REQUIRE(service.has_value());
    std::atomic<unsigned> timed_out{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            const auto token = service->apply(application());
            if (!token && token.error().code == Errc::http_timeout) ++timed_out;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    CHECK(timed_out == 4);
}

TEST_CASE("a proxy in the environment diverts nothing; one in the options is used")
{
    const std::string dead = dead_url();
    for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"})
        setenv(name, dead.c_str(), 1);
    std::string target;
    ScriptedHttpServer server(answering([&](const HttpAsked &asked) {
        target = asked.target;
        return issued("token");
    }));
    CHECK(service_at(server.url()).apply(application()).has_value());
    CHECK(target == "/token/apply");

    auto options = service_options("http://auth.example");
    options.http.proxy = server.url();
    setenv("no_proxy", "auth.example", 1);
    const auto service = TokenService::create(options);
    REQUIRE(service.has_value());
    CHECK(service->apply(application()).has_value());
    CHECK(target == "http://auth.example/token/apply");
    for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "no_proxy"})
        unsetenv(name);
}

} // namespace lmq::test
