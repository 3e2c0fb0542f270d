// Thousands of random event sequences against a simple model of the transport and the server.

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <random>
#include <set>

#include "harness.hpp"
#include "support/emulator.hpp"

using namespace lmq;
using namespace lmq::session;

namespace
{

class World
{
public:
    explicit World(std::uint64_t seed) : random_(seed), config_(make_config(seed)), session_(config_) {}

    void run(int steps)
    {
        for (int i = 0; i < steps; ++i)
            step();
        finish();
    }

private:
    enum class Open { no, connecting, up };
    Config make_config(std::uint64_t seed)
    {
        Config config;
        config.seed = seed;
        config.ordered = chance(50);
        config.clean_session = chance(50);
        if (chance(50)) config.offline_pull = OfflinePull();
        config.back_off = {std::chrono::milliseconds(1 + random_() % 2000), std::chrono::milliseconds(60000),
                           std::chrono::milliseconds(30000)};
        return config;
    }

    std::size_t below(unsigned count) { return static_cast<std::size_t>(random_() % count); }
    bool chance(unsigned percent) { return random_() % 100 < percent; }
    std::string any_filter() { return "Topic" + std::string(1, static_cast<char>('A' + random_() % 6)); }

    void step()
    {
        now_ += Time(random_() % 3000);
        switch (random_() % 14) {
        case 0:
        case 1:
            handle(event::Start{});
            break;
        case 2:
            if (chance(20)) handle(event::Stop{});
            break;
        case 3: {
            std::vector<Subscription> subscriptions;
            for (std::size_t n = random_() % 4; n > 0; --n)
                subscriptions.push_back({any_filter(), static_cast<QoS>(random_() % 3)});
            open_subscribes_.insert(++request_);
            handle(event::Subscribe{request_, subscriptions});
            break;
        }
        case 4: {
            std::vector<std::string> filters;
            for (std::size_t n = random_() % 3; n > 0; --n)
                filters.push_back(any_filter());
            open_unsubscribes_.insert(++request_);
            handle(event::Unsubscribe{request_, filters});
            break;
        }
        case 5:
            if (chance(20)) handle(event::NetworkChanged{});
            break;
        case 6:
            if (const auto deadline = session_.next_deadline()) {
                now_ = std::max(now_, *deadline);
                handle(event::Tick{});
            }
            break;
        case 7:
            stale();
            break;
        case 8:
            pull();
            break;
        default:
            transport();
            break;
        }
    }

    void pull()
    {
        switch (random_() % 8) {
        case 0:
            handle(event::CancelPulls{});
            break;
        case 1:
            open_pulls_.insert(++request_);
            handle(event::PullAll{request_, {}});
            break;
        case 2:
            open_pulls_.insert(++request_);
            handle(event::Pull{request_, {}});
            break;
        default:
            handle(event::MessagesHandled{below(60), below(60)});
            break;
        }
    }

    // Answers nobody waits for, and events of attempts long gone.
    void stale()
    {
        // A request for offline messages that is due leaves with whatever comes next.
        if (session_.next_deadline() && *session_.next_deadline() <= now_) return;
        const std::uint32_t id = 1000000 + static_cast<std::uint32_t>(random_() % 100);
        const std::uint32_t old = attempt_ + 1 + static_cast<std::uint32_t>(random_() % 3);
        const std::size_t before = total_actions_;
        const Event events[] = {event::TransportUp{true, old},
                                event::TransportRefused{4, old},
                                event::TransportFailed{session::test::cut, old},
                                event::TransportDown{session::test::cut, old},
                                event::TransportClosed{old},
                                event::ControlAcked{id},
                                event::ControlFailed{id, session::test::cut},
                                event::SubscribeAnswered{id, std::vector<int>{0}},
                                event::UnsubscribeAnswered{id, {}}};
        handle(events[random_() % std::size(events)]);
        REQUIRE(total_actions_ == before);
    }

