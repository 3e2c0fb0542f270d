#include "simulation/model.hpp"

#include <algorithm>

namespace simulation
{

std::string wildcard_of(const std::string &topic)
{
    return topic.substr(0, topic.rfind('/') + 1) + "+";
}

bool Model::connect(Client client, bool clean, Time now)
{
    State &state = clients_[client];
    if (state.connected) leave(client, now); // taken over
    const bool present = !clean && state.session;
    if (!present) {
        while (!state.filters.empty())
            unsubscribe(client, std::string(state.filters.begin()->first));
        for (auto at = state.kept.begin(); at != state.kept.end();) {
            const auto [number, kept] = *at++;
            if (!kept.p2p) drop(client, number);
        }
    }
    begin_session(state);
    state.connected = true;
    state.clean = clean;
    state.session = !clean;
    state.pulls = false;
    state.tick_set = false;
    ++state.connection;
    state.up = now;
    schedule(client, now);
    expire(now);
    return present;
}

void Model::disconnect(Client client, Time now)
{
    leave(client, now);
    expire(now);
}

// Unless there is one.
void Model::begin_session(State &state)
{
    if (!state.connected && state.filters.empty() && state.kept.empty()) state.serial = ++last_serial_;
}

void Model::leave(Client client, Time now)
{
    State &state = clients_[client];
    state.connected = false;
    for (auto at = state.filters.begin(); at != state.filters.end();) {
        const auto [filter, qos] = *at++;
        if (state.clean || qos == 2) unsubscribe(client, filter); // spec 5.2
    }
    std::vector<Number> numbers;
    for (auto &[number, kept] : state.kept) {
        kept.sent_here = false;
        if (!kept.offline) numbers.push_back(number);
    }
    for (const Number number : numbers)
        if (state.kept.count(number) != 0) make_offline(client, number, now);
    forget_if_empty(state);
}

void Model::forget_if_empty(State &state)
{
    if (!state.connected && state.filters.empty() && state.kept.empty()) state.session = false;
}

void Model::subscribe(Client client, const std::string &filter, unsigned qos)
{
    clients_[client].filters[filter] = qos;
    exact_[filter][client] = qos;
}

void Model::unsubscribe(Client client, const std::string &filter)
{
    clients_[client].filters.erase(filter);
    const auto at = exact_.find(filter);
    if (at == exact_.end()) return;
    at->second.erase(client);
    if (at->second.empty()) exact_.erase(at);
}

void Model::publish(Client, const std::string &topic, Number number, unsigned qos, Time now)
{
    std::map<Client, unsigned> receivers;
    for (const std::string &filter : {topic, wildcard_of(topic)}) {
        const auto at = exact_.find(filter);
        if (at == exact_.end()) continue;
        for (const auto &[client, granted] : at->second)
            receivers[client] = std::max(receivers[client], granted);
    }
    for (const auto &[client, granted] : receivers) {
        const unsigned effective = std::min(qos, granted);
        const State &state = clients_[client];
        if (!state.clean && granted == 1 && effective == 1) // spec 5.1
            keep(client, number, false, now);
        else if (state.connected)
            due.push_back({client, number, effective, false});
    }
    expire(now);
}

void Model::publish_p2p(Client from, Client to, Number number, unsigned qos, Time now)
{
    if (!clients_[from].clean && qos == 1) // spec 6.5
        keep(to, number, true, now);
    else if (clients_[to].connected)
        due.push_back({to, number, qos, false});
    expire(now);
}

void Model::keep(Client client, Number number, bool p2p, Time now)
{
    State &state = clients_[client];
    begin_session(state);
    Kept &kept = state.kept[number];
    kept.stored = now;
    kept.p2p = p2p;
    ++kept_;
    if (state.connected)
        push(client, number, now);
    else
        make_offline(client, number, now);
}

void Model::push(Client client, Number number, Time now)
{
    leave_offline(client, number);
    State &state = clients_[client];
    Kept &kept = state.kept[number];
    due.push_back({client, number, 1, kept.sent_here});
    kept.sent = now;
    kept.sent_here = true;
    events_.push({now + rules_.visible_delay_ms, client, state.connection, number});
}

void Model::make_offline(Client client, Number number, Time now)
{
    State &state = clients_[client];
    state.kept[number].offline = true;
    ++state.offline;
    offline_.emplace(number, state.serial, client);
    schedule(client, now);
    while (offline_.size() > rules_.offline_messages) {
        const auto [oldest, serial, whose] = *offline_.begin();
        drop(whose, oldest);
    }
}

void Model::leave_offline(Client client, Number number)
{
    Kept &kept = clients_[client].kept[number];
    if (!kept.offline) return;
    kept.offline = false;
    --clients_[client].offline;
    offline_.erase({number, clients_[client].serial, client});
}

void Model::drop(Client client, Number number)
{
    leave_offline(client, number);
    State &state = clients_[client];
    state.kept.erase(number);
    --kept_;
    forget_if_empty(state);
}

void Model::acknowledge(Client client, Number number)
{
    if (clients_[client].kept.count(number) != 0) drop(client, number);
}

// Spec 9.3: the first batch when the heartbeat period is over, then one every interval.
void Model::schedule(Client client, Time now)
{
    State &state = clients_[client];
    if (!state.connected || state.pulls || state.tick_set || state.offline == 0) return;
    Time at = state.up + rules_.heartbeat_ms;
    while (at <= now)
        at += rules_.auto_interval_ms;
    state.tick_set = true;
    events_.push({at, client, state.connection, 0});
}

// Spec 9.4.
void Model::pull(Client client, std::size_t most, bool ascending, Time now)
{
    State &state = clients_[client];
    if (now < state.up + rules_.heartbeat_ms) state.pulls = true;
    std::vector<Number> waiting;
    for (const auto &[number, kept] : state.kept)
        if (kept.offline) waiting.push_back(number);
    if (!ascending) std::reverse(waiting.begin(), waiting.end());
    if (waiting.size() > most) waiting.resize(most);
    for (const Number number : waiting)
        push(client, number, now);
}

void Model::handle(const Event &event)
{
    State &state = clients_[event.client];
    if (!state.connected || state.connection != event.connection) return;
    if (event.number == 0) {
        state.tick_set = false;
        if (state.pulls) return;
        std::vector<Number> waiting;
        for (const auto &[number, kept] : state.kept)
            if (kept.offline && waiting.size() < rules_.auto_batch) waiting.push_back(number);
        for (const Number number : waiting)
            push(event.client, number, event.at);
        schedule(event.client, event.at);
        return;
    }
    const auto at = state.kept.find(event.number);
    if (at == state.kept.end() || at->second.offline || at->second.sent + rules_.visible_delay_ms != event.at) return;
    make_offline(event.client, event.number, event.at);
}

void Model::expire(Time now)
{
    while (!offline_.empty()) {
        const auto [number, serial, client] = *offline_.begin();
        if (clients_[client].kept[number].stored + rules_.retention_ms > now) return;
        drop(client, number);
    }
}

std::string Model::describe(Client client) const
{
    const State &state = clients_[client];
    std::string text = std::string(state.connected ? "connected" : "away") +
                       (state.clean ? ", clean" : ", persistent") + (state.session ? ", session" : "") +
                       ", connection " + std::to_string(state.connection) + ", filters";
    for (const auto &[filter, qos] : state.filters)
        text += " " + filter + ":" + std::to_string(qos);
    text += ", kept";
    for (const auto &[number, kept] : state.kept)
        text += " " + std::to_string(number) + (kept.p2p ? " P2P" : "") + (kept.offline ? " offline" : "") +
                (kept.sent_here ? " sent at " + std::to_string(kept.sent) : "") + " stored at " +
                std::to_string(kept.stored);
    return text;
}

void Model::advance(Time, Time to)
{
    for (;;) {
        Time next = events_.empty() ? to + 1 : events_.top().at;
        if (!offline_.empty()) {
            const auto [number, serial, client] = *offline_.begin();
            next = std::min(next, clients_[client].kept[number].stored + rules_.retention_ms);
        }
        if (next > to) return;
        while (!events_.empty() && events_.top().at == next) {
            const Event event = events_.top();
            events_.pop();
            handle(event);
        }
        expire(next);
    }
}

} // namespace simulation
