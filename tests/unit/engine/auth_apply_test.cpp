#include <doctest/doctest.h>

#include <set>

#include "auth_scene.hpp"
#include "core/vectors.hpp"

using namespace auth_test;

namespace
{

AuthFields with(const char *name, const std::string &value)
{
    AuthFields fields = apply_fields();
    fields[name] = value;
    return fields;
}

std::string list_of(int count)
{
    std::string list = "t0";
    for (int i = 1; i < count; ++i)
        list += ",t" + std::to_string(i);
    return list;
}

} // namespace

TEST_CASE("a token says what was applied for")
{
    Scene scene;
    const AuthAnswer answer = scene.apply(with("proxyType", "Kafka"));
    CHECK(answer.code == 200);
    CHECK(answer.message == "operate success");
    const auto judged = scene.auth.judge(answer.token, now_ms);
    const auto *claims = std::get_if<TokenClaims>(&judged);
    REQUIRE(claims);
    CHECK(claims->access_key == "AK_TEST_0001");
    CHECK(claims->type == TokenType::read_write);
    CHECK(claims->resources == std::vector<std::string>{"topic1/1", "topic2/2"});
    CHECK(claims->expire_ms == 1546272000000);
    CHECK(claims->proxy_type == "Kafka");
    std::set<std::string> nonces{claims->nonce};
    for (int i = 0; i < 100; ++i) {
        const auto other = scene.auth.judge(scene.token(), now_ms);
        CHECK(nonces.insert(std::get<TokenClaims>(other).nonce).second);
    }
}

TEST_CASE("the signature vectors are accepted in both readings, and in no other")
{
    int seen = 0;
    for (const char *id : {"C03", "C04", "C05", "C06", "C07", "C13"}) {
        CAPTURE(id);
        for (const cJSON *entry : lmq::test::signature_entries(id)) {
            ++seen;
            Scene scene;
            AuthFields fields;
            for (const auto &[name, value] : lmq::test::parameters(lmq::test::member(entry, "inputs.signed_params")))
                fields[name] = value;
            for (const auto &[name, value] : lmq::test::parameters(lmq::test::member(entry, "inputs.unsigned_params")))
                fields[name] = value;
            fields["signature"] = lmq::test::text(entry, "signature_base64");
            // C13 signs a field of the later scheme.
            CHECK(scene.auth.apply(fields, now_ms).code == (std::string_view(id) == "C13" ? 407 : 200));
            fields["signature"][0] = fields["signature"][0] == 'A' ? 'B' : 'A';
            CHECK(scene.auth.apply(fields, now_ms).code == 407);
        }
    }
    CHECK(seen == 6);
    for (const char *id : {"C08", "C09"}) {
        const cJSON *entry = lmq::test::signature_entries(id).at(0);
        Scene scene;
        AuthFields fields = {{"token", lmq::test::text(entry, "inputs.signed_params.token")},
                             {"accessKey", "AK_TEST_0001"},
                             {"signature", lmq::test::text(entry, "signature_base64")}};
        CHECK(scene.revoke(fields) == 1); // signed rightly, and none of ours
        CHECK(scene.query(fields) == 1);
        fields["token"] = "abcDEF0123 /=="; // what a raw + becomes on its way
        CHECK(scene.revoke(fields) == 407);
    }
}

