#include "client/event_queue.hpp"

#include "client/transport_tokens.hpp"
#include "lmq/topic.hpp"

namespace lmq::client
{

void EventQueue::notify(std::unique_lock<std::mutex> &lock)
{
    const bool wake = std::exchange(sleeping_, false);
    lock.unlock();
    if (wake) changed_.notify_one();
}

template <class T>
void EventQueue::push(T event)
{
    std::unique_lock<std::mutex> lock(mutex_);
    waiting_.events.emplace_back(std::move(event));
    notify(lock);
}

void EventQueue::on_up(transport::Epoch epoch, bool session_present)
{
    push(session::event::TransportUp{session_present, epoch});
}

void EventQueue::on_refused(transport::Epoch epoch, int return_code)
{
    push(session::event::TransportRefused{return_code, epoch});
}

void EventQueue::on_failed(transport::Epoch epoch, Error error)
{
    push(session::event::TransportFailed{std::move(error), epoch});
}

void EventQueue::on_down(transport::Epoch epoch, Error error)
{
    push(session::event::TransportDown{std::move(error), epoch});
}

void EventQueue::on_published(transport::Epoch epoch, transport::Token token)
{
    // Among the events: a notice that follows an upload's acknowledgement must not overtake it.
    if (static_cast<TokenKind>(token.kind) == TokenKind::control)
        return push(session::event::ControlAcked{static_cast<std::uint32_t>(token.id)});
    std::unique_lock<std::mutex> lock(mutex_);
    waiting_.acks.push_back({epoch, token});
    notify(lock);
}

void EventQueue::on_subscribed(transport::Epoch, transport::Token token, Result<std::vector<int>> codes)
{
    push(session::event::SubscribeAnswered{static_cast<std::uint32_t>(token.id), std::move(codes)});
}

void EventQueue::on_unsubscribed(transport::Epoch, transport::Token token, Result<void> result)
{
    push(session::event::UnsubscribeAnswered{static_cast<std::uint32_t>(token.id), std::move(result)});
}

bool EventQueue::has_room()
{
    return unhandled_.load(std::memory_order_relaxed) < capacity_;
}

void EventQueue::on_token(std::uint32_t request, TokenResult result)
{
    push(session::event::TokenAnswered{request, std::move(result)});
}

Result<void> EventQueue::on_message(transport::Epoch epoch, ReceivedMessage message, bool held_back)
{
    constexpr std::size_t longest_notice = 4096;
    if (service_notices_ && is_control_topic(message.topic)) {
        if (held_back) held_ = true;
        if (message.payload.size() <= longest_notice)
            push(session::event::ServiceNotice{std::move(message.topic), std::move(message.payload), epoch});
        return {};
    }
    const std::size_t size = size_of(message);
    // The system holds back what its buffers take; a server that goes on all the same would fill the memory.
    if (message.qos == QoS::at_most_once && unhandled_bytes_ + size > max_bytes_) {
        ++dropped_;
        return {};
    }
    inbox::Key key = 0;
    if (inbox_ != nullptr && message.qos != QoS::at_most_once) {
        auto kept = inbox_->keep(message);
        // The server has given a QoS 2 message away by now, and will not send it again: better here than nowhere.
        if (!kept && message.qos == QoS::at_least_once) return tl::unexpected<Error>(kept.error());
        key = kept.value_or(0);
    }
    expect(1, size);
    std::unique_lock<std::mutex> lock(mutex_);
    // Set before the message can be handled: its handled() sees it.
    if (held_back) held_ = true;
    waiting_.messages.push_back({std::move(message), key});
    notify(lock);
    return {};
}

void EventQueue::expect(std::size_t count, std::size_t bytes)
{
    unhandled_ += count;
    unhandled_bytes_ += bytes;
}

void EventQueue::on_step_due()
{
    poke();
}

void EventQueue::poke()
{
    std::unique_lock<std::mutex> lock(mutex_);
    poked_ = true;
    notify(lock);
}

void EventQueue::wait(std::optional<std::chrono::milliseconds> deadline, std::chrono::microseconds linger)
{
    std::unique_lock<std::mutex> lock(mutex_);
    // Nobody notifies a loop that is not marked as sleeping.
    if (linger.count() > 0 && !poked_) changed_.wait_for(lock, linger);
    while (!poked_ && waiting_.empty()) {
        sleeping_ = true;
        if (!deadline) {
            changed_.wait(lock);
            continue;
        }
        const std::chrono::steady_clock::time_point until{
            std::chrono::duration_cast<std::chrono::steady_clock::duration>(*deadline)};
        if (changed_.wait_until(lock, until) == std::cv_status::timeout) break;
    }
    sleeping_ = false;
}

bool EventQueue::take(Batch &batch)
{
    const std::lock_guard<std::mutex> lock(mutex_);
    std::swap(batch, waiting_);
    return std::exchange(poked_, false);
}

bool EventQueue::handled(std::size_t count, std::size_t bytes)
{
    unhandled_bytes_ -= bytes;
    const std::size_t left = unhandled_.fetch_sub(count) - count;
    // Half empty first: holding and letting go again with each message would cost more than the messages.
    return left <= capacity_ / 2 && held_.load(std::memory_order_relaxed) && held_.exchange(false);
}

} // namespace lmq::client
