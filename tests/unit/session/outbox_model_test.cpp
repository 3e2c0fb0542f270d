// Random operations on the outbox beside a model that is too simple to be wrong.

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <vector>

#include "outbox/outbox.hpp"
#include "support/emulator.hpp"

using namespace lmq;
using namespace lmq::outbox;

namespace
{

struct Modelled {
    unsigned id = 0;
    std::string topic;
    std::size_t bytes = 0;
    QoS qos = QoS::at_least_once;
    Priority priority = Priority::normal;
    unsigned place = 0; ///< in the order of accept
    std::optional<Time> expires_at;
    bool fresh = true;
    Ticket ticket = 0; ///< in flight

    bool waits_fresh() const { return fresh && ticket == 0; }
};

bool leaves_before(const Modelled &one, const Modelled &other)
{
    return one.priority != other.priority ? one.priority > other.priority : one.place < other.place;
}

class World
{
public:
    explicit World(std::uint64_t seed) : random_(seed), config_(make_config()), outbox_(make_memory_outbox(config_)) {}

    void run(int steps)
    {
        for (int i = 0; i < steps; ++i) {
            step();
            check();
        }
        outbox_->cancel_all(done_);
        collect();
        REQUIRE(outbox_->messages() == 0);
        REQUIRE(outbox_->bytes() == 0);
        for (const int calls : calls_)
            REQUIRE(calls == 1);
    }

private:
    Config make_config()
    {
        Config config;
        const bool large = random_() % 4 == 0; // enough to expire that their order is more than a list
        config.caps.max_messages = large ? 64 : 1 + random_() % 12;
        config.caps.max_bytes = large ? 1000 : 60;
        config.caps.policy = static_cast<OutboxPolicy>(random_() % 3);
        config.max_inflight = 1 + random_() % 4;
        config.ordered = random_() % 4 == 0;
        if (random_() % 4 == 0) config.caps.max_age = Time(1 + random_() % 100);
        priorities_ = random_() % 2 == 0;
        config.max_publish_rate = random_() % 4 == 0 ? 200 : 0;
        return config;
    }

    void step()
    {
        now_ += Time(random_() % 8);
        switch (random_() % 10) {
        case 0:
        case 1:
        case 2:
            accept();
            break;
        case 3:
        case 4:
            next();
            break;
        case 5:
            answer(&Outbox::acknowledged);
            break;
        case 6:
            if (random_() % 3 == 0) answer(&fail);
            break;
        case 7:
            if (random_() % 2 == 0) {
                outbox_->release();
                released_ = true;
            } else if (random_() % 2 == 0) {
                outbox_->hold();
                released_ = false;
                for (auto &message : model_) {
                    message.fresh = message.fresh && message.ticket == 0;
                    message.ticket = 0;
                }
            }
            break;
        case 8:
            expire();
            break;
        default:
            stale();
            break;
        }
    }

    static bool fits(const Config &config, std::size_t messages, std::size_t bytes)
    {
        return messages <= config.caps.max_messages && bytes <= config.caps.max_bytes;
    }
    std::size_t bytes() const
    {
        std::size_t sum = 0;
        for (const auto &message : model_)
            sum += message.bytes;
        return sum;
    }

    void accept()
    {
        Message message;
        message.topic = std::string(1, static_cast<char>('a' + random_() % 4));
        message.payload = std::string(random_() % 20, 'x');
        message.qos = static_cast<QoS>(random_() % 3);
        if (priorities_) message.priority = static_cast<Priority>(random_() % 3);
        const auto number = static_cast<unsigned>(calls_.size());
        Modelled added{number, message.topic, 1 + message.payload.size(), message.qos, message.priority, number, {}};
        if (config_.caps.max_age) added.expires_at = now_ + *config_.caps.max_age;
        if (random_() % 3 == 0) {
            message.time_to_live = Time(1 + random_() % (random_() % 2 == 0 ? 60 : 600));
            added.expires_at = now_ + *message.time_to_live;
        }

        // What should happen, worked out on a copy.
        auto expected = model_;
        std::vector<unsigned> given_up;
        bool taken = false;
        auto last_fresh = expected.end();
        for (auto it = expected.begin(); it != expected.end(); ++it)
            if (it->waits_fresh() && it->topic == added.topic &&
                (last_fresh == expected.end() || it->place > last_fresh->place))
                last_fresh = it;
        if (config_.caps.policy == OutboxPolicy::latest_per_topic && last_fresh != expected.end()) {
            taken = fits(config_, expected.size(), bytes() - last_fresh->bytes + added.bytes);
            given_up.push_back(last_fresh->id);
            added.place = last_fresh->place;
            *last_fresh = added;
        } else {
            if (config_.caps.policy == OutboxPolicy::drop_oldest) drop_oldest(expected, added, given_up);
            std::size_t sum = added.bytes;
            for (const auto &m : expected)
                sum += m.bytes;
            taken = fits(config_, expected.size() + 1, sum);
            expected.push_back(added);
        }
        std::sort(expected.begin(), expected.end(), leaves_before);

        const unsigned id = added.id;
        const auto result = outbox_->accept(
            std::move(message), [this, id](const Result<void> &) { ++calls_[id], ended_.push_back(id); }, now_, done_);
        REQUIRE(result.has_value() == taken);
        if (!taken) {
            REQUIRE(result.error().code == Errc::outbox_full);
            given_up.clear();
        } else {
            calls_.push_back(0);
            model_ = expected;
        }
        collect();
        REQUIRE(ended_ == given_up);
    }