TEST_CASE("every parameter is checked, and before the signature")
{
    struct Case {
        const char *name;
        std::string value;
    };
    const std::string over_long(65, 'x');
    std::string most_bytes;
    for (int i = 0; i < 100; ++i)
        most_bytes += (i == 0 ? "" : ",") + std::string(62, 'x') + std::to_string(10 + i % 90);
    for (const Case &each : std::initializer_list<Case>{
             {"actions", ""},
             {"actions", "RW"},
             {"actions", "r"},
             {"actions", "R,W,R"},
             {"resources", ""},
             {"resources", ","},
             {"resources", "a,"},
             {"resources", "a,,b"},
             {"resources", over_long},
             {"resources", list_of(101)},
             {"resources", std::string(8193, 'x')},
             {"resources", most_bytes}, // each of them allowed, together too much for a token of 8 KiB
             {"resources", "a\xFF"},
             {"resources", std::string("a\0b", 3)},
             {"expireTime", ""},
             {"expireTime", "x"},
             {"expireTime", "1546272000000 "},
             {"expireTime", "1546272000000.0"},
             {"expireTime", "-1546272000000"},
             {"expireTime", "15462720000000000000"},
             {"expireTime", "+1546272000000"},
             {"expireTime", "3600000"}, // a duration
             {"expireTime", std::to_string(now_ms + 59999)},
             {"serviceName", ""},
             {"serviceName", "MQ"},
             {"proxyType", ""},
             {"proxyType", "mqtt"},
             {"accessKey", ""},
             {"accessKey", "AK_UNKNOWN"},
             {"accessKey", "AK_TEST_0003"}, // its account is disabled
             {"signature", ""},
             {"accessKey", "\x80"},
         }) {
        CAPTURE(each.name);
        CAPTURE(each.value);
        Scene scene;
        AuthFields fields = with(each.name, each.value);
        const AuthAnswer answer = scene.auth.apply(fields, now_ms);
        CHECK(answer.code == 400);
        CHECK(answer.message.substr(0, std::string(each.name).size()) == each.name);
        CHECK(answer.token.empty());
        if (each.value.empty()) {
            fields.erase(each.name);
            CHECK(scene.auth.apply(fields, now_ms).code == 400);
        }
    }
    Scene scene;
    CHECK(scene.auth.apply(apply_fields(), now_ms).code == 407); // all there, but not signed
}

TEST_CASE("what is just allowed is allowed")
{
    Scene scene;
    for (const char *actions : {"R", "W", "R,W", "W,R"})
        CHECK(scene.apply(with("actions", actions)).code == 200);
    CHECK(scene.apply(with("resources", list_of(100))).code == 200);
    CHECK(scene.apply(with("resources", std::string(64, 'x'))).code == 200);
    CHECK(scene.apply(with("resources", "TopicA/p2p/" + std::string(64, 'x'))).code == 200);
    CHECK(scene.apply(with("resources", "a/+/#,a,a")).code == 200);
    CHECK(scene.apply(with("expireTime", std::to_string(now_ms + 60000))).code == 200);
    for (const char *proxy : {"MQTT", "HTTP", "Kafka", "MQ"})
        CHECK(scene.apply(with("proxyType", proxy)).code == 200);
    CHECK(scene.apply(with("accessKey", "AK_TEST_0002")).code == 200);
}

TEST_CASE("only the four named fields are signed")
{
    Scene scene;
    AuthFields fields = scene.signed_apply();
    fields["proxyType"] = "HTTP"; // not signed
    CHECK(scene.auth.apply(fields, now_ms).code == 200);
    for (const auto &[name, value] :
         {std::pair("actions", "R"), {"resources", "topic1/1"}, {"expireTime", "1546272000001"}}) {
        AuthFields changed = scene.signed_apply();
        changed[name] = value;
        CHECK(scene.auth.apply(changed, now_ms).code == 407);
    }
    AuthFields another = scene.signed_apply();
    another["accessKey"] = "AK_TEST_0002"; // signed with another's key
    CHECK(scene.auth.apply(another, now_ms).code == 407);
}

TEST_CASE("a longer life than the cap is cut without a word")
{
    const auto expiry = [](Scene &scene, std::int64_t wanted) {
        const AuthAnswer answer = scene.apply(with("expireTime", std::to_string(wanted)));
        REQUIRE(answer.code == 200);
        return std::get<TokenClaims>(scene.auth.judge(answer.token, now_ms)).expire_ms;
    };
    Scene scene;
    CHECK(expiry(scene, now_ms + 30 * day_ms) == now_ms + 30 * day_ms);
    CHECK(expiry(scene, now_ms + 30 * day_ms + 1) == now_ms + 30 * day_ms);
    CHECK(expiry(scene, INT64_MAX) == now_ms + 30 * day_ms);
    Config config = auth_config();
    config.limits.max_token_ttl_s = 90;
    Scene shorter(config);
    CHECK(expiry(shorter, now_ms + day_ms) == now_ms + 90000);
    config.limits.max_token_ttl_s = 0;
    Scene free(config);
    CHECK(expiry(free, now_ms + 400 * day_ms) == now_ms + 400 * day_ms);
    CHECK(expiry(free, INT64_MAX) == 999999999999999);
}
