#include "cloud/provider_worker.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "cloud/http_client.hpp"
#include "cloud/provider_wire.hpp"

namespace lmq::cloud
{

namespace
{

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_waiting = 64;

struct Call {
    TokenType type = TokenType::read_write;
    WipedText body;
    TokenAnswer answer;
    Clock::time_point deadline;
};

TokenResult failed(Error error)
{
    return tl::unexpected<TokenFailure>(TokenFailure{std::move(error)});
}

} // namespace

struct ProviderWorker::State {
    explicit State(HttpsTokenProviderOptions given) : options(std::move(given)), client(options.http, 1) {}

    TokenResult carry_out(const Call &call);

    const HttpsTokenProviderOptions options;
    HttpClient client;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Call> waiting;
    bool stopping = false;
};

TokenResult ProviderWorker::State::carry_out(const Call &call)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(call.deadline - Clock::now());
    if (left.count() <= 0) return failed({Errc::http_timeout, "earlier calls took all of the time"});
    const WipedText url(options.url);
    HttpRequest request;
    request.url = &url;
    request.body = &call.body;
    request.content_type = "application/json";
    request.user = &options.device_id;
    request.password = &options.device_secret;
    request.timeout = left;
    const auto answer = client.ask(request);
    if (!answer) return failed(answer.error());
    return read_provider_answer(*answer, call.type, options.device_secret.reveal());
}

ProviderWorker::ProviderWorker(HttpsTokenProviderOptions options)
    : state_(std::make_shared<State>(std::move(options))), thread_([state = state_] { run(*state); })
{
}

ProviderWorker::~ProviderWorker()
{
    {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        state_->stopping = true;
    }
    state_->changed.notify_one();
    state_->client.abort();
    // From within an answer: the thread cannot wait for itself. It touches nothing but its share of the state.
    if (thread_.get_id() == std::this_thread::get_id()) {
        thread_.detach();
    } else {
        thread_.join();
    }
}

void ProviderWorker::ask(const TokenRequest &request, TokenAnswer answer)
{
    auto body = provider_body(request);
    if (!body) return answer(failed(body.error()));
    {
        const std::lock_guard<std::mutex> lock(state_->mutex);
        if (state_->waiting.size() < most_waiting) {
            state_->waiting.push_back({request.need.type, WipedText(std::move(*body)), std::move(answer),
                                       Clock::now() + state_->options.timeout});
            answer = nullptr;
        }
    }
    if (answer) return answer(failed({Errc::token_unavailable, "64 calls wait already"}));
    state_->changed.notify_one();
}

void ProviderWorker::run(State &state)
{
    for (;;) {
        std::unique_lock<std::mutex> lock(state.mutex);
        state.changed.wait(lock, [&state] { return state.stopping || !state.waiting.empty(); });
        if (state.waiting.empty()) return;
        const Call call = std::move(state.waiting.front());
        state.waiting.pop_front();
        const bool stopping = state.stopping;
        lock.unlock();
        call.answer(stopping ? failed({Errc::closed, "the provider was destroyed"}) : state.carry_out(call));
    }
}

} // namespace lmq::cloud