    void drop_oldest(std::vector<Modelled> &from, const Modelled &added, std::vector<unsigned> &given_up) const
    {
        auto sum = bytes();
        for (const Priority lowest : {Priority::low, Priority::normal, Priority::high})
            for (auto it = from.begin(); it != from.end();) {
                const bool enough = fits(config_, from.size() + 1, sum + added.bytes);
                if (enough || lowest > added.priority || it->priority != lowest || !it->waits_fresh()) {
                    ++it;
                    continue;
                }
                sum -= it->bytes;
                given_up.push_back(it->id);
                it = from.erase(it);
            }
    }

    void next()
    {
        const auto waiting =
            std::find_if(model_.begin(), model_.end(), [](const Modelled &m) { return m.ticket == 0; });
        std::size_t inflight = 0;
        std::size_t window = 0;
        for (const auto &m : model_) {
            inflight += m.ticket != 0 ? 1 : 0;
            window += m.ticket != 0 && m.qos != QoS::at_most_once ? 1 : 0;
        }
        const bool may =
            released_ && waiting != model_.end() &&
            (config_.ordered ? inflight == 0 : waiting->qos == QoS::at_most_once || window < config_.max_inflight);
        const auto deadline = outbox_->next_deadline(now_);
        const auto outgoing = outbox_->next(now_);
        if (!may) {
            REQUIRE_FALSE(outgoing);
            return;
        }
        REQUIRE(deadline);
        if (!outgoing) {
            REQUIRE(config_.max_publish_rate > 0);
            return;
        }
        REQUIRE(outgoing->ticket != 0);
        REQUIRE(outgoing->message->topic == waiting->topic);
        REQUIRE(outgoing->message->payload.size() + 1 == waiting->bytes);
        REQUIRE(outgoing->repeated == !waiting->fresh);
        if (random_() % 5 == 0) {
            outbox_->returned(outgoing->ticket);
            stale_.push_back(outgoing->ticket);
            return;
        }
        waiting->ticket = outgoing->ticket;
        stale_.push_back(outgoing->ticket);
        if (random_() % 6 == 0) return; // still on its way to the transport
        outbox_->sent(outgoing->ticket, done_);
        collect();
        if (waiting->qos == QoS::at_most_once) {
            REQUIRE(ended_ == std::vector<unsigned>{waiting->id});
            model_.erase(waiting);
        } else {
            REQUIRE(ended_.empty());
            waiting->fresh = false;
        }
    }

    static void fail(Outbox &outbox, Ticket ticket, Completions &done)
    {
        outbox.failed(ticket, Error{Errc::publish_failed, "test"}, done);
    }
    void answer(void (*how)(Outbox &, Ticket, Completions &))
    {
        for (auto it = model_.begin(); it != model_.end(); ++it) {
            if (it->ticket == 0 || random_() % 2 == 0) continue;
            how(*outbox_, it->ticket, done_);
            collect();
            REQUIRE(ended_ == std::vector<unsigned>{it->id});
            model_.erase(it);
            return;
        }
    }
    void answer(void (Outbox::*)(Ticket, Completions &))
    {
        answer([](Outbox &outbox, Ticket ticket, Completions &done) { outbox.acknowledged(ticket, done); });
    }

    // An answer to a hand-over that is over changes nothing.
    void stale()
    {
        if (stale_.empty()) return;
        const Ticket ticket = stale_[random_() % stale_.size()];
        for (const auto &m : model_)
            if (m.ticket == ticket) return;
        outbox_->acknowledged(ticket, done_);
        outbox_->sent(ticket, done_);
        outbox_->returned(ticket);
        collect();
        REQUIRE(ended_.empty());
    }

    void expire()
    {
        outbox_->expire(now_, done_);
        collect();
        std::vector<unsigned> expected;
        for (auto it = model_.begin(); it != model_.end();) {
            if (!it->expires_at || *it->expires_at > now_) {
                ++it;
                continue;
            }
            expected.push_back(it->id);
            it = model_.erase(it);
        }
        std::sort(ended_.begin(), ended_.end());
        std::sort(expected.begin(), expected.end());
        REQUIRE(ended_ == expected);
    }

    void collect()
    {
        ended_.clear();
        for (auto &completion : std::exchange(done_, {}))
            completion.handler(completion.result);
    }

    void check()
    {
        REQUIRE(outbox_->messages() == model_.size());
        REQUIRE(outbox_->bytes() == bytes());
        std::size_t inflight = 0;
        std::optional<Time> first;
        for (const auto &m : model_) {
            inflight += m.ticket != 0 ? 1 : 0;
            if (m.expires_at && (!first || *m.expires_at < *first)) first = m.expires_at;
        }
        REQUIRE(outbox_->inflight() == inflight);
        if (first) REQUIRE(outbox_->next_deadline(now_).value() <= *first);
    }

    std::mt19937_64 random_;
    Config config_;
    std::unique_ptr<Outbox> outbox_;
    Completions done_;
    Time now_{0};
    bool released_ = false;
    bool priorities_ = false;
    std::vector<Modelled> model_; ///< in order of sending
    std::vector<int> calls_;      ///< of each accepted message's handler
    std::vector<unsigned> ended_; ///< by the last call
    std::vector<Ticket> stale_;
};

} // namespace

TEST_CASE("every accepted message is done exactly once, in every order of operations")
{
    for (std::uint64_t seed = 1; seed <= 3000 / lmq::test::slowness; ++seed) {
        CAPTURE(seed);
        World(seed).run(200);
    }
}
