#ifndef LMQ_TEST_OUTBOX_BENCH_HPP
#define LMQ_TEST_OUTBOX_BENCH_HPP

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "outbox/outbox.hpp"

namespace lmq::outbox::test
{

inline Message message(std::string topic, std::string payload, QoS qos = QoS::at_least_once)
{
    Message made;
    made.topic = std::move(topic);
    made.payload = std::move(payload);
    made.qos = qos;
    return made;
}

/// An outbox, a clock and what became of each message, by its payload.
struct Bench {
    explicit Bench(Config config = {}) : outbox(make_memory_outbox(config)) {}

    std::unique_ptr<Outbox> outbox;
    Completions done;
    std::vector<std::string> log; ///< "payload ok" or "payload <number>"
    Time now{0};

    Result<void> put(Message m)
    {
        const std::string payload = m.payload;
        auto result = outbox->accept(
            std::move(m),
            [this, payload](const Result<void> &outcome) {
                log.push_back(payload + " " +
                              (outcome ? "ok" : std::to_string(static_cast<int>(outcome.error().code))));
            },
            now, done);
        run();
        return result;
    }
    Result<void> put(const std::string &payload, QoS qos = QoS::at_least_once)
    {
        return put(message("T", payload, qos));
    }
    Result<void> put(const std::string &payload, Priority priority)
    {
        Message made = message("T", payload);
        made.priority = priority;
        return put(std::move(made));
    }
    void run()
    {
        for (auto &completion : std::exchange(done, {}))
            completion.handler(completion.result);
    }
    /// The payloads next() hands over until it has no more; `tickets` of them.
    std::string drain(std::vector<Ticket> *tickets = nullptr)
    {
        std::string payloads;
        while (const auto outgoing = outbox->next(now)) {
            payloads += outgoing->message->payload;
            if (tickets) tickets->push_back(outgoing->ticket);
            outbox->sent(outgoing->ticket, done);
        }
        run();
        return payloads;
    }
    void acknowledge(Ticket ticket)
    {
        outbox->acknowledged(ticket, done);
        run();
    }
    void expire()
    {
        outbox->expire(now, done);
        run();
    }
};

} // namespace lmq::outbox::test

#endif
