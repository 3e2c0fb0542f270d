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
    WallTime wall{0};
    std::vector<Action> actions;
    std::uint32_t attempt = 0;
    std::uint32_t control_id = 0;
    std::uint32_t pull_id = 0;
    std::uint32_t subscribe_id = 0;
    std::uint32_t unsubscribe_id = 0;
    std::uint32_t request = 0;

    void handle(const Event &event)
    {
        actions = session.handle(event, now, wall);
        for (const auto &action : actions) {
            if (const auto *ask = std::get_if<action::AskToken>(&action)) request = ask->request;
            if (const auto *open = std::get_if<action::OpenTransport>(&action)) attempt = open->attempt;
            if (const auto *control = std::get_if<action::SendControl>(&action))
                (control->topic == control::get_offline_topic ? pull_id : control_id) = control->id;
            if (const auto *subscribe = std::get_if<action::SendSubscribe>(&action)) subscribe_id = subscribe->id;
            if (const auto *drop = std::get_if<action::SendUnsubscribe>(&action)) unsubscribe_id = drop->id;
        }
    }

    void pass(Time time)
    {
        now += time;
        if (wall != WallTime(0)) wall += time;
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
        std::string operator()(const action::SendControl &control) const
        {
            if (control.topic == control::get_offline_topic) return "pull";
            return control.topic == control::upload_token_topic ? "upload" : "control";
        }
        std::string operator()(const action::SendSubscribe &) const { return "subscribe"; }
        std::string operator()(const action::SendUnsubscribe &) const { return "unsubscribe"; }
        std::string operator()(const action::ReleasePublishes &) const { return "release"; }
        std::string operator()(const action::HoldPublishes &) const { return "hold"; }
        std::string operator()(const action::PausePublishes &) const { return "pause"; }
        std::string operator()(const action::ResumePublishes &) const { return "resume"; }
        std::string operator()(const action::AskToken &ask) const
        {
            return "ask-" + std::string(control::to_string(ask.what.need.type));
        }
        std::string operator()(const action::StoreTokens &store) const
        {
            return "store-" + std::to_string(store.tokens.size());
        }
        std::string operator()(const action::ReportState &report) const
        {
            return "=" + std::string(to_string(report.status.state));
        }
        std::string operator()(const action::CompleteSubscribe &) const { return "subscribed"; }
        std::string operator()(const action::CompleteUnsubscribe &) const { return "unsubscribed"; }
        std::string operator()(const action::CompletePull &) const { return "pulled"; }
        std::string operator()(const action::ReportPull &report) const
        {
            return report.progress.finished ? "pulled-all" : "pulling";
        }
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

/// What a server says of a token.
inline event::ServiceNotice invalid_notice(int code, const char *type = "RW")
{
    return {"$SYS/tokenInvalidNotice", "{\"code\":" + std::to_string(code) + ",\"type\":\"" + type + "\"}"};
}
inline event::ServiceNotice expire_notice(std::int64_t expire_time_ms = 0, const char *type = "RW")
{
    return {"$SYS/tokenExpireNotice",
            "{\"expireTime\":" + std::to_string(expire_time_ms) + ",\"type\":\"" + type + "\"}"};
}

/// A client in token mode.
inline Config with_tokens(std::vector<TokenNeed> needs = {{TokenType::read_write, {}}})
{
    Config config;
    config.tokens = std::move(needs);
    return config;
}

/// A token that is good for an hour more.
inline Token token(const std::string &text, TokenType type = TokenType::read_write,
                   std::chrono::milliseconds valid_for = std::chrono::hours(1))
{
    Token made;
    made.text = Secret(std::string(text));
    made.type = type;
    made.expire_time_ms = 1546272000000;
    made.valid_for = valid_for;
    return made;
}

inline TokenFailure provider_down(std::optional<std::chrono::milliseconds> retry_after = std::nullopt)
{
    return {{Errc::http_unreachable, "test"}, retry_after};
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
