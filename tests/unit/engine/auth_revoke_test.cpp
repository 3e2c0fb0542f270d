#include <doctest/doctest.h>

#include "auth_scene.hpp"

using namespace auth_test;

TEST_CASE("a token is revoked and asked for by the account that applied for it, and by no other")
{
    Scene scene;
    const std::string token = scene.token();
    CHECK(scene.query(scene.of_token(token)) == 200);
    CHECK(scene.query(scene.of_token(token, "AK_TEST_0002")) == 1);
    CHECK(scene.revoke(scene.of_token(token, "AK_TEST_0002")) == 1);
    AuthFields badly_signed = scene.of_token(token, "AK_TEST_0002");
    badly_signed["accessKey"] = "AK_TEST_0001";
    CHECK(scene.revoke(badly_signed) == 407);
    CHECK(scene.query(badly_signed) == 407);
    CHECK(scene.query(scene.of_token(token)) == 200);
    CHECK(scene.revoke(scene.of_token(token)) == 200);
    CHECK(scene.revoke(scene.of_token(token)) == 3);
    CHECK(scene.query(scene.of_token(token)) == 3);
    CHECK(std::get<TokenCode>(scene.auth.judge(token, now_ms)) == TokenCode::revoked);
    CHECK(scene.query(scene.of_token(scene.token())) == 200); // another
}

TEST_CASE("what revoke and query must bring")
{
    Scene scene;
    const AuthFields good = scene.of_token(scene.token());
    for (const char *name : {"token", "accessKey", "signature"}) {
        CAPTURE(name);
        AuthFields fields = good;
        fields[name].clear();
        CHECK(scene.revoke(fields) == 400);
        fields.erase(name);
        CHECK(scene.query(fields) == 400);
    }
    AuthFields fields = good;
    fields["accessKey"] = "AK_UNKNOWN";
    CHECK(scene.revoke(fields) == 400);
    fields["accessKey"] = "AK_TEST_0003"; // disabled
    CHECK(scene.revoke(fields) == 400);
    CHECK(scene.query(scene.of_token(std::string(8193, 'A'))) == 400);
    CHECK(scene.query(scene.of_token("a\xFFz")) == 400);
    CHECK(scene.query(scene.of_token(std::string(8192, 'A'))) == 1);
    CHECK(scene.query(good) == 200);
}

TEST_CASE("a forged token, an expired one and one of another start are told apart")
{
    Scene scene;
    const std::string token = scene.token();
    CHECK(scene.query(scene.of_token("XXXX")) == 1);
    CHECK(scene.query(scene.of_token(token.substr(0, token.size() - 3) + "AAA")) == 1); // a wrong MAC has no code here
    scene.now = 1546271999999;
    CHECK(scene.query(scene.of_token(token)) == 200);
    scene.now = 1546272000000;
    CHECK(scene.query(scene.of_token(token)) == 2);
    CHECK(scene.revoke(scene.of_token(token)) == 2);
    CHECK(std::get<TokenCode>(scene.auth.judge(token, scene.now)) == TokenCode::expired);
    CHECK(std::get<TokenCode>(scene.auth.judge("XXXX", scene.now)) == TokenCode::forged);
    Config config = auth_config();
    config.token_key = "another key";
    CHECK(std::get<TokenCode>(Scene(config).auth.judge(token, now_ms)) == TokenCode::bad_signature);
    CHECK(std::holds_alternative<TokenClaims>(Scene().auth.judge(token, now_ms))); // the same key: a start later
}

TEST_CASE("after a reset no earlier token is any good, and nothing is revoked or counted")
{
    Config config = auth_config();
    config.limits.token_queries_per_second = 1;
    config.limits.revoked_tokens = 1;
    Scene scene(config);
    const std::string token = scene.token();
    CHECK(scene.query(scene.of_token(token)) == 200);
    CHECK(scene.query(scene.of_token(token)) == 400);
    CHECK(scene.revoke(scene.of_token(scene.token())) == 200);
    CHECK(scene.revoke(scene.of_token(token)) == 410);
    scene.auth.reset();
    CHECK(std::get<TokenCode>(scene.auth.judge(token, now_ms)) == TokenCode::bad_signature);
    CHECK(scene.query(scene.of_token(token)) == 1);
    scene.auth.reset();
    CHECK(std::get<TokenCode>(scene.auth.judge(token, now_ms)) == TokenCode::bad_signature);
    const std::string fresh = scene.token();
    CHECK(scene.query(scene.of_token(fresh)) == 200);
    CHECK(scene.revoke(scene.of_token(fresh)) == 200);
}

