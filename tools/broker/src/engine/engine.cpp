#include "engine/engine.hpp"

#include <utility>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

class Engine::Impl final : public Core
{
public:
    using Core::Core;
};

Engine::Engine(const Config &config, const Clock &clock, store::Store *store)
    : impl_(std::make_unique<Impl>(config, clock, store))
{
}

Engine::~Engine() = default;

Result<void> Engine::recover()
{
    return impl_->recover();
}

void Engine::set_epoch(std::uint64_t epoch)
{
    impl_->set_epoch(epoch);
}

Result<void> Engine::commit()
{
    return impl_->commit();
}

ConnectionId Engine::open(std::string peer)
{
    return impl_->open(std::move(peer));
}

std::size_t Engine::receive(ConnectionId id, codec::ByteSpan bytes)
{
    return impl_->receive(id, bytes);
}

void Engine::closed(ConnectionId id)
{
    impl_->closed(id);
}

OutQueue &Engine::out(ConnectionId id)
{
    return impl_->connection(id).out;
}

CloseMode Engine::close_mode(ConnectionId id) const
{
    return impl_->connection(id).close_mode;
}

bool Engine::reading_paused(ConnectionId id) const
{
    const Connection &c = impl_->connection(id);
    return c.paused || c.output_full;
}

std::vector<ConnectionId> Engine::take_dirty()
{
    return impl_->take_dirty();
}

void Engine::drained(ConnectionId id)
{
    impl_->drained(id);
}

void Engine::run_due()
{
    impl_->run_due();
}

std::optional<std::int64_t> Engine::next_due_ms() const
{
    return impl_->next_due_ms();
}

std::uint64_t Engine::add_fault(FaultRule rule)
{
    return impl_->faults().add(std::move(rule));
}

bool Engine::remove_fault(std::uint64_t id)
{
    return impl_->faults().remove(id);
}

void Engine::clear_faults()
{
    impl_->faults().clear();
}

std::vector<FaultStatus> Engine::faults() const
{
    return impl_->faults().status();
}

std::vector<SessionInfo> Engine::sessions() const
{
    return impl_->sessions();
}

std::optional<SessionInfo> Engine::session(std::string_view client_id) const
{
    return impl_->session(client_id);
}

std::vector<Alarm> Engine::alarms() const
{
    return impl_->alarms();
}

bool Engine::kick(std::string_view client_id)
{
    return impl_->kick(client_id);
}

BrokerStatistics Engine::statistics() const
{
    return impl_->statistics();
}

AuthAnswer Engine::authorize(AuthCall call, const AuthFields &fields)
{
    return impl_->authorize(call, fields);
}

OnlineAnswer Engine::online_status(const AuthFields &fields)
{
    return impl_->online_status(fields);
}

Result<std::string> Engine::issue_token(const TokenOrder &order)
{
    return impl_->issue_token(order);
}

Result<void> Engine::revoke_token(std::string_view token)
{
    return impl_->revoke_token(token);
}

Result<std::string> Engine::mq_produce(std::string_view topic, MqMessage message)
{
    return impl_->mq_produce(topic, std::move(message));
}

Result<std::vector<MqMessage>> Engine::mq_consume(std::string_view topic, std::string_view group, std::size_t max,
                                                  std::string_view expression)
{
    return impl_->mq_consume(topic, group, max, expression);
}

void Engine::set_log(LogLevel level, LogSink sink)
{
    impl_->journal().open(level, std::move(sink));
}

std::uint64_t Engine::mq_stored() const
{
    return impl_->mq_stored();
}

void Engine::reset()
{
    impl_->reset();
}

} // namespace lmq::broker::engine
