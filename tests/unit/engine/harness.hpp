#ifndef LMQ_TESTS_UNIT_ENGINE_HARNESS_HPP
#define LMQ_TESTS_UNIT_ENGINE_HARNESS_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/clock.hpp"
#include "engine/engine.hpp"

namespace engine_test
{

using lmq::broker::Config;
using lmq::broker::FaultAction;
using lmq::broker::FaultDirection;
using lmq::broker::FaultRule;
using lmq::broker::MqMessage;
using lmq::broker::engine::CloseMode;
using lmq::broker::engine::ConnectionId;
using lmq::broker::engine::Engine;

inline constexpr const char *access_key = "AK_TEST_0001";
inline constexpr const char *password_of_aaa = "ssReP+eu30aC5+KnUoIuTnSiSXk=";

/// Packets written by hand: what the engine is fed and what it answers must not go through its own codec.
std::string packet(unsigned first_byte, std::string_view body);
std::string text16(std::string_view text);
std::string number16(unsigned value);

struct ConnectOptions {
    std::string client_id = "GID_AAA@@@BBB001";
    bool clean = true;
    unsigned keep_alive_s = 60;
    std::optional<std::string> user = access_key;
    std::optional<std::string> password = password_of_aaa;
    std::string will_topic; // empty: no will
    std::string will_payload;
    unsigned will_qos = 0;
    bool will_retain = false;
    std::string protocol = "MQTT";
    unsigned level = 4;
};
std::string connect_packet(const ConnectOptions &options);
std::string publish_packet(std::string_view topic, std::string_view payload, unsigned qos = 0, unsigned id = 0,
                           unsigned other_flags = 0);
std::string subscribe_packet(unsigned id, const std::vector<std::pair<std::string, unsigned>> &filters);
std::string unsubscribe_packet(unsigned id, const std::vector<std::string> &filters);
inline std::string ack_packet(unsigned first_byte, unsigned id)
{
    return packet(first_byte, number16(id));
}

/// What a client was sent, taken apart by hand.
struct Received {
    unsigned type = 0; // 1 to 14
    unsigned flags = 0;
    std::string body;
    std::string topic, payload; // of a PUBLISH
    unsigned id = 0;
    unsigned qos() const { return flags >> 1U & 3U; }
    bool dup() const { return (flags & 8U) != 0; }
    bool retain() const { return (flags & 1U) != 0; }
};

class Client;

/// The ready-made configuration, but that offline messages are pushed as soon as they may be.
Config at_once();

/// An engine on a clock that the test moves.
class Broker
{
public:
    /// `store` outlives the broker; what it has is recovered. `start_ms`: where the clock begins.
    explicit Broker(const Config &config = Config::ready_made(), lmq::broker::store::Store *store = nullptr,
                    std::int64_t start_ms = 1546272000000);
    Engine &engine() { return engine_; }
    std::int64_t now() const { return clock_.now_ms(); }
    /// What has been stored in MQ but presence events: those of spec 11 are no business of most tests.
    std::uint64_t published() { return engine_.mq_stored() - engine_.statistics().presence_events; }
    /// Moves the clock in the steps in which timers fall due.
    void advance(std::int64_t ms);
    /// Moves it and runs nothing: the moment at which a packet comes before the timer that is due.
    void jump(std::int64_t ms) { clock_.set(clock_.now_ms() + ms); }

private:
    lmq::broker::engine::VirtualClock clock_;
    Engine engine_;
};

/// One connection, with a fake socket that takes everything at once unless told not to.
class Client
{
public:
    explicit Client(Broker &broker);
    ~Client();
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    /// Feeds bytes, behind what was left over before.
    void send(std::string_view bytes);
    /// Presents the left-over again: what the network layer does when a pause ended.
    void send_again() { send({}); }
    /// What came since the last call; ends with a packet of type 0 if it does not parse.
    std::vector<Received> take();
    /// The raw bytes that came since the last call.
    std::string take_bytes();
    /// Takes exactly one packet; type 0 when there was none or more than one.
    Received take_one();
    bool closed() const;
    bool paused() const { return broker_.engine().reading_paused(id_); }
    /// The peer's end goes away without a word.
    void drop();
    ConnectionId id() const { return id_; }

    /// CONNECT, and the code of the CONNACK; 255 when there was none.
    unsigned connect(const ConnectOptions &options = {});
    bool session_present() const { return session_present_; }
    /// SUBSCRIBE, and the first return code; 255 when there was no SUBACK.
    unsigned subscribe(const std::string &filter, unsigned qos);

private:
    Broker &broker_;
    ConnectionId id_;
    bool open_ = true;
    bool session_present_ = false;
    std::string left_over_;
};

/// Connects a client under another device id of the ready-made group.
ConnectOptions device(const std::string &name, bool clean = true);

} // namespace engine_test

#endif
