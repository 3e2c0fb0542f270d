// A device's provider against the app server: both ends of the wire format.
#include <future>

#include <lmq/cloud/https_token_provider.hpp>

#include "fixture.hpp"

namespace lmq::test
{

namespace
{

TokenResult ask_as(const Stage &stage, const std::string &device, const std::string &secret, TokenRequest request)
{
    cloud::HttpsTokenProviderOptions options;
    options.url = "http://" + stage.server->address() + "/v1/token";
    options.http.allow_plain_http = true;
    options.device_id = device;
    options.device_secret = Secret(secret);
    const auto provider = cloud::https_token_provider(options);
    REQUIRE(provider.has_value());
    std::promise<TokenResult> answer;
    (*provider)(request, [&answer](TokenResult result) { answer.set_value(std::move(result)); });
    return answer.get_future().get();
}

TokenRequest request_of(const std::string &client_id)
{
    TokenRequest request;
    request.client_id = client_id;
    request.need = {TokenType::read_write, {"TopicA/notice/"}};
    return request;
}

} // namespace

TEST_CASE("a provider gets its device's token from the app server, and another in its place")
{
    Stage stage;
    TokenRequest request = request_of("GID_AAA@@@BBB001");
    auto token = ask_as(stage, "BBB001", "device-secret-1", request);
    REQUIRE(token.has_value());
    CHECK(token->text.reveal() == "token-1");
    CHECK(token->expire_time_ms == 1546354800000);
    CHECK(token->valid_for == std::chrono::hours(24));
    request.reason = TokenReason::rejected;
    request.instead_of = token_fingerprint(token->text);
    token = ask_as(stage, "BBB001", "device-secret-1", request);
    REQUIRE(token.has_value());
    CHECK(token->text.reveal() == "token-2");
}

TEST_CASE("what the app server refuses reaches the device with its reason, and when to ask again")
{
    Stage stage;
    auto refused = ask_as(stage, "BBB001", "wrong", request_of("GID_AAA@@@BBB001"));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().error.code == Errc::token_unavailable);
    CHECK(refused.error().error.detail.find("401") != std::string::npos);
    refused = ask_as(stage, "BBB001", "device-secret-1", request_of("GID_AAA@@@BBB002"));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().error.detail.find("403") != std::string::npos);
    CHECK(refused.error().error.detail.find("client_id: not one of this device") != std::string::npos);
    stage.auth_fails = true;
    refused = ask_as(stage, "BBB001", "device-secret-1", request_of("GID_AAA@@@BBB001"));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().retry_after == std::chrono::seconds(10));
}

} // namespace lmq::test