    void transport()
    {
        if (open_ == Open::no) return;
        if (closing_ && chance(70)) {
            end();
            handle(event::TransportClosed{attempt_});
        } else if (open_ == Open::connecting) {
            switch (random_() % 6) {
            case 0:
                end();
                handle(event::TransportFailed{session::test::no_network, attempt_});
                break;
            case 1:
                end();
                handle(event::TransportRefused{static_cast<int>(1 + random_() % 5), attempt_});
                break;
            default:
                open_ = Open::up;
                if (config_.clean_session) server_.clear();
                handle(event::TransportUp{!config_.clean_session, attempt_});
                break;
            }
        } else if (chance(15)) {
            end();
            handle(event::TransportDown{session::test::cut, attempt_});
        } else if (!answers_.empty()) {
            const std::size_t index = random_() % answers_.size();
            const Event event = answers_[index];
            if (const auto *ack = std::get_if<event::ControlAcked>(&event); ack && ack->id == pull_id_)
                pull_id_.reset();
            answers_.erase(answers_.begin() + static_cast<std::ptrdiff_t>(index));
            handle(event);
        }
    }

    void end()
    {
        open_ = Open::no;
        closing_ = false;
        abandoned_at_.reset();
        answers_.clear();
        pull_id_.reset();
    }

    void handle(const Event &event)
    {
        // Abandoned, and still silent: from now on the session takes it for closed.
        if (std::holds_alternative<event::Tick>(event) && abandoned_at_ &&
            now_ >= *abandoned_at_ + config_.close_timeout)
            end();
        for (const Action &action : session_.handle(event, now_)) {
            ++total_actions_;
            std::visit([this](const auto &concrete) { on(concrete); }, action);
        }
        check();
    }

    void on(const action::OpenTransport &open)
    {
        REQUIRE(open_ == Open::no);
        REQUIRE(open.attempt > attempt_);
        attempt_ = open.attempt;
        open_ = Open::connecting;
    }
    void on(const action::CloseTransport &close)
    {
        REQUIRE(open_ != Open::no);
        REQUIRE(close.attempt == attempt_);
        REQUIRE((!closing_ || !close.graceful));
        closing_ = true;
        if (!close.graceful) abandoned_at_ = now_;
    }
    void on(const action::SendControl &control)
    {
        REQUIRE(sending());
        if (control.topic == control::get_offline_topic) {
            REQUIRE_FALSE(pull_id_);
            pull_id_ = control.id;
            if (chance(3)) return;
        } else {
            REQUIRE(config_.ordered);
            REQUIRE(session_.status().state == ConnectionState::restoring);
        }
        answers_.push_back(chance(95) ? Event{event::ControlAcked{control.id}}
                                      : Event{event::ControlFailed{control.id, session::test::cut}});
    }
    void on(const action::SendSubscribe &subscribe)
    {
        REQUIRE(sending());
        REQUIRE_FALSE(subscribe.subscriptions.empty());
        if (chance(3)) return; // lost on its way: the deadline will tell
        std::vector<int> codes;
        for (const auto &subscription : subscribe.subscriptions) {
            codes.push_back(chance(10) ? 128 : static_cast<int>(subscription.qos));
            if (codes.back() == 128)
                server_.erase(subscription.filter);
            else
                server_.insert(subscription.filter);
        }
        answers_.push_back(event::SubscribeAnswered{subscribe.id, codes});
    }
    void on(const action::SendUnsubscribe &unsubscribe)
    {
        REQUIRE(sending());
        REQUIRE_FALSE(unsubscribe.filters.empty());
        if (chance(3)) return;
        for (const auto &filter : unsubscribe.filters)
            server_.erase(filter);
        answers_.push_back(event::UnsubscribeAnswered{unsubscribe.id, {}});
    }
    void on(const action::ReleasePublishes &)
    {
        REQUIRE_FALSE(released_);
        REQUIRE(sending());
        REQUIRE(reported_ == ConnectionState::ready);
        released_ = true;
    }
    void on(const action::HoldPublishes &)
    {
        REQUIRE(released_);
        released_ = false;
    }
    // Without token mode none of these comes.
    void on(const action::PausePublishes &) { FAIL("pause"); }
    void on(const action::ResumePublishes &) { FAIL("resume"); }
    void on(const action::AskToken &) { FAIL("ask"); }
    void on(const action::StoreTokens &) { FAIL("store"); }
    void on(const action::ReportState &report) { reported_ = report.status.state; }
    void on(const action::CompleteSubscribe &complete) { REQUIRE(open_subscribes_.erase(complete.request) == 1); }
    void on(const action::CompleteUnsubscribe &complete) { REQUIRE(open_unsubscribes_.erase(complete.request) == 1); }
    void on(const action::CompletePull &complete) { REQUIRE(open_pulls_.erase(complete.request) == 1); }
    void on(const action::ReportPull &report)
    {
        if (report.request != 0 && report.progress.finished) REQUIRE(open_pulls_.erase(report.request) == 1);
    }
    void on(const action::Warn &warn)
    {
        REQUIRE((warn.error.code == Errc::subscription_refused || warn.error.code == Errc::subscribe_failed));
    }

