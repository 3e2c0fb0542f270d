#ifndef LMQ_TESTS_UNIT_ENGINE_AUTH_SCENE_HPP
#define LMQ_TESTS_UNIT_ENGINE_AUTH_SCENE_HPP

#include <doctest/doctest.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "engine/auth_server.hpp"
#include "lmq/signature.hpp"

/// An auth server whose callers sign as spec 7.3 has it.
namespace auth_test
{

using namespace lmq::broker;
using namespace lmq::broker::engine;
using lmq::InnerValues;
using lmq::Secret;

inline constexpr std::int64_t now_ms = 1546271000000; // before what the vectors ask for
inline constexpr std::int64_t day_ms = 86400000;

inline Config auth_config()
{
    Config config = Config::ready_made();
    config.token_key = "key of the test";
    config.accounts.push_back({"2222222222", "AK_TEST_0002", "SK_2", "", true});
    config.accounts.push_back({"3333333333", "AK_TEST_0003", "SK_3", "", false});
    return config;
}

inline AuthFields apply_fields()
{
    return {{"actions", "R,W"},
            {"resources", "topic1/1,topic2/2"},
            {"expireTime", "1546272000000"},
            {"serviceName", "mq"},
            {"proxyType", "MQTT"},
            {"accessKey", "AK_TEST_0001"},
            {"signature", "unsigned"}};
}

struct Scene {
    explicit Scene(Config with = auth_config()) : config(std::move(with)) {}

    AuthFields sign(AuthFields fields, std::initializer_list<const char *> names,
                    InnerValues inner = InnerValues::sorted) const
    {
        lmq::Parameters parameters;
        for (const char *name : names)
            parameters.emplace_back(name, fields[name]);
        const AccountEntry *account = directory.account(fields["accessKey"]);
        REQUIRE(account);
        fields["signature"] = lmq::http_signature(Secret(account->config->secret_key), parameters, inner);
        return fields;
    }
    AuthFields signed_apply(AuthFields fields = apply_fields()) const
    {
        return sign(std::move(fields), {"actions", "expireTime", "resources", "serviceName"});
    }
    AuthAnswer apply(AuthFields fields = apply_fields()) { return auth.apply(signed_apply(std::move(fields)), now); }
    std::string token()
    {
        const AuthAnswer answer = apply();
        REQUIRE_MESSAGE(answer.code == 200, answer.message);
        return answer.token;
    }
    AuthFields of_token(const std::string &token, const std::string &account = "AK_TEST_0001") const
    {
        return sign({{"token", token}, {"accessKey", account}}, {"token"});
    }
    int revoke(const AuthFields &fields)
    {
        std::optional<TokenClaims> revoked;
        const AuthAnswer answer = auth.revoke(fields, now, revoked);
        CHECK(revoked.has_value() == (answer.code == 200));
        CHECK(answer.token.empty());
        return answer.code;
    }
    int query(const AuthFields &fields) { return auth.query(fields, now).code; }

    Config config;
    Directory directory{config};
    AuthServer auth{directory, config};
    std::int64_t now = now_ms;
};

} // namespace auth_test

#endif
