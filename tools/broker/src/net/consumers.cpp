#include "net/consumers.hpp"

#include <algorithm>
#include <utility>

namespace lmq::broker::net
{

Result<std::vector<MqMessage>> Consumers::take(const ConsumeRequest &request)
{
    return engine_.mq_consume(request.topic, request.group, request.max, request.expression);
}

std::optional<std::uint64_t> Consumers::consume(ConsumeRequest request, Answer answer)
{
    auto got = take(request);
    if (!got || !got->empty() || request.wait.count() <= 0) {
        commit_();
        answer(std::move(got));
        return std::nullopt;
    }
    if (waiting_.empty()) seen_ = engine_.mq_stored();
    const auto deadline = std::chrono::steady_clock::now() + request.wait;
    const auto place =
        waiting_.insert(waiting_.end(), Waiting{std::move(request), std::move(answer), ++last_ticket_, {}});
    place->timer = loop_.call_at(deadline, [this, place] {
        const Answer late = std::move(place->answer);
        waiting_.erase(place);
        late(std::vector<MqMessage>());
    });
    return place->ticket;
}

void Consumers::cancel(std::uint64_t ticket)
{
    const auto place = std::find_if(waiting_.begin(), waiting_.end(),
                                    [ticket](const Waiting &waiting) { return waiting.ticket == ticket; });
    if (place == waiting_.end()) return;
    loop_.cancel(place->timer);
    waiting_.erase(place);
}

void Consumers::look_again()
{
    if (waiting_.empty() || seen_ == engine_.mq_stored()) return;
    seen_ = engine_.mq_stored();
    std::vector<std::pair<Answer, Result<std::vector<MqMessage>>>> ready;
    for (auto place = waiting_.begin(); place != waiting_.end();) {
        auto got = take(place->request);
        if (got && got->empty()) {
            ++place;
            continue;
        }
        loop_.cancel(place->timer);
        ready.emplace_back(std::move(place->answer), std::move(got));
        place = waiting_.erase(place);
    }
    if (ready.empty()) return;
    commit_();
    for (auto &[answer, got] : ready)
        answer(std::move(got));
}

void Consumers::dismiss()
{
    while (!waiting_.empty()) {
        loop_.cancel(waiting_.front().timer);
        const Answer answer = std::move(waiting_.front().answer);
        waiting_.pop_front();
        answer(std::vector<MqMessage>());
    }
}

} // namespace lmq::broker::net
