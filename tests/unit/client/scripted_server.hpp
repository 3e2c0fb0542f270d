#ifndef LMQ_TESTS_CLIENT_SCRIPTED_SERVER_HPP
#define LMQ_TESTS_CLIENT_SCRIPTED_SERVER_HPP

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace lmq::test
{

/// One MQTT packet as it stood on the wire, with the parts the tests look at.
struct WirePacket {
    unsigned type = 0; ///< 1 CONNECT, 3 PUBLISH, …; 0: the connection ended
    unsigned flags = 0;
    std::string body;

    unsigned qos() const { return (flags >> 1U) & 3U; }
    std::string topic() const;     ///< of a PUBLISH
    std::string payload() const;   ///< of a PUBLISH
    unsigned packet_id() const;    ///< of anything that has one
    unsigned filter_count() const; ///< of a SUBSCRIBE
};

/// The server's end of one connection; used by its own thread.
class Peer
{
public:
    explicit Peer(int socket) : socket_(socket) {}
    ~Peer() { finish(); }
    Peer(const Peer &) = delete;
    Peer &operator=(const Peer &) = delete;

    WirePacket read(std::chrono::milliseconds timeout = std::chrono::seconds(10));
    /// Reads until a packet of `type` comes, answering nothing.
    WirePacket read_type(unsigned type);
    bool write(const std::string &bytes);

    bool connack(unsigned code = 0, bool session_present = false);
    bool puback(unsigned packet_id) { return acknowledge(0x40, packet_id); }
    bool acknowledge(unsigned first_byte, unsigned packet_id);
    bool suback(unsigned packet_id, const std::vector<unsigned> &codes);
    bool publish(const std::string &topic, const std::string &payload, unsigned qos = 0, unsigned packet_id = 0);

    /// Ends the connection with a reset.
    void reset();
    /// Ends it in order.
    void finish();
    /// Makes every read and write fail. Any thread.
    void stop();
    /// Waits until the client ends it.
    void drain();
    /// Reads nothing more, so that the client's writes pile up, until the server goes.
    void wait_for_stop();

    /// What a well-behaved server does, until the connection ends: acknowledges all, grants all.
    /// `seen` is called with each packet first; false ends the connection with a reset.
    void serve(const std::function<bool(const WirePacket &)> &seen = {});

private:
    bool take(void *to, std::size_t size, std::chrono::steady_clock::time_point deadline);
    std::mutex closing_; ///< of socket_
    std::condition_variable stopped_;
    bool stopping_ = false;
    int socket_;
};

/// Listens on a free port; each connection is handled by `script`, on a thread of its own, with its number from 0.
class ScriptedServer
{
public:
    using Script = std::function<void(Peer &, unsigned number)>;
    explicit ScriptedServer(Script script);
    ~ScriptedServer();

    std::uint16_t port() const { return port_; }
    std::string uri(const std::string &host = "127.0.0.1") const;
    unsigned connections() const { return connections_; }

private:
    void accept_all();
    Script script_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<unsigned> connections_{0};
    std::mutex mutex_;
    std::vector<std::shared_ptr<Peer>> peers_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

/// A port of 127.0.0.1 where nobody listens.
std::uint16_t closed_port();

} // namespace lmq::test

#endif
