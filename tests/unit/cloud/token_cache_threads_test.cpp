// Callers side by side: one application for those who want the same, and what happens to one under way.
#include <future>
#include <thread>

#include "unit/cloud/token_cache_fixture.hpp"

namespace lmq::test
{

namespace
{

/// get() on a thread of its own.
std::future<Result<Token>> begin(cloud::TokenCache &cache, const TokenRequest &request)
{
    return std::async(std::launch::async, [&cache, request] { return cache.get(request); });
}

/// Waits until so many callers wait for an application that is under way.
void wait_for_joined(const cloud::TokenCache &cache, std::uint64_t count)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (cache.statistics().joined < count && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    REQUIRE(cache.statistics().joined == count);
}

} // namespace

TEST_CASE("callers who want the same at the same time share one application")
{
    Issuer issuer;
    auto cache = issuer.cache();
    issuer.hold();
    std::vector<std::future<Result<Token>>> callers;
    for (int i = 0; i < 8; ++i)
        callers.push_back(begin(cache, request_of("BBB001")));
    wait_for_joined(cache, 7);
    CHECK(issuer.applications().size() == 1);
    issuer.release();
    for (auto &caller : callers)
        CHECK(text_of(caller.get()) == "token-1");
    CHECK(cache.statistics().applications == 1);
}

TEST_CASE("callers who share an application share its failure, and none is left behind")
{
    Issuer issuer;
    auto cache = issuer.cache();
    issuer.hold();
    issuer.fail_with(Errc::http_timeout);
    std::vector<std::future<Result<Token>>> callers;
    for (int i = 0; i < 4; ++i)
        callers.push_back(begin(cache, request_of("BBB001")));
    wait_for_joined(cache, 3);
    issuer.release();
    for (auto &caller : callers)
        CHECK(text_of(caller.get()) == "http_timeout");
    CHECK(cache.statistics().tokens == 0);
}

TEST_CASE("one client's slow application holds up nobody else")
{
    Issuer issuer;
    auto cache = issuer.cache();
    cache.get(request_of("BBB001"));
    issuer.hold();
    auto slow = begin(cache, request_of("BBB002"));
    REQUIRE(issuer.began(2));
    CHECK(text_of(cache.get(request_of("BBB001"))) == "token-1");
    issuer.release();
    CHECK(text_of(slow.get()) == "token-2");
}

TEST_CASE("an application under way is not dropped to make room")
{
    Issuer issuer;
    cloud::TokenCacheOptions options;
    options.most_tokens = 1;
    auto cache = issuer.cache(options);
    issuer.hold();
    auto first = begin(cache, request_of("1"));
    REQUIRE(issuer.began(1));
    auto second = begin(cache, request_of("2"));
    REQUIRE(issuer.began(2));
    auto joined = begin(cache, request_of("1"));
    wait_for_joined(cache, 1);
    issuer.release();
    CHECK(text_of(first.get()) == "token-1");
    CHECK(text_of(second.get()) == "token-2");
    CHECK(text_of(joined.get()) == "token-1");
    cache.get(request_of("3"));
    CHECK(cache.statistics().tokens == 1);
}

TEST_CASE("a token that was being applied for when its client was revoked is revoked too, and reaches nobody")
{
    Issuer issuer;
    auto cache = issuer.cache();
    issuer.hold();
    auto first = begin(cache, request_of("BBB001"));
    REQUIRE(issuer.began(1));
    auto second = begin(cache, request_of("BBB001"));
    wait_for_joined(cache, 1);
    CHECK(cache.revoke("GID_AAA@@@BBB001").has_value());
    issuer.release();
    CHECK(text_of(first.get()) == "token_revoked");
    CHECK(text_of(second.get()) == "token_revoked");
    CHECK(issuer.revoked() == std::vector<std::string>{"token-1"});
    CHECK(cache.statistics().tokens == 0);
}

TEST_CASE("a token that was being applied for when its client was forgotten is handed out, but not kept")
{
    Issuer issuer;
    auto cache = issuer.cache();
    issuer.hold();
    auto caller = begin(cache, request_of("BBB001"));
    REQUIRE(issuer.began(1));
    cache.forget("GID_AAA@@@BBB001");
    issuer.release();
    CHECK(text_of(caller.get()) == "token-1");
    CHECK(cache.statistics().tokens == 0);
}

TEST_CASE("eight threads at work on few clients agree with the cache's counters")
{
    Issuer issuer;
    cloud::TokenCacheOptions options;
    options.most_tokens = 5;
    auto cache = issuer.cache(options);
    std::vector<std::thread> threads;
    std::atomic<unsigned> served{0};
    for (int number = 0; number < 8; ++number) {
        threads.emplace_back([&, number] {
            for (int i = 0; i < 200; ++i) {
                const std::string device = std::to_string((number + i) % 7);
                if (i % 50 == 49) cache.forget("GID_AAA@@@" + device);
                if (i % 70 == 69) cache.revoke("GID_AAA@@@" + device);
                if (cache.get(request_of(device))) ++served;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    const auto counters = cache.statistics();
    CHECK(counters.applications == issuer.applications().size());
    CHECK(counters.applications + counters.hits + counters.joined == 1600);
    CHECK(counters.tokens <= 5);
    CHECK(served > 1500); // all but those whose client was revoked meanwhile
}

} // namespace lmq::test
