#include "device.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>

Device::Device(lmq::ClientOptions options) : id_(options.client_id)
{
    auto made = lmq::Client::create(std::move(options));
    if (!made) { // a mistake in the tour itself: there is nothing to show then
        std::cerr << lmq::describe(made.error()) << '\n';
        std::exit(2);
    }
    client_.emplace(std::move(*made));
    client_->on_message([this](const lmq::ReceivedMessage &message) {
        const std::lock_guard lock(mutex_);
        messages_.push_back(message);
        changed_.notify_all();
    });
    client_->on_p2p([this](const lmq::ReceivedMessage &message) {
        const std::lock_guard lock(mutex_);
        p2p_.push_back(message);
        changed_.notify_all();
    });
    client_->on_state([this](const lmq::ConnectionStatus &status) {
        const std::lock_guard lock(mutex_);
        states_.push_back(status.state);
        changed_.notify_all();
    });
}

bool Device::wait(const std::function<bool()> &condition)
{
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), condition);
}

bool Device::has(const std::vector<lmq::ReceivedMessage> &in, const std::string &payload,
                 const std::string &topic) const
{
    return std::any_of(in.begin(), in.end(), [&](const lmq::ReceivedMessage &message) {
        return message.payload == payload && (topic.empty() || message.topic == topic);
    });
}

bool Device::received(const std::string &payload, const std::string &topic)
{
    return wait([&] { return has(messages_, payload, topic); });
}

bool Device::received_p2p(const std::string &payload, const std::string &topic)
{
    return wait([&] { return has(p2p_, payload, topic); });
}

bool Device::reached(lmq::ConnectionState state, std::size_t times)
{
    return wait([&] { return std::count(states_.begin(), states_.end(), state) >= static_cast<long>(times); });
}

std::size_t Device::count(lmq::ConnectionState state)
{
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count(states_.begin(), states_.end(), state));
}

lmq::PublishHandler Device::counting()
{
    return [this](const lmq::Result<void> &outcome) {
        const std::lock_guard lock(mutex_);
        ++(outcome ? completed_ : failed_);
        changed_.notify_all();
    };
}

bool Device::completed(std::size_t publishes)
{
    return wait([&] { return completed_ >= publishes; });
}

std::size_t Device::failed()
{
    const std::lock_guard lock(mutex_);
    return failed_;
}
