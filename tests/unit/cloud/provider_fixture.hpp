#ifndef LMQ_TEST_CLOUD_PROVIDER_FIXTURE_HPP
#define LMQ_TEST_CLOUD_PROVIDER_FIXTURE_HPP

#include <doctest/doctest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "lmq/cloud/https_token_provider.hpp"
#include "support/emulator.hpp"
#include "support/scripted_http_server.hpp"
#include "unit/core/expect_error.hpp"

namespace lmq::test
{

inline cloud::HttpsTokenProviderOptions provider_options(std::string url)
{
    cloud::HttpsTokenProviderOptions options;
    options.url = std::move(url);
    options.device_id = "BBB001";
    options.device_secret = Secret("device-secret-1");
    options.http.allow_plain_http = true;
    options.http.connect_timeout *= slowness;
    return options;
}

inline TokenProvider provider_at(std::string url)
{
    auto made = cloud::https_token_provider(provider_options(std::move(url)));
    REQUIRE(made.has_value());
    return std::move(*made);
}

inline TokenRequest token_request()
{
    TokenRequest request;
    request.client_id = "GID_AAA@@@BBB001";
    request.need = {TokenType::read_write, {"TopicA/notice/"}};
    request.reason = TokenReason::renewal;
    request.instead_of = "0123456789abcdef";
    return request;
}

/// Gathers a provider's answers; may outlive or be outlived by the provider.
class Answers
{
public:
    TokenAnswer taker()
    {
        return [state = state_](TokenResult result) {
            const std::lock_guard<std::mutex> lock(state->mutex);
            state->results.push_back(std::move(result));
            state->changed.notify_all();
        };
    }
    /// Waits for so many answers, ten seconds at most; all that have come.
    std::vector<TokenResult> wait(std::size_t count)
    {
        std::unique_lock<std::mutex> lock(state_->mutex);
        state_->changed.wait_for(lock, std::chrono::seconds(10), [&] { return state_->results.size() >= count; });
        return state_->results;
    }
    std::size_t count() { return wait(0).size(); }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<TokenResult> results;
    };
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

/// The one answer to one request.
inline TokenResult ask(const TokenProvider &provider, const TokenRequest &request = token_request())
{
    Answers answers;
    provider(request, answers.taker());
    auto all = answers.wait(1);
    REQUIRE(all.size() == 1);
    return all.front();
}

/// As expect_error, of the error in a failure.
inline void expect_failure(const TokenResult &result, Errc code, std::initializer_list<std::string_view> names)
{
    REQUIRE_FALSE(result.has_value());
    expect_error(Result<void>(tl::unexpected<Error>(result.error().error)), code, names);
}

constexpr const char *good_answer =
    R"({"token":"eyJ2IjoxLCJhIjoi","type":"RW","expire_time_ms":1546272000000,"valid_for_ms":3600000})";

} // namespace lmq::test

#endif
