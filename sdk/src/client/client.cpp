#include "lmq/client.hpp"

#include <utility>

#include "client/options_check.hpp"
#include "client/runtime.hpp"
#include "lmq/topic.hpp"

namespace lmq
{

/// Holds the runtime for the user: when it goes, the runtime ends, though a handler may still be at work in it.
class Client::Impl
{
public:
    explicit Impl(std::shared_ptr<client::Runtime> runtime) : runtime_(std::move(runtime)) {}
    ~Impl() { runtime_->abandon(); }
    Impl(const Impl &) = delete;
    Impl &operator=(const Impl &) = delete;

    client::Runtime *operator->() const { return runtime_.get(); }

private:
    std::shared_ptr<client::Runtime> runtime_;
};

Result<Client> Client::create(ClientOptions options)
{
    auto checked = client::check_options(options);
    if (!checked) return tl::unexpected<Error>(checked.error());
    auto stores = client::open_stores(options, client::Logger(options.log, options.log_level));
    if (!stores) return tl::unexpected<Error>(stores.error());
    auto runtime = std::make_shared<client::Runtime>(std::move(options), std::move(*checked), std::move(*stores));
    if (auto begun = runtime->begin(); !begun) return tl::unexpected<Error>(begun.error());
    return Client(std::make_unique<Impl>(std::move(runtime)));
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::Client(Client &&) noexcept = default;
Client &Client::operator=(Client &&) noexcept = default;
Client::~Client() = default;

void Client::on_message(MessageHandler handler)
{
    (*impl_)->on_message(std::move(handler));
}

void Client::on_p2p(MessageHandler handler)
{
    (*impl_)->on_p2p(std::move(handler));
}

void Client::on_state(StateHandler handler)
{
    (*impl_)->on_state(std::move(handler));
}

void Client::on_offline(PullHandler handler)
{
    (*impl_)->on_offline(std::move(handler));
}

OfflineMessages Client::offline()
{
    return OfflineMessages((*impl_)->weak_from_this());
}

void Client::on_recovered(RecoveredHandler handler)
{
    (*impl_)->on_recovered(std::move(handler));
}

Result<void> Client::start()
{
    return (*impl_)->start();
}

Result<void> Client::connect(std::chrono::milliseconds timeout)
{
    return (*impl_)->connect(timeout);
}

Message Client::spare_message()
{
    return (*impl_)->spare_message();
}

Result<void> Client::publish(Message message, PublishHandler done)
{
    return (*impl_)->publish(std::move(message), std::move(done));
}

Result<void> Client::publish_and_wait(Message message, std::chrono::milliseconds timeout)
{
    return (*impl_)->publish_and_wait(std::move(message), timeout);
}

Result<void> Client::publish_p2p(std::string_view parent, std::string_view target_client_id, std::string payload,
                                 QoS qos, PublishHandler done)
{
    auto topic = make_p2p_topic(parent, target_client_id, (*impl_)->options().limits);
    if (!topic) return tl::unexpected<Error>(topic.error());
    Message message;
    message.topic = std::move(*topic);
    message.payload = std::move(payload);
    message.qos = qos;
    return (*impl_)->publish(std::move(message), std::move(done));
}

Result<void> Client::subscribe(std::vector<Subscription> subscriptions, SubscribeHandler done)
{
    return (*impl_)->subscribe(std::move(subscriptions), std::move(done));
}

Result<std::vector<SubscribeOutcome>> Client::subscribe_and_wait(std::vector<Subscription> subscriptions,
                                                                 std::chrono::milliseconds timeout)
{
    return (*impl_)->subscribe_and_wait(std::move(subscriptions), timeout);
}

Result<void> Client::unsubscribe(std::vector<std::string> filters, UnsubscribeHandler done)
{
    return (*impl_)->unsubscribe(std::move(filters), std::move(done));
}

Result<void> Client::unsubscribe_and_wait(std::vector<std::string> filters, std::chrono::milliseconds timeout)
{
    return (*impl_)->unsubscribe_and_wait(std::move(filters), timeout);
}

Result<void> Client::flush(std::chrono::milliseconds timeout)
{
    return (*impl_)->flush(timeout);
}

Result<void> Client::disconnect(std::chrono::milliseconds timeout)
{
    return (*impl_)->disconnect(timeout);
}

Result<void> Client::close(std::chrono::milliseconds timeout)
{
    return (*impl_)->close(timeout);
}

Result<std::size_t> Client::poll(std::chrono::milliseconds timeout)
{
    return (*impl_)->poll(timeout);
}

void Client::network_changed()
{
    (*impl_)->network_changed();
}

ConnectionStatus Client::status() const
{
    return (*impl_)->status();
}

Statistics Client::statistics() const
{
    return (*impl_)->statistics();
}

} // namespace lmq
