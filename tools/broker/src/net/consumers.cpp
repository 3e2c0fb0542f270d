#include "net/consumers.hpp"

#include <utility>

namespace lmq::broker::net
{

Result<std::vector<MqMessage>> Consumers::take(const ConsumeRequest &request)
{
    return engine_.mq_consume(request.topic, request.group, request.max, request.expression);
}

void Consumers::consume(ConsumeRequest request, Answer answer)
{
    auto got = take(request);
    if (!got || !got->empty() || request.wait.count() <= 0) return answer(std::move(got));
    if (waiting_.empty()) seen_ = engine_.mq_stored();
    const auto deadline = std::chrono::steady_clock::now() + request.wait;
    const auto place = waiting_.insert(waiting_.end(), Waiting{std::move(request), std::move(answer), 0});
    place->timer = loop_.call_at(deadline, [this, place] {
        const Answer late = std::move(place->answer);
        waiting_.erase(place);
        late(std::vector<MqMessage>());
    });
}

void Consumers::look_again()
{
    if (waiting_.empty() || seen_ == engine_.mq_stored()) return;
    seen_ = engine_.mq_stored();
    for (auto place = waiting_.begin(); place != waiting_.end();) {
        auto got = take(place->request);
        if (got && got->empty()) {
            ++place;
            continue;
        }
        loop_.cancel(place->timer);
        const Answer answer = std::move(place->answer);
        place = waiting_.erase(place);
        answer(std::move(got));
    }
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
