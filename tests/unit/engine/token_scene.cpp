#include "token_scene.hpp"

#include "lmq/signature.hpp"

namespace engine_test
{

ConnectOptions anonymous(const std::string &name, bool clean)
{
    ConnectOptions options = device(name, clean);
    options.user.reset();
    options.password.reset();
    return options;
}

std::string issue(Broker &broker, const std::string &actions, const std::vector<std::string> &resources,
                  std::int64_t life_ms, const std::string &applicant)
{
    const auto token = broker.engine().issue_token({actions, resources, broker.now() + life_ms, applicant});
    REQUIRE_MESSAGE(token, token.error().detail);
    return *token;
}

std::string apply_for(Broker &broker, const std::string &proxy_type)
{
    using namespace lmq::broker::engine;
    const lmq::Parameters parameters = {{"actions", "W"},
                                        {"resources", "TopicA"},
                                        {"expireTime", std::to_string(broker.now() + hour_ms)},
                                        {"serviceName", "mq"}};
    AuthFields fields(parameters.begin(), parameters.end());
    const lmq::Secret key(Config::ready_made().accounts[0].secret_key);
    fields["proxyType"] = proxy_type;
    fields["accessKey"] = access_key;
    fields["signature"] = lmq::http_signature(key, parameters);
    const AuthAnswer answer = broker.engine().authorize(AuthCall::apply, fields);
    REQUIRE_MESSAGE(answer.code == 200, answer.message);
    return answer.token;
}

std::string upload_packet(const std::string &token, const std::string &type, unsigned qos, unsigned id)
{
    return publish_packet("$SYS/uploadToken", R"({"token":")" + token + R"(","type":")" + type + R"("})", qos, id);
}

std::vector<Received> upload(Client &client, const std::string &token, const std::string &type)
{
    client.send(upload_packet(token, type));
    std::vector<Received> got = client.take();
    REQUIRE(got.size() >= 1);
    REQUIRE(got[0].type == 4);
    REQUIRE(got[0].id == 77);
    REQUIRE_FALSE(client.closed());
    got.erase(got.begin());
    return got;
}

void expect_notice(Client &client, int code, const std::string &type)
{
    const Received notice = client.take_one();
    CHECK(notice.flags == 0);
    CHECK(notice.topic == "$SYS/tokenInvalidNotice");
    CHECK(notice.payload == R"({"code":)" + std::to_string(code) + R"(,"type":")" + type + R"("})");
    CHECK(client.closed());
}

Config with_strangers()
{
    Config config = Config::ready_made();
    config.accounts.push_back({"2222222222", "AK_TEST_0002", "SK_2", "", true});
    config.accounts.push_back({"3333333333", "AK_TEST_0003", "SK_3", "", false});
    config.topics.push_back({"ForeignTopic", {}, "2222222222", "cn-hangzhou", {}});
    config.groups.push_back({"GID_FOREIGN", "2222222222", "cn-hangzhou", "ForeignTopic", {}});
    config.groups.push_back({"GID_DISABLED", "3333333333", "cn-hangzhou", "ForeignTopic", {}});
    return config;
}

} // namespace engine_test
