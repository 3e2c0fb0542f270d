#ifndef LMQ_BENCH_LOAD_TRAFFIC_HPP
#define LMQ_BENCH_LOAD_TRAFFIC_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "load_connection.hpp"
#include "load_meter.hpp"

namespace lmq::bench
{

/// A shape of publish and subscribe load.
struct Shape {
    std::size_t publishers = 1;
    std::size_t subscribers = 1;
    int qos = 0;
    std::size_t window = 1;     ///< QoS 0: messages undelivered at once; 1 and 2: unacknowledged; over all publishers
    std::uint32_t messages = 1; ///< published in all
    std::size_t payload = 64;   ///< bytes, 8 at least
    std::string topic = "bench/load";
};

/// What arrived.
struct Tally {
    std::uint64_t deliveries = 0; ///< first arrivals
    std::uint64_t lost = 0;
    std::uint64_t repeated = 0;
    std::uint64_t disordered = 0; ///< came behind a later one of the same publisher
};

/// Publishers and subscribers of one topic on one epoll loop, verifying every delivery.
class Traffic
{
public:
    Traffic(const Target &target, Shape shape);
    ~Traffic();

    /// Publishes everything, between meter.start() and meter.stop(), and waits until all of it has arrived and is
    /// acknowledged, or nothing has moved for `stall_ms`.
    Tally run(Meter &meter, int stall_ms);

private:
    struct Subscriber {
        Connection link;
        std::vector<std::uint32_t> next; // expected sequence number, by publisher
        std::vector<std::uint32_t> held; // QoS 2 ids whose PUBREL has not come
    };
    struct Publisher {
        Connection link;
        std::uint32_t sequence = 0;
    };

    bool done() const { return published_ == shape_.messages && outstanding_ == 0 && unacknowledged_ == 0; }
    void top_up();
    void read_subscriber(Subscriber &subscriber);
    void read_publisher(Publisher &publisher);
    void deliver(Subscriber &subscriber, const Packet &packet);
    void flush(Connection &link, std::size_t index);
    void watch(const Connection &link, std::size_t index, bool writing, bool added);

    Shape shape_;
    Tally tally_;
    int epoll_ = -1;
    std::vector<std::unique_ptr<Subscriber>> subscribers_;
    std::vector<std::unique_ptr<Publisher>> publishers_;
    std::vector<bool> writing_; // by index: subscribers, then publishers
    std::uint32_t published_ = 0;
    std::size_t next_publisher_ = 0;
    std::uint64_t outstanding_ = 0;    // deliveries that have not come, or whose QoS 2 flow is not over
    std::uint64_t unacknowledged_ = 0; // publishes without PUBACK or PUBCOMP
};

} // namespace lmq::bench

#endif
