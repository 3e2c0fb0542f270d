#ifndef LMQ_TESTS_SUPPORT_RAW_CLIENT_HPP
#define LMQ_TESTS_SUPPORT_RAW_CLIENT_HPP

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/emulator.hpp"
#include "support/raw_packet.hpp"

namespace lmq::test
{

/// One TCP connection that sends and receives packets byte by byte. Every wait has a deadline; a failing connect or
/// send throws std::runtime_error. One thread.
class RawClient
{
public:
    /// `address`: "127.0.0.1:40001", as Broker::tcp_address answers.
    explicit RawClient(const std::string &address);
    ~RawClient();
    RawClient(RawClient &&other) noexcept;
    RawClient &operator=(RawClient &&other) noexcept;

    /// Sends all of it. A connection that the peer has closed meanwhile is no error: the next read will tell.
    void send(const Packet &packet);

    /// The next whole packet; closed(), or the note "nothing" at the deadline.
    Packet next(std::chrono::milliseconds deadline = std::chrono::seconds(10 * slowness));
    /// Sends `packet` and answers what comes back.
    Packet ask(const Packet &packet);
    /// The next `count` packets; stops early at a close or the deadline, whose note is then the last element.
    std::vector<Packet> next_packets(std::size_t count);

    /// True when nothing was on its way: a PINGREQ is answered by the very next packet.
    bool quiet();
    /// True when the peer closes without sending another packet.
    bool is_closed();

    /// Ends the connection without DISCONNECT, as a lost link looks to the peer (a reset).
    void drop();
    /// Ends it with a FIN: what was sent is still read by the peer.
    void close();

    /// "/127.0.0.1:40000", as the broker names this end.
    std::string local_name() const;

private:
    bool take_packet(Packet &packet);

    int socket_ = -1;
    std::string received_;
    bool ended_ = false;
};

} // namespace lmq::test

#endif