    bool sending() const { return open_ == Open::up && !closing_; }

    void check()
    {
        const ConnectionState state = session_.status().state;
        REQUIRE(reported_ == state);
        REQUIRE(released_ == (state == ConnectionState::ready));
        switch (state) {
        case ConnectionState::idle:
        case ConnectionState::refused:
            REQUIRE(open_ == Open::no);
            REQUIRE_FALSE(session_.next_deadline());
            break;
        case ConnectionState::connecting:
            REQUIRE((open_ == Open::connecting && !closing_));
            break;
        case ConnectionState::restoring:
            REQUIRE(sending());
            break;
        case ConnectionState::ready:
            REQUIRE(sending());
            if (!open_subscribes_.empty() || !open_unsubscribes_.empty()) REQUIRE(session_.next_deadline());
            break;
        default:
            break;
        }
        if (state != ConnectionState::idle && state != ConnectionState::refused && state != ConnectionState::ready)
            REQUIRE(session_.next_deadline());
        // Nothing on its way: the server knows what the session wants.
        if (state == ConnectionState::ready && !session_.next_deadline())
            REQUIRE(server_.size() == session_.subscription_count());
    }

    // However the sequence ended, a stop leads to idle and every request is completed.
    void finish()
    {
        handle(event::Stop{});
        if (open_ != Open::no) {
            end();
            handle(event::TransportClosed{attempt_});
        }
        REQUIRE(session_.status().state == ConnectionState::idle);
        REQUIRE(open_subscribes_.empty());
        REQUIRE(open_unsubscribes_.empty());
        REQUIRE(open_pulls_.empty());
    }

    std::mt19937_64 random_;
    Config config_;
    Session session_;
    Time now_{0};
    Open open_ = Open::no;
    bool closing_ = false;
    std::optional<Time> abandoned_at_;
    bool released_ = false;
    std::uint32_t attempt_ = 0;
    std::uint64_t request_ = 0;
    std::size_t total_actions_ = 0;
    ConnectionState reported_ = ConnectionState::idle;
    std::set<std::uint64_t> open_subscribes_;
    std::set<std::uint64_t> open_unsubscribes_;
    std::set<std::uint64_t> open_pulls_;
    std::optional<std::uint32_t> pull_id_; ///< on its way
    std::set<std::string> server_;         ///< filters it holds
    std::vector<Event> answers_;           ///< on their way to the session
};

} // namespace

TEST_CASE("whatever happens in whatever order, the session keeps its promises")
{
    for (std::uint64_t seed = 1; seed <= 10000 / lmq::test::slowness; ++seed) {
        CAPTURE(seed);
        World(seed).run(150);
    }
}
