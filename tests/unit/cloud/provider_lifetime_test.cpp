// Calls in a row, calls side by side, and the end of a provider.
#include <future>
#include <thread>

#include "unit/cloud/provider_fixture.hpp"

namespace lmq::test
{

namespace
{

/// Tells when a request has come, and answers nothing.
struct SilentServer {
    std::promise<void> asked;
    ScriptedHttpServer server{[this](HttpPeer &peer, unsigned number) {
        HttpAsked request;
        if (peer.read(request) && number == 0) asked.set_value();
        peer.wait_for_close();
    }};
    bool was_asked() { return asked.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready; }
};

} // namespace

TEST_CASE("many calls are answered once each, over one connection")
{
    ScriptedHttpServer server(answering([](const HttpAsked &) { return http_answer(200, good_answer); }));
    const TokenProvider provider = provider_at(server.url());
    Answers answers;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, copy = provider] {
            for (int n = 0; n < 10; ++n)
                copy(token_request(), answers.taker());
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    const auto all = answers.wait(40);
    CHECK(all.size() == 40);
    for (const TokenResult &result : all)
        CHECK(result.has_value());
    CHECK(server.connections() == 1);
}

TEST_CASE("a provider that is destroyed ends the call under way at once, and answers it once")
{
    SilentServer silent;
    Answers answers;
    auto provider = std::make_unique<TokenProvider>(provider_at(silent.server.url()));
    (*provider)(token_request(), answers.taker());
    (*provider)(token_request(), answers.taker()); // waits for the first
    REQUIRE(silent.was_asked());
    CHECK(answers.count() == 0);
    const auto begin = std::chrono::steady_clock::now();
    provider.reset();
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5)); // its own time-out is 15 s
    const auto all = answers.wait(2);
    REQUIRE(all.size() == 2);
    for (const TokenResult &result : all)
        expect_failure(result, Errc::closed, {});
}

TEST_CASE("a provider lives until its last copy goes")
{
    ScriptedHttpServer server(answering([](const HttpAsked &) { return http_answer(200, good_answer); }));
    TokenProvider copy;
    {
        const TokenProvider provider = provider_at(server.url());
        copy = provider;
    }
    CHECK(ask(copy).has_value());
}

TEST_CASE("a provider may be destroyed from within its answer")
{
    ScriptedHttpServer server(answering([](const HttpAsked &) { return http_answer(200, good_answer); }));
    auto provider = std::make_shared<TokenProvider>(provider_at(server.url()));
    std::promise<bool> done;
    (*provider)(token_request(), [&done, keep = provider](TokenResult result) mutable {
        *keep = nullptr; // the last copy
        done.set_value(result.has_value());
    });
    auto outcome = done.get_future();
    REQUIRE(outcome.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
    CHECK(outcome.get());
}

TEST_CASE("a provider that is never used ends at once")
{
    const TokenProvider provider = provider_at(dead_url());
}

TEST_CASE("more than 64 waiting calls are refused within the call")
{
    SilentServer silent;
    Answers answers;
    {
        const TokenProvider provider = provider_at(silent.server.url());
        provider(token_request(), answers.taker());
        REQUIRE(silent.was_asked());
        for (int i = 0; i < 64; ++i)
            provider(token_request(), answers.taker());
        CHECK(answers.count() == 0);
        provider(token_request(), answers.taker());
        REQUIRE(answers.count() == 1);
        expect_failure(answers.wait(1).front(), Errc::token_unavailable, {"64"});
    }
    CHECK(answers.wait(66).size() == 66);
}

TEST_CASE("the time-out counts from the call, so that a call behind a slow one has less")
{
    ScriptedHttpServer silent([](HttpPeer &peer, unsigned) { peer.wait_for_close(); });
    auto options = provider_options(silent.url());
    options.timeout = std::chrono::milliseconds(150);
    const TokenProvider provider = cloud::https_token_provider(options).value();
    Answers answers;
    for (int i = 0; i < 3; ++i)
        provider(token_request(), answers.taker());
    const auto all = answers.wait(3);
    REQUIRE(all.size() == 3);
    for (const TokenResult &result : all)
        expect_failure(result, Errc::http_timeout, {});
}

} // namespace lmq::test
