// Thousands of random histories of pulling, against a server that remembers when requests reached it.

#include <doctest/doctest.h>

#include <deque>
#include <random>

#include "session/offline_pull.hpp"
#include "support/emulator.hpp"

using namespace lmq;
using lmq::session::OfflinePuller;
using May = OfflinePuller::May;
using Time = OfflinePuller::Time;

namespace
{

OfflinePull how(int batch)
{
    return {control::PullOrder::ascending, batch, Time(2000)};
}

/// A server, its network and a user, all of them erratic; the server handles what it was sent, and remembers when.
class World
{
public:
    explicit World(std::uint64_t seed) : random_(seed), puller_(chance(50) ? std::optional(how(batch())) : std::nullopt)
    {
    }

    void run(int steps)
    {
        puller_.connected();
        for (int i = 0; i < steps; ++i)
            step();
        settle();
    }

private:
    struct Packet {
        Time at; ///< when it reaches the other end
        int count;
    };

    bool chance(unsigned percent) { return random_() % 100 < percent; }
    int batch() { return 1 + static_cast<int>(random_() % 30); }

    void step()
    {
        // Often nothing but the next thing that is due.
        const auto due = puller_.next_deadline(may());
        if (due && chance(60))
            now_ = std::max(now_, *due);
        else
            now_ += Time(random_() % 200);
        deliver();
        switch (random_() % 24) {
        case 0:
            lose();
            break;
        case 1:
            puller_.pull(++request_, {control::PullOrder::ascending, batch()});
            break;
        case 2:
            if (!puller_.pulling_all()) puller_.pull_all(++request_, how(batch()));
            break;
        case 3:
            if (chance(20)) puller_.cancel();
            break;
        case 4:
            stored_ += random_() % 100;
            break;
        case 5:
            uploading_ = !uploading_;
            break;
        default:
            handle_some();
            break;
        }
        ask();
    }

    May may() const { return uploading_ ? May::nothing : May::everything; }

    void ask()
    {
        const auto asked = puller_.next(may(), now_);
        puller_.take_reports();
        if (!asked) return;
        REQUIRE_FALSE(sent_);
        REQUIRE_FALSE(acknowledgement_);
        sent_ = Packet{now_ + Time(random_() % 700), asked->max_push};
    }

    void deliver()
    {
        if (sent_ && sent_->at <= now_) {
            served(sent_->at);
            const std::size_t pushed = std::min<std::size_t>(stored_, random_() % (sent_->count + 1U));
            stored_ -= pushed;
            acknowledgement_ = Packet{sent_->at + Time(random_() % 700), static_cast<int>(pushed)};
            sent_.reset();
        }
        if (acknowledgement_ && acknowledgement_->at <= now_) {
            waiting_ += static_cast<std::size_t>(acknowledgement_->count);
            acknowledgement_.reset();
            puller_.acknowledged(now_);
            puller_.handled(0, waiting_, now_);
        }
    }

    void served(Time at)
    {
        if (last_six_.size() == 6) last_six_.pop_front();
        last_six_.push_back(at);
        if (last_six_.size() == 6) REQUIRE(last_six_.back() - last_six_.front() > Time(1000));
    }

    void handle_some()
    {
        const std::size_t some = waiting_ == 0 ? 0 : random_() % (waiting_ + 1);
        waiting_ -= some;
        if (some > 0) puller_.handled(some, waiting_, now_);
    }

    // What is on its way to the server may still be handled there, but not once the loss is noticed.
    void lose()
    {
        if (sent_ && chance(50)) served(std::min(sent_->at, now_));
        sent_.reset();
        acknowledgement_.reset();
        puller_.connection_lost(now_);
        puller_.connected();
    }

    // From here on all goes well: everything comes to its end, and nothing is left at the server.
    void settle()
    {
        uploading_ = false;
        puller_.cancel();
        puller_.take_reports();
        puller_.pull_all(++request_, how(30));
        for (int i = 0; i < 100000 && puller_.pulling_all(); ++i) {
            const auto due = puller_.next_deadline(May::everything);
            now_ = std::max(now_ + Time(1), due && !sent_ && !acknowledgement_ ? *due : Time(0));
            deliver_all();
            ask();
        }
        REQUIRE_FALSE(puller_.pulling_all());
        REQUIRE(waiting_ == 0);
        REQUIRE(stored_ == 0);
    }

    void deliver_all()
    {
        if (sent_ && sent_->at <= now_) {
            served(sent_->at);
            const std::size_t pushed = std::min<std::size_t>(stored_, static_cast<std::size_t>(sent_->count));
            stored_ -= pushed;
            acknowledgement_ = Packet{now_, static_cast<int>(pushed)};
            sent_.reset();
        }
        deliver();
        if (waiting_ > 0) puller_.handled(std::exchange(waiting_, 0), 0, now_);
    }

    std::mt19937_64 random_;
    OfflinePuller puller_;
    Time now_{1};
    std::optional<Packet> sent_;
    std::optional<Packet> acknowledgement_;
    std::deque<Time> last_six_;
    std::size_t stored_ = 200;
    std::size_t waiting_ = 0;
    std::uint64_t request_ = 0;
    bool uploading_ = false;
};

} // namespace

TEST_CASE("whatever server, network and user do, no six requests reach the server within a second, and all ends")
{
    for (std::uint64_t seed = 1; seed <= 2000 / lmq::test::slowness; ++seed) {
        CAPTURE(seed);
        World(seed).run(300);
    }
}
