#ifndef LMQ_TESTS_LOOPBACK_TOKEN_DESK_HPP
#define LMQ_TESTS_LOOPBACK_TOKEN_DESK_HPP

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sdk_fixture.hpp"

namespace lmq::test
{

/// A broker whose clock the test moves; it starts at the present, so that devices and broker agree at first.
inline broker::Config on_virtual_clock()
{
    broker::Config config = broker::Config::ready_made();
    config.clock = broker::ClockMode::virtual_;
    config.virtual_start_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    return config;
}

/// Hands out tokens as an app server would, straight from the broker. Outlives its clients.
class TokenDesk
{
public:
    explicit TokenDesk(const Service &service) : service_(service) {}

    /// The credentials of a device that needs these.
    Tokens credentials(std::vector<TokenNeed> needs = {{TokenType::read_write, {}}})
    {
        Tokens tokens;
        tokens.needs = std::move(needs);
        tokens.provider = [this](const TokenRequest &request, const TokenAnswer &answer) {
            requests.add(request);
            answer(issue(request));
        };
        return tokens;
    }

    void fail_next(int calls)
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        failures_ = calls;
    }
    /// Instead of a good token, `text` next time.
    void answer_next(std::string text)
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        forced_ = std::move(text);
    }
    void cover(std::vector<std::string> resources)
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        resources_ = std::move(resources);
    }
    std::string last_token() const
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        return last_;
    }

    Recorder<TokenRequest> requests;

private:
    TokenResult issue(const TokenRequest &request)
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (failures_ > 0) {
            --failures_;
            return tl::unexpected<TokenFailure>(TokenFailure{{Errc::http_unreachable, "the desk is closed"}, {}});
        }
        broker::TokenOrder order;
        order.actions = request.need.type == TokenType::read_write ? "R,W" : control::to_string(request.need.type);
        order.resources = request.need.resources.empty() ? resources_ : request.need.resources;
        order.expire_ms = service_->now_ms() + std::chrono::milliseconds(lifetime).count();
        Token token;
        token.type = request.need.type;
        token.expire_time_ms = order.expire_ms;
        token.valid_for = lifetime;
        if (forced_) {
            last_ = *std::exchange(forced_, std::nullopt);
        } else {
            auto issued = service_->issue_token(order);
            if (!issued) return tl::unexpected<TokenFailure>(TokenFailure{issued.error(), {}});
            last_ = std::move(*issued);
        }
        token.text = Secret(std::string(last_));
        return token;
    }

    static constexpr std::chrono::hours lifetime{1};
    const Service &service_;
    mutable std::mutex mutex_;
    int failures_ = 0;
    std::optional<std::string> forced_;
    std::vector<std::string> resources_ = {"TopicA/#", "TopicB/#"};
    std::string last_;
};

inline ClientOptions token_device(const Service &service, TokenDesk &desk, const std::string &device,
                                  std::vector<TokenNeed> needs = {{TokenType::read_write, {}}})
{
    ClientOptions options = service.device(device);
    options.credentials = desk.credentials(std::move(needs));
    return options;
}

/// Waits until a state with this error was reported.
inline bool was_told(Device &device, Errc error)
{
    return device.states.wait_until_any(
        [error](const ConnectionStatus &status) { return status.error && status.error->code == error; });
}

} // namespace lmq::test

#endif
