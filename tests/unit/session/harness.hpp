#ifndef LMQ_TESTS_SESSION_HARNESS_HPP
#define LMQ_TESTS_SESSION_HARNESS_HPP

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "session/session.hpp"

namespace lmq::session::test
{

inline const Error no_network{Errc::network_unreachable, "test"};
inline const Error cut{Errc::connection_lost, "test"};

/// A session, its clock, and what it answered to the last event.
struct Harness {
    explicit Harness(Config config = {}) : session(config) {}

    Session session;
    Time now{1000};
    std::vector<Action> actions;
    std::uint32_t attempt = 0;
    std::uint32_t control_id = 0;
    std::uint32_t subscribe_id = 0;
    std::uint32_t unsubscribe_id = 0;

    void handle(const Event &event)
    {
        actions = session.handle(event, now);
        for (const auto &action : actions) {
            if (const auto *open = std::get_if<action::OpenTransport>(&action)) attempt = open->attempt;
            if (const auto *control = std::get_if<action::SendControl>(&action)) control_id = control->id;
            if (const auto *subscribe = std::get_if<action::SendSubscribe>(&action)) subscribe_id = subscribe->id;
            if (const auto *drop = std::get_if<action::SendUnsubscribe>(&action)) unsubscribe_id = drop->id;
        }
    }

    void pass(Time time)
    {
        now += time;
        handle(event::Tick{});
    }
    void pass_to_deadline() { pass(session.next_deadline().value_or(now) - now); }

    /// Connects and answers every step until ready, granting what is asked.
    void become_ready()
    {
        handle(event::Start{});
        while (state() == ConnectionState::waiting)
            pass_to_deadline();
        handle(event::TransportUp{});
        grant_until_ready();
    }

    /// Answers whatever was sent, in the order in which it was, until the session is ready or sends no more.
    void grant_until_ready()
    {
        while (state() == ConnectionState::restoring) {
            const std::vector<Action> sent = actions;
            bool answered = false;
            for (const auto &action : sent) {
                if (const auto answer = answer_to(action)) {
                    handle(*answer);
                    answered = true;
                }
            }
            if (!answered) return;
        }
    }

    /// What a server that grants everything answers; nothing to what is no packet.
    static std::optional<Event> answer_to(const Action &action)
    {
        if (const auto *control = std::get_if<action::SendControl>(&action)) return event::ControlAcked{control->id};
        if (const auto *drop = std::get_if<action::SendUnsubscribe>(&action))
            return event::UnsubscribeAnswered{drop->id, {}};
        if (const auto *subscribe = std::get_if<action::SendSubscribe>(&action)) {
            std::vector<int> codes;
            for (const auto &subscription : subscribe->subscriptions)
                codes.push_back(static_cast<int>(subscription.qos));
            return event::SubscribeAnswered{subscribe->id, codes};
        }
        return std::nullopt;
    }

    /// SUBACK to the SUBSCRIBE of the last event, with what it asks for.
    void grant()
    {
        const auto *subscribe = find<action::SendSubscribe>();
        if (subscribe) handle(*answer_to(*subscribe));
    }

    ConnectionState state() const { return session.status().state; }

    template <class T>
    const T *find() const
    {
        for (const auto &action : actions)
            if (const auto *found = std::get_if<T>(&action)) return found;
        return nullptr;
    }
    template <class T>
    std::size_t count() const
    {
        std::size_t n = 0;
        for (const auto &action : actions)
            n += std::holds_alternative<T>(action) ? 1 : 0;
        return n;
    }
};

inline std::string name(const Action &action)
{
    struct Namer {
        std::string operator()(const action::OpenTransport &) const { return "open"; }
        std::string operator()(const action::CloseTransport &close) const
        {
            return close.graceful ? "close" : "abandon";
        }
        std::string operator()(const action::SendControl &) const { return "control"; }
        std::string operator()(const action::SendSubscribe &) const { return "subscribe"; }
        std::string operator()(const action::SendUnsubscribe &) const { return "unsubscribe"; }
        std::string operator()(const action::ReleasePublishes &) const { return "release"; }
        std::string operator()(const action::HoldPublishes &) const { return "hold"; }
        std::string operator()(const action::ReportState &report) const
        {
            return "=" + std::string(to_string(report.status.state));
        }
        std::string operator()(const action::CompleteSubscribe &) const { return "subscribed"; }
        std::string operator()(const action::CompleteUnsubscribe &) const { return "unsubscribed"; }
        std::string operator()(const action::Warn &) const { return "warn"; }
    };
    return std::visit(Namer{}, action);
}

/// "open =connecting", for tables.
inline std::string names(const std::vector<Action> &actions)
{
    std::string text;
    for (const auto &action : actions)
        text += (text.empty() ? "" : " ") + name(action);
    return text;
}

/// A client in order mode.
inline Config ordered()
{
    Config config;
    config.ordered = true;
    return config;
}

/// Subscribes to one filter.
inline void add(Harness &h, std::uint64_t request, const std::string &filter, QoS qos = QoS::at_least_once)
{
    h.handle(event::Subscribe{request, {{filter, qos}}});
}

} // namespace lmq::session::test

#endif
