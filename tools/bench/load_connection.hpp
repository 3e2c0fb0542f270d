#ifndef LMQ_BENCH_LOAD_CONNECTION_HPP
#define LMQ_BENCH_LOAD_CONNECTION_HPP

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "load_packets.hpp"

namespace lmq::bench
{

/// Where the server is and how to sign in.
struct Target {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string user;
    std::string password;
    std::string client_prefix = "GID_bench@@@";
};

/// One packet in a connection's buffer; valid until the next read.
struct Packet {
    std::uint8_t header = 0;
    const std::uint8_t *body = nullptr;
    std::size_t size = 0;
};

/// A socket with bulk reads and writes: everything queued in a turn leaves in one call.
class Connection
{
public:
    Connection() = default;
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection();

    /// Connects, signs in and waits for CONNACK 0. Throws std::runtime_error.
    void sign_in(const Target &target, const std::string &name);
    /// Subscribes and waits for a SUBACK that grants `qos`. Throws std::runtime_error.
    void subscribe(const std::string &filter, int qos);
    /// Sends DISCONNECT, waits for the server to close, closes.
    void sign_out();

    void use_nonblocking();
    int fd() const { return fd_; }
    std::string &out() { return out_; }
    bool has_output() const { return out_offset_ < out_.size(); }
    /// One write of what waits; false when some of it is left. Throws std::runtime_error.
    bool flush();
    /// One read of as much as there is room for; answers false when there was nothing. Throws std::runtime_error when
    /// the server closed.
    bool fill();
    bool next(Packet &packet);

    /// The next packet, which must be this one; waits up to 10 s. Blocking sockets only. Throws std::runtime_error.
    Packet expect(std::uint8_t header);

private:
    int fd_ = -1;
    std::vector<std::uint8_t> in_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::string out_;
    std::size_t out_offset_ = 0;
};

} // namespace lmq::bench

#endif
