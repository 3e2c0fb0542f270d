#ifndef LMQ_TESTS_SIMULATION_WORLD_HPP
#define LMQ_TESTS_SIMULATION_WORLD_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/clock.hpp"
#include "engine/engine.hpp"
#include "simulation/model.hpp"
#include "support/raw_packet.hpp"

namespace simulation
{

/// The engine and its clients' ends of the connections, without sockets. Everything a client is sent is taken at once.
class World
{
public:
    World(const lmq::broker::Config &config, std::size_t clients, lmq::broker::store::Store *store);

    /// A QoS 1 or 2 message that a client has and did not acknowledge.
    struct Pending {
        Client client;
        Number number;
        unsigned packet_id;
        unsigned qos;
    };

    bool connect(Client client, bool clean); ///< answers session-present
    void drop(Client client, bool with_disconnect);
    void subscribe(Client client, const std::string &filter, unsigned qos);
    void unsubscribe(Client client, const std::string &filter);
    void publish(Client client, const std::string &topic, Number number, unsigned qos);
    void acknowledge(Client client, unsigned packet_id, unsigned qos);
    void pull(Client client, std::size_t most, bool ascending);
    void advance(Time by);
    /// A new engine on what the store has.
    void restart(lmq::broker::store::Store *store);

    /// What came since the last call.
    std::vector<Delivery> take_deliveries();
    std::vector<std::vector<Pending>> unacknowledged; ///< by client, in the order of arrival
    Time now() const { return clock_.now_ms(); }
    lmq::broker::engine::Engine &engine() { return *engine_; }
    /// What should never be: a packet that was not expected, a connection that was closed. Empty: all is well.
    const std::string &complaint() const { return complaint_; }

    static std::string id(Client client) { return "GID_AAA@@@" + std::to_string(client); }

private:
    struct End {
        bool open = false;
        lmq::broker::engine::ConnectionId connection = 0;
        unsigned next_id = 1;
    };
    void send(Client client, const lmq::test::Packet &packet);
    void turn();
    void read(Client client, std::string_view bytes);
    void expect(unsigned type, unsigned count);

    lmq::broker::Config config_;
    lmq::broker::engine::VirtualClock clock_;
    std::unique_ptr<lmq::broker::engine::Engine> engine_;
    std::vector<End> ends_;
    std::vector<Client> owners_; // by connection
    std::vector<Delivery> deliveries_;
    unsigned counted_[16] = {};
    bool session_present_ = false;
    std::string complaint_;
};

} // namespace simulation

#endif
