#include "client/runtime.hpp"

#include <utility>

#include "client/token_rights.hpp"
#include "core/text.hpp"
#include "lmq/platform/clock.hpp"
#include "lmq/platform/random.hpp"

namespace lmq::client
{
namespace
{

session::Config session_config(const ClientOptions &options)
{
    session::Config config;
    config.profile = options.profile;
    config.ordered = options.ordered;
    config.back_off = options.back_off;
    config.ack_timeout = options.ack_timeout;
    config.max_subscriptions = max_subscriptions(options);
    config.seed = platform::random_u64();
    config.clean_session = options.clean_session;
    // The transport's own time-out comes first, for it knows what it was waiting for.
    config.connect_timeout = options.connect_timeout + std::chrono::seconds(1);
    config.offline_pull = options.offline_pull;
    if (const auto *tokens = std::get_if<Tokens>(&options.credentials)) {
        config.tokens = tokens->needs;
        config.provider_timeout = tokens->provider_timeout;
    }
    return config;
}

outbox::Config outbox_config(const ClientOptions &options)
{
    outbox::Config config;
    config.caps = options.outbox;
    config.max_inflight = options.max_inflight;
    config.ordered = options.ordered;
    config.max_publish_rate = options.max_publish_rate;
    return config;
}

} // namespace

Runtime::Runtime(ClientOptions options, CheckedOptions checked, Stores stores)
    : options_(std::move(options)), checked_(std::move(checked)), log_(options_.log, options_.log_level),
      stores_(std::move(stores)),
      event_queue_(std::make_shared<EventQueue>(options_.inbox_messages, options_.inbox_bytes,
                                                options_.profile == ServiceProfile::aliyun, stores_.inbox.get())),
      events_(*event_queue_), session_(session_config(options_)),
      outbox_(outbox::make_memory_outbox(outbox_config(options_), stores_.journal.get())),
      transport_(transport::make_paho_transport(events_))
{
    statistics_.outbox_recovered = stores_.recovered.size();
    outbox_->restore(std::exchange(stores_.recovered, {}), platform::monotonic_now());
}

Result<void> Runtime::begin()
{
    load_tokens();
    if (options_.dispatch == Dispatch::poll) return {};
    const std::string refused = thread_.start([self = shared_from_this()] { self->run(); });
    if (!refused.empty()) return core::failure(Errc::no_thread, {"the thread of the client: ", refused});
    return {};
}

template <class Change>
void Runtime::change_handlers(Change change)
{
    const std::lock_guard<std::mutex> lock(mutex_);
    auto copy = std::make_shared<Handlers>(*handlers_);
    change(*copy);
    handlers_ = std::move(copy);
    ++handlers_version_;
}

void Runtime::on_message(MessageHandler handler)
{
    change_handlers([&](Handlers &handlers) { handlers.message = std::move(handler); });
}

void Runtime::on_p2p(MessageHandler handler)
{
    change_handlers([&](Handlers &handlers) { handlers.p2p = std::move(handler); });
}

void Runtime::on_state(StateHandler handler)
{
    change_handlers([&](Handlers &handlers) { handlers.state = std::move(handler); });
}

void Runtime::on_offline(PullHandler handler)
{
    change_handlers([&](Handlers &handlers) { handlers.offline = std::move(handler); });
}

void Runtime::on_recovered(RecoveredHandler handler)
{
    change_handlers([&](Handlers &handlers) { handlers.recovered = std::move(handler); });
    events_.poke(); // some may have been waiting for it
}

Result<void> Runtime::start()
{
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (closed_) return fail_closed();
        started_ = true;
        feed(session::event::Start{});
    }
    events_.poke();
    return {};
}

Message Runtime::spare_message()
{
    const std::lock_guard<std::mutex> lock(mutex_);
    return outbox_->spare();
}

Result<void> Runtime::publish(Message message, PublishHandler done)
{
    if (auto checked = check_message(message, options_); !checked) return checked;
    if (auto stores = check_store(); !stores) return stores;
    bool wake = message.time_to_live || options_.outbox.max_age || options_.max_publish_rate > 0;
    Result<void> accepted;
    outbox::Change change = 0;
    bool waits = false;
    std::shared_ptr<Runtime> self; // once the lock is free, a handler may drop the client
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (closed_) return fail_closed();
        const Milliseconds now = platform::monotonic_now();
        accepted = outbox_->accept(std::move(message), std::move(done), now, done_);
        collect();
        if (accepted) {
            ++statistics_.publishes_accepted;
            change = outbox_->last_change();
            // From this very thread: a hop to the loop would cost more than the sending.
            if (released_) pump(now);
        }
        wake = wake || !calls_.empty() || look_again_at_.has_value();
        waits = accepted && stores_.journal && stores_.journal->commits_each();
        if (wake || waits) self = shared_from_this();
    }
    if (wake) events_.poke();
    if (waits) return finish_publish(change);
    return accepted;
}

Result<void> Runtime::subscribe(std::vector<Subscription> subscriptions, SubscribeHandler done)
{
    if (subscriptions.empty()) return core::failure(Errc::empty, "subscriptions: must hold at least one filter");
    for (const Subscription &subscription : subscriptions) {
        auto valid = validate_topic_filter(subscription.filter, topic_rules(options_.profile), options_.limits);
        if (!valid) return valid;
        if (auto may = check_may_subscribe(options_, subscription.filter); !may) return may;
        if (auto qos = check_qos(subscription.qos); !qos) return qos;
    }
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (closed_) return fail_closed();
        const std::size_t count = session_.count_with(subscriptions);
        if (count > max_subscriptions(options_))
            return core::failure(Errc::too_many_subscriptions,
                                 {"subscriptions: at most ", core::Decimal(max_subscriptions(options_)),
                                  " filters a client, would be ", core::Decimal(count)});
        const std::uint64_t request = next_request_++;
        subscribes_.emplace(request, std::move(done));
        feed(session::event::Subscribe{request, std::move(subscriptions)});
    }
    events_.poke();
    return {};
}

Result<void> Runtime::unsubscribe(std::vector<std::string> filters, UnsubscribeHandler done)
{
    if (filters.empty()) return core::failure(Errc::empty, "filters: must hold at least one filter");
    for (const std::string &filter : filters) {
        auto valid = validate_topic_filter(filter, topic_rules(options_.profile), options_.limits);
        if (!valid) return valid;
    }
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (closed_) return fail_closed();
        const std::uint64_t request = next_request_++;
        unsubscribes_.emplace(request, std::move(done));
        feed(session::event::Unsubscribe{request, std::move(filters)});
    }
    events_.poke();
    return {};
}

void Runtime::network_changed()
{
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (closed_) return;
        feed(session::event::NetworkChanged{});
    }
    events_.poke();
}

ConnectionStatus Runtime::status() const
{
    const std::lock_guard<std::mutex> lock(mutex_);
    return session_.status();
}

Statistics Runtime::statistics() const
{
    const std::lock_guard<std::mutex> lock(mutex_);
    Statistics now = statistics_;
    now.messages_received = messages_received_.load(std::memory_order_relaxed);
    now.bytes_received = bytes_received_.load(std::memory_order_relaxed);
    now.messages_dropped = events_.dropped();
    now.outbox_messages = outbox_->messages();
    now.outbox_bytes = outbox_->bytes();
    now.inflight = outbox_->inflight();
    count_stores(now);
    now.subscriptions = session_.subscription_count();
    return now;
}

} // namespace lmq::client