TEST_CASE("revoked tokens are remembered until they expire, up to a cap above which revoking fails")
{
    Config config = auth_config();
    config.limits.revoked_tokens = 2;
    Scene scene(config);
    const auto living_for = [&](std::int64_t ms) {
        AuthFields fields = apply_fields();
        fields["expireTime"] = std::to_string(scene.now + ms);
        return scene.apply(fields).token;
    };
    const std::string first = living_for(60000);
    const std::string second = living_for(90000);
    const std::string third = living_for(90000);
    CHECK(scene.revoke(scene.of_token(first)) == 200);
    CHECK(scene.revoke(scene.of_token(second)) == 200);
    CHECK(scene.revoke(scene.of_token(third)) == 410);
    CHECK(scene.query(scene.of_token(third)) == 200);
    CHECK(scene.auth.revoke(third, scene.now).error().code == lmq::Errc::token_not_revoked);
    scene.now += 60000;
    CHECK(scene.revoke(scene.of_token(third)) == 200); // the first one's place
    CHECK(scene.query(scene.of_token(first)) == 2);
    CHECK(scene.query(scene.of_token(second)) == 3);
    CHECK(scene.query(scene.of_token(third)) == 3);
}

TEST_CASE("calls beyond a limit are told so, by account and call, only when their signature is right")
{
    Config config = auth_config();
    config.limits.token_applies_per_second = 2;
    config.limits.token_revokes_per_minute = 1;
    config.limits.token_queries_per_second = 1;
    Scene scene(config);
    CHECK(scene.auth.apply(apply_fields(), now_ms).code == 407);
    CHECK(scene.auth.apply(apply_fields(), now_ms).code == 407);
    const std::string a = scene.token();
    const std::string b = scene.token();
    const AuthAnswer refused = scene.apply();
    CHECK(refused.code == 400);
    CHECK(refused.message == "too frequent");
    AuthFields other = apply_fields();
    other["accessKey"] = "AK_TEST_0002";
    CHECK(scene.apply(other).code == 200);
    CHECK(scene.query(scene.of_token(a)) == 200);
    CHECK(scene.query(scene.of_token(a)) == 400);
    CHECK(scene.revoke(scene.of_token(a)) == 200);
    CHECK(scene.revoke(scene.of_token(b)) == 400);
    scene.now += 1000;
    CHECK(scene.query(scene.of_token(b)) == 200);
    CHECK(scene.apply().code == 200);
    scene.now += 58999;
    CHECK(scene.revoke(scene.of_token(b)) == 400);
    scene.now += 1;
    CHECK(scene.revoke(scene.of_token(b)) == 200);
}

TEST_CASE("a test may have any token at once, for any account and time")
{
    Scene scene;
    const auto token = scene.auth.issue({"W", {"TopicA/x"}, now_ms + 1, "AK_TEST_0003"});
    REQUIRE(token);
    const auto judged = scene.auth.judge(*token, now_ms);
    CHECK(std::get<TokenClaims>(judged).access_key == "AK_TEST_0003");
    CHECK(std::get<TokenClaims>(judged).proxy_type == "MQTT");
    const auto late = scene.auth.issue({"R", {"a"}, now_ms + 400 * day_ms, ""});
    REQUIRE(late);
    CHECK(std::get<TokenClaims>(scene.auth.judge(*late, now_ms)).expire_ms == now_ms + 400 * day_ms);
    CHECK(std::get<TokenClaims>(scene.auth.judge(*late, now_ms)).access_key == "AK_TEST_0001");
    CHECK(std::get<TokenCode>(scene.auth.judge(*scene.auth.issue({"R", {"a"}, now_ms, ""}), now_ms)) ==
          TokenCode::expired);
    const auto error = [&](const TokenOrder &order) {
        const auto refused = scene.auth.issue(order);
        REQUIRE_FALSE(refused);
        return refused.error();
    };
    CHECK(error({"RW", {"a"}, 1, ""}).code == lmq::Errc::bad_field_type);
    CHECK(error({"R", {}, 1, ""}).code == lmq::Errc::token_parameters);
    CHECK(error({"R", {"a", ""}, 1, ""}).code == lmq::Errc::token_parameters);
    CHECK(error({"R", std::vector<std::string>(101, "a"), 1, ""}).code == lmq::Errc::token_parameters);
    CHECK(error({"R", {"a"}, 1, "AK_UNKNOWN"}).code == lmq::Errc::token_parameters);
    CHECK(error({"R", {"a"}, -1, ""}).code == lmq::Errc::out_of_range);
    CHECK(error({"R", {"a"}, 1000000000000000, ""}).code == lmq::Errc::out_of_range);
    CHECK(error({"R", std::vector<std::string>(100, std::string(64, 'x')), 1, ""}).code == lmq::Errc::too_long);
}
