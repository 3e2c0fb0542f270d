#ifndef LMQ_BENCH_FEEDER_HPP
#define LMQ_BENCH_FEEDER_HPP

#include <cstdint>
#include <string>

namespace lmq::bench
{

/// A bare MQTT connection that publishes for the receive rows, and takes over a client id to break its connection.
/// Throws std::runtime_error when the peer does not play along.
class Feeder
{
public:
    Feeder(std::uint16_t port, const std::string &client_id);
    ~Feeder();
    Feeder(const Feeder &) = delete;
    Feeder &operator=(const Feeder &) = delete;

    /// Publishes `count` messages, in groups that it waits for the broker to have taken.
    void publish(const std::string &topic, const std::string &payload, int qos, int count);

private:
    void write(const std::string &bytes);
    void read(std::size_t bytes);
    int socket_ = -1;
};

} // namespace lmq::bench

#endif
