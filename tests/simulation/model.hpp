#ifndef LMQ_TESTS_SIMULATION_MODEL_HPP
#define LMQ_TESTS_SIMULATION_MODEL_HPP

#include <cstdint>
#include <functional>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace simulation
{

using Time = std::int64_t;
using Client = std::uint32_t;
using Number = std::uint64_t; ///< of a message, in the order of publishing; its payload

/// The numbers of spec 9. Steps are taken at times that end in 3, so that no two things fall due at once.
struct Rules {
    std::size_t offline_messages = 6000;
    Time retention_ms = 600005;
    Time visible_delay_ms = 59997;
    Time heartbeat_ms = 60000;
    Time auto_interval_ms = 5000;
    std::size_t auto_batch = 30;
};

/// A PUBLISH to a client.
struct Delivery {
    Client client = 0;
    Number number = 0;
    unsigned qos = 0;
    bool dup = false;
    bool operator<(const Delivery &other) const
    {
        return std::tie(client, number, qos, dup) < std::tie(other.client, other.number, other.qos, other.dup);
    }
    bool operator==(const Delivery &other) const
    {
        return std::tie(client, number, qos, dup) == std::tie(other.client, other.number, other.qos, other.dup);
    }
};

/// What spec 5, 6 and 9 say must happen, written from them and from nothing else: slow, simple, and exact. Calls tell
/// what was done; `due` then has every PUBLISH that must come of it, in no order but that of `offline` ones of a
/// client.
class Model
{
public:
    Model(Rules rules, std::size_t clients) : rules_(rules), clients_(clients) {}

    /// Answers session-present.
    bool connect(Client client, bool clean, Time now);
    void disconnect(Client client, Time now);
    void subscribe(Client client, const std::string &filter, unsigned qos);
    void unsubscribe(Client client, const std::string &filter);
    void publish(Client from, const std::string &topic, Number number, unsigned qos, Time now);
    void publish_p2p(Client from, Client to, Number number, unsigned qos, Time now);
    void acknowledge(Client client, Number number);
    void pull(Client client, std::size_t most, bool ascending, Time now);
    void advance(Time from, Time to);

    std::vector<Delivery> due;
    bool connected(Client client) const { return clients_[client].connected; }
    bool persistent(Client client) const { return !clients_[client].clean; }
    std::size_t offline() const { return offline_.size(); }
    std::size_t kept() const { return kept_; }
    /// What is known of a client, for a complaint.
    std::string describe(Client client) const;

private:
    struct Kept {
        Time stored = 0;
        Time sent = 0;
        bool offline = false;
        bool p2p = false;
        bool sent_here = false; ///< on this connection
    };
    struct State {
        bool connected = false;
        bool clean = true;
        bool session = false; ///< a persistent one, that a connect finds
        bool pulls = false;
        bool tick_set = false;
        std::uint64_t connection = 0;
        std::uint64_t serial = 0; ///< of its session: among the receivers of one message the older goes first
        Time up = 0;
        std::map<std::string, unsigned> filters;
        std::map<Number, Kept> kept;
        std::size_t offline = 0; ///< of kept
    };
    struct Event {
        Time at;
        Client client;
        std::uint64_t connection;
        Number number; ///< 0: a batch of the automatic mode
        bool operator>(const Event &other) const { return at > other.at; }
    };

    void leave(Client client, Time now);
    void begin_session(State &state);
    void keep(Client client, Number number, bool p2p, Time now);
    void push(Client client, Number number, Time now);
    void make_offline(Client client, Number number, Time now);
    void leave_offline(Client client, Number number);
    void drop(Client client, Number number);
    void schedule(Client client, Time now);
    void expire(Time now);
    void forget_if_empty(State &state);
    void handle(const Event &event);

    Rules rules_;
    std::vector<State> clients_;
    std::unordered_map<std::string, std::map<Client, unsigned>> exact_; // by topic filter
    std::set<std::tuple<Number, std::uint64_t, Client>> offline_;       // in the order of purging
    std::uint64_t last_serial_ = 0;
    std::priority_queue<Event, std::vector<Event>, std::greater<Event>> events_;
    std::size_t kept_ = 0;
};

/// The filter `T/k/+` that matches topic `T/k/j`.
std::string wildcard_of(const std::string &topic);

} // namespace simulation

#endif
