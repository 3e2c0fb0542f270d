#ifndef LMQ_BROKER_NET_CONSUMERS_HPP
#define LMQ_BROKER_NET_CONSUMERS_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.hpp"
#include "net/loop.hpp"

namespace lmq::broker::net
{

/// What a consumer asks of MQ.
struct ConsumeRequest {
    std::string topic;
    std::string group;
    std::size_t max = 1;
    std::chrono::milliseconds wait{0}; ///< real time
    std::string expression = "*";
};

/// MQ consumers that wait for a message, in the order of their asking.
class Consumers
{
public:
    using Answer = std::function<void(Result<std::vector<MqMessage>>)>;

    /// `commit` makes durable how far a group has come, before it is given what comes before. When it cannot, the group
    /// gets the messages all the same, and perhaps again.
    Consumers(engine::Engine &engine, Loop &loop, std::function<void()> commit)
        : engine_(engine), loop_(loop), commit_(std::move(commit))
    {
    }
    /// Answers at once when there is something or nothing to wait for; else when a message comes or the wait ends, and
    /// gives a ticket until then.
    std::optional<std::uint64_t> consume(ConsumeRequest request, Answer answer);
    /// Forgets one that waits: it gets no answer.
    void cancel(std::uint64_t ticket);
    /// To be called every turn: serves those that wait when messages have been stored since.
    void look_again();
    /// Answers everybody with nothing.
    void dismiss();

private:
    struct Waiting {
        ConsumeRequest request;
        Answer answer;
        std::uint64_t ticket;
        Loop::TimerId timer;
    };
    Result<std::vector<MqMessage>> take(const ConsumeRequest &request);

    engine::Engine &engine_;
    Loop &loop_;
    std::function<void()> commit_;
    std::list<Waiting> waiting_;
    std::uint64_t last_ticket_ = 0;
    std::uint64_t seen_ = 0; // of engine.mq_stored()
};

} // namespace lmq::broker::net

#endif
