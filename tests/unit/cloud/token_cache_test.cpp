#include "unit/cloud/token_cache_fixture.hpp"

namespace lmq::test
{

namespace
{

/// `request`, made by a client that wants `old` replaced.
TokenRequest instead_of(TokenRequest request, const std::string &old, TokenReason reason = TokenReason::renewal)
{
    request.instead_of = token_fingerprint(Secret(old));
    request.reason = reason;
    return request;
}

} // namespace

TEST_CASE("a client that asks again gets the token at hand, with the time that it still has")
{
    Issuer issuer;
    auto cache = issuer.cache();
    const auto first = cache.get(request_of("BBB001"));
    REQUIRE(first.has_value());
    CHECK(first->text.reveal() == "token-1");
    CHECK(first->type == TokenType::read_write);
    CHECK(first->expire_time_ms == issuer.now + 24 * hour_ms);
    CHECK(first->valid_for == std::chrono::hours(24));
    issuer.now += 2 * hour_ms;
    const auto second = cache.get(request_of("BBB001"));
    REQUIRE(second.has_value());
    CHECK(second->text.reveal() == "token-1");
    CHECK(second->valid_for == std::chrono::hours(22));
    CHECK(cache.statistics().applications == 1);
    CHECK(cache.statistics().hits == 1);
}

TEST_CASE("each client, type and set of resources has a token of its own; the order of resources makes none")
{
    Issuer issuer;
    auto cache = issuer.cache();
    CHECK(text_of(cache.get(request_of("BBB001", {"A", "B"}))) == "token-1");
    CHECK(text_of(cache.get(request_of("BBB001", {"B", "A", "B"}))) == "token-1");
    CHECK(text_of(cache.get(request_of("BBB001", {"A"}))) == "token-2");
    CHECK(text_of(cache.get(request_of("BBB002", {"A", "B"}))) == "token-3");
    TokenRequest reading = request_of("BBB001", {"A", "B"});
    reading.need.type = TokenType::read;
    CHECK(text_of(cache.get(reading)) == "token-4");
    CHECK(issuer.applications().back().type == TokenType::read);
    CHECK(issuer.applications().front().resources == std::vector<std::string>{"A", "B"});
    CHECK(cache.statistics().tokens == 4);
}

TEST_CASE("a token is replaced ahead of its expiry")
{
    Issuer issuer;
    cloud::TokenCacheOptions options;
    options.lifetime = std::chrono::hours(4);
    auto cache = issuer.cache(options);
    cache.get(request_of("BBB001"));
    issuer.now += 3 * hour_ms - 1; // a quarter of its time, by default, and a millisecond
    CHECK(text_of(cache.get(request_of("BBB001"))) == "token-1");
    issuer.now += 1;
    CHECK(text_of(cache.get(request_of("BBB001"))) == "token-2");
    CHECK(text_of(cache.get(request_of("BBB001"))) == "token-2");
}

TEST_CASE("a client that wants its token replaced gets another, once")
{
    Issuer issuer;
    auto cache = issuer.cache();
    cache.get(request_of("BBB001"));
    CHECK(text_of(cache.get(instead_of(request_of("BBB001"), "token-1"))) == "token-2");
    // Its answer got lost, and it asks again.
    CHECK(text_of(cache.get(instead_of(request_of("BBB001"), "token-1"))) == "token-2");
    // It holds one that the cache has not seen.
    CHECK(text_of(cache.get(instead_of(request_of("BBB001"), "token-0"))) == "token-2");
    CHECK(issuer.applications().size() == 2);
}

TEST_CASE("while the auth server is down, the old token is served as long as it is valid")
{
    Issuer issuer;
    auto cache = issuer.cache();
    cache.get(request_of("BBB001"));
    issuer.fail_with(Errc::http_unreachable);
    issuer.now += 20 * hour_ms;
    const auto old = cache.get(request_of("BBB001"));
    REQUIRE(old.has_value());
    CHECK(old->text.reveal() == "token-1");
    CHECK(old->valid_for == std::chrono::hours(4));
    CHECK(text_of(cache.get(instead_of(request_of("BBB001"), "token-1"))) == "token-1");
    CHECK(cache.statistics().served_while_down == 2);
    CHECK(text_of(cache.get(request_of("BBB002"))) == "http_unreachable");

    issuer.now += 4 * hour_ms;
    CHECK(text_of(cache.get(request_of("BBB001"))) == "http_unreachable");
    issuer.fail_with(std::nullopt);
    CHECK(text_of(cache.get(request_of("BBB001"))).find("token-") == 0);
}

TEST_CASE("a token that the server turned down is not served again, whatever is down")
{
    Issuer issuer;
    auto cache = issuer.cache();
    cache.get(request_of("BBB001"));
    issuer.fail_with(Errc::http_timeout);
    for (const TokenReason reason : {TokenReason::expired, TokenReason::rejected, TokenReason::wider_rights})
        CHECK(text_of(cache.get(instead_of(request_of("BBB001"), "token-1", reason))) == "http_timeout");
    // Another one that was turned down says nothing about this one.
    CHECK(text_of(cache.get(instead_of(request_of("BBB001"), "token-0", TokenReason::rejected))) == "token-1");
}

TEST_CASE("after a failure the auth server is left alone for a while, where an old token will do")
{
    Issuer issuer;
    auto cache = issuer.cache();
    cache.get(request_of("BBB001"));
    issuer.now += 20 * hour_ms;
    issuer.fail_with(Errc::http_timeout);
    for (int i = 0; i < 5; ++i)
        CHECK(text_of(cache.get(request_of("BBB001"))) == "token-1");
    CHECK(cache.statistics().applications == 2);
    CHECK(text_of(cache.get(request_of("BBB002"))) == "http_timeout"); // it has none: tried all the same
    CHECK(cache.statistics().applications == 3);
    issuer.now += 5000;
    CHECK(text_of(cache.get(request_of("BBB001"))) == "token-1");
    CHECK(cache.statistics().applications == 4);
    issuer.fail_with(std::nullopt);
    issuer.now += 5000;
    CHECK(text_of(cache.get(request_of("BBB001"))) == "token-5");
    CHECK(cache.statistics().failed == 3);
}

TEST_CASE("what the auth server refuses for one client makes no pause for the others")
{
    Issuer issuer;
    auto cache = issuer.cache();
    cache.get(request_of("BBB001"));
    issuer.now += 20 * hour_ms;
    issuer.fail_with(Errc::token_parameters);
    CHECK(text_of(cache.get(request_of("BBB002"))) == "token_parameters");
    issuer.fail_with(std::nullopt);
    CHECK(text_of(cache.get(request_of("BBB001"))) == "token-3");
}

TEST_CASE("beyond its bound the cache drops what was not asked for the longest")
{
    Issuer issuer;
    cloud::TokenCacheOptions options;
    options.most_tokens = 3;
    auto cache = issuer.cache(options);
    for (const char *device : {"1", "2", "3"})
        cache.get(request_of(device));
    cache.get(request_of("1")); // now 2 is the oldest
    cache.get(request_of("4"));
    CHECK(cache.statistics().tokens == 3);
    CHECK(cache.statistics().evicted == 1);
    CHECK(text_of(cache.get(request_of("1"))) == "token-1");
    CHECK(text_of(cache.get(request_of("3"))) == "token-3");
    CHECK(text_of(cache.get(request_of("4"))) == "token-4");
    CHECK(text_of(cache.get(request_of("2"))) == "token-5");
}

TEST_CASE("an application that failed leaves nothing behind")
{
    Issuer issuer;
    auto cache = issuer.cache();
    issuer.fail_with(Errc::token_parameters);
    for (int i = 0; i < 10; ++i)
        cache.get(request_of(std::to_string(i)));
    CHECK(cache.statistics().tokens == 0);
    expect_error(cache.get(TokenRequest()), Errc::empty, {"client_id"});
}

TEST_CASE("forgetting a client drops its tokens and nobody else's")
{
    Issuer issuer;
    auto cache = issuer.cache();
    cache.get(request_of("BBB001", {"A"}));
    cache.get(request_of("BBB001", {"B"}));
    cache.get(request_of("BBB0012", {"A"}));
    cache.forget("GID_AAA@@@BBB001");
    CHECK(issuer.revoked().empty());
    CHECK(cache.statistics().tokens == 1);
    CHECK(text_of(cache.get(request_of("BBB0012", {"A"}))) == "token-3");
    CHECK(text_of(cache.get(request_of("BBB001", {"A"}))) == "token-4");
}

TEST_CASE("revoking a client revokes what is valid of it, and drops all")
{
    Issuer issuer;
    auto cache = issuer.cache();
    cache.get(request_of("BBB001", {"A"}));
    issuer.now += 24 * hour_ms;
    cache.get(request_of("BBB001", {"B"}));
    cache.get(request_of("BBB001", {"C"}));
    cache.get(request_of("BBB002", {"A"}));
    CHECK(cache.revoke("GID_AAA@@@BBB001").has_value());
    CHECK(issuer.revoked() == std::vector<std::string>{"token-2", "token-3"});
    CHECK(cache.statistics().tokens == 1);
    CHECK(cache.revoke("GID_AAA@@@nobody").has_value());
}

TEST_CASE("a token that could not be revoked stays, so that revoking can be repeated")
{
    Issuer issuer;
    auto cache = issuer.cache();
    cache.get(request_of("BBB001"));
    issuer.fail_with(Errc::token_not_revoked);
    expect_error(cache.revoke("GID_AAA@@@BBB001"), Errc::token_not_revoked, {});
    CHECK(cache.statistics().tokens == 1);
    issuer.fail_with(Errc::token_revoked); // it is so already: as wanted
    CHECK(cache.revoke("GID_AAA@@@BBB001").has_value());
    CHECK(cache.statistics().tokens == 0);
}

TEST_CASE("options that break a rule are refused by name")
{
    Issuer issuer;
    const auto with = [&](const std::function<void(cloud::TokenCacheOptions &)> &change) {
        cloud::TokenCacheOptions options;
        change(options);
        return cloud::TokenCache::create(issuer.functions(), options);
    };
    using std::chrono::milliseconds;
    CHECK(with([](auto &) {}).has_value());
    expect_error(with([](auto &options) { options.lifetime = std::chrono::minutes(1); }), Errc::out_of_range,
                 {"lifetime"});
    expect_error(with([](auto &options) { options.lifetime = std::chrono::hours(24 * 31); }), Errc::out_of_range,
                 {"lifetime"});
    expect_error(with([](auto &options) { options.renew_before = options.lifetime; }), Errc::out_of_range,
                 {"renew_before"});
    expect_error(with([](auto &options) { options.pause_after_failure = milliseconds(-1); }), Errc::out_of_range,
                 {"pause_after_failure"});
    expect_error(with([](auto &options) { options.most_tokens = 0; }), Errc::out_of_range, {"most_tokens"});
    expect_error(cloud::TokenCache::create(cloud::TokenIssuer{}), Errc::empty, {"issuer"});
}

} // namespace lmq::test
