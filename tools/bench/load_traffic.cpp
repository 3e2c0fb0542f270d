#include "load_traffic.hpp"

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <sys/epoll.h>
#include <unistd.h>
#include <utility>

namespace lmq::bench
{

namespace
{

/// Messages that subscribers may be behind what is acknowledged: below every queue cap of the servers.
constexpr std::uint64_t allowed_lag = 1000;

} // namespace

Traffic::Traffic(const Target &target, Shape shape) : shape_(std::move(shape)), epoll_(::epoll_create1(EPOLL_CLOEXEC))
{
    if (epoll_ < 0) throw std::runtime_error("epoll_create1 failed");
    for (std::size_t i = 0; i < shape_.subscribers; ++i) {
        auto &subscriber = *subscribers_.emplace_back(std::make_unique<Subscriber>());
        subscriber.next.assign(shape_.publishers, 0);
        subscriber.link.sign_in(target, "sub" + std::to_string(i));
        subscriber.link.subscribe(shape_.topic, shape_.qos);
        subscriber.link.use_nonblocking();
        watch(subscriber.link, i, false, true);
    }
    for (std::size_t i = 0; i < shape_.publishers; ++i) {
        auto &publisher = *publishers_.emplace_back(std::make_unique<Publisher>());
        publisher.link.sign_in(target, "pub" + std::to_string(i));
        publisher.link.use_nonblocking();
        watch(publisher.link, shape_.subscribers + i, false, true);
    }
    writing_.assign(shape_.subscribers + shape_.publishers, false);
}

Traffic::~Traffic()
{
    ::close(epoll_);
}

Tally Traffic::run(Meter &meter, int stall_ms)
{
    std::vector<epoll_event> events(256);
    meter.start();
    top_up();
    while (!done()) {
        const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), stall_ms);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw std::runtime_error("epoll_wait failed");
        if (count == 0) break;
        for (int i = 0; i < count; ++i) {
            const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
            if (index < subscribers_.size())
                read_subscriber(*subscribers_[index]);
            else
                read_publisher(*publishers_[index - subscribers_.size()]);
        }
        top_up();
        for (int i = 0; i < count; ++i) {
            const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
            flush(index < subscribers_.size() ? subscribers_[index]->link
                                              : publishers_[index - subscribers_.size()]->link,
                  index);
        }
    }
    meter.stop();
    tally_.lost = static_cast<std::uint64_t>(shape_.messages) * subscribers_.size() - tally_.deliveries;
    return tally_;
}

void Traffic::top_up()
{
    const std::uint64_t undelivered = (outstanding_ + subscribers_.size() - 1) / subscribers_.size();
    if (shape_.qos > 0 && undelivered > shape_.window + allowed_lag) return;
    const std::uint64_t on_their_way = shape_.qos > 0 ? unacknowledged_ : undelivered;
    // QoS 0 is refilled in halves: bursts of a known size, however the scheduler cuts the two processes' turns.
    if (on_their_way > (shape_.qos == 0 ? shape_.window / 2 : shape_.window - 1)) return;
    const auto room = static_cast<std::uint32_t>(shape_.window - on_their_way);
    const std::uint32_t total = std::min(room, shape_.messages - published_);
    for (std::uint32_t i = 0; i < total; ++i) {
        Publisher &publisher = *publishers_[next_publisher_];
        put_publish(publisher.link.out(), shape_.topic, shape_.qos, publisher.sequence % 65535 + 1,
                    static_cast<std::uint32_t>(next_publisher_), publisher.sequence, shape_.payload);
        ++publisher.sequence;
        next_publisher_ = (next_publisher_ + 1) % publishers_.size();
    }
    published_ += total;
    outstanding_ += static_cast<std::uint64_t>(total) * subscribers_.size();
    if (shape_.qos > 0) unacknowledged_ += total;
    for (std::size_t i = 0; i < publishers_.size() && total > 0; ++i)
        flush(publishers_[i]->link, subscribers_.size() + i);
}

void Traffic::read_subscriber(Subscriber &subscriber)
{
    if (!subscriber.link.fill()) return;
    Packet packet;
    while (subscriber.link.next(packet)) {
        if ((packet.header & 0xf0) == publish_header) {
            deliver(subscriber, packet);
        } else if (packet.header == pubrel_header && packet.size == 2) {
            const std::uint32_t id = get_u16(packet.body);
            put_acknowledgement(subscriber.link.out(), pubcomp_header, id);
            const auto held = std::find(subscriber.held.begin(), subscriber.held.end(), id);
            if (held == subscriber.held.end()) continue;
            subscriber.held.erase(held);
            --outstanding_;
        } else {
            throw std::runtime_error("a subscriber got packet " + std::to_string(packet.header));
        }
    }
}

void Traffic::deliver(Subscriber &subscriber, const Packet &packet)
{
    const int qos = (packet.header >> 1) & 3;
    const std::size_t start = 2 + shape_.topic.size() + (qos > 0 ? 2U : 0U);
    if (qos != shape_.qos || packet.size != start + shape_.payload)
        throw std::runtime_error("a delivery of another size or QoS than was published");
    const std::uint8_t *payload = packet.body + start;
    const std::uint32_t id = qos > 0 ? get_u16(payload - 2) : 0;
    const std::uint32_t publisher = get_u32(payload);
    const std::uint32_t sequence = get_u32(payload + 4);
    if (qos > 0) put_acknowledgement(subscriber.link.out(), qos == 1 ? puback_header : pubrec_header, id);
    std::uint32_t &next = subscriber.next.at(publisher);
    if (sequence < next) {
        // Late or repeated: no row lets a message overtake another of its publisher.
        ++((packet.header & 0x08) != 0 ? tally_.repeated : tally_.disordered);
        return;
    }
    const std::uint32_t gap = sequence - next;
    next = sequence + 1;
    ++tally_.deliveries;
    outstanding_ -= std::min<std::uint64_t>(outstanding_, gap);
    if (qos == 2)
        subscriber.held.push_back(id);
    else
        --outstanding_;
}

void Traffic::read_publisher(Publisher &publisher)
{
    if (!publisher.link.fill()) return;
    Packet packet;
    while (publisher.link.next(packet)) {
        if (packet.size != 2) throw std::runtime_error("a publisher got packet " + std::to_string(packet.header));
        if (packet.header == pubrec_header) {
            put_acknowledgement(publisher.link.out(), pubrel_header, get_u16(packet.body));
        } else if (packet.header == (shape_.qos == 1 ? puback_header : pubcomp_header)) {
            if (unacknowledged_-- == 0) throw std::runtime_error("an acknowledgement too many");
        } else {
            throw std::runtime_error("a publisher got packet " + std::to_string(packet.header));
        }
    }
}

void Traffic::flush(Connection &link, std::size_t index)
{
    if (!link.has_output() && !writing_[index]) return;
    const bool writing = !link.flush();
    if (writing != writing_[index]) {
        writing_[index] = writing;
        watch(link, index, writing, false);
    }
}

void Traffic::watch(const Connection &link, std::size_t index, bool writing, bool added)
{
    epoll_event event{};
    event.events = EPOLLIN | (writing ? static_cast<std::uint32_t>(EPOLLOUT) : 0U);
    event.data.u64 = index;
    if (::epoll_ctl(epoll_, added ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, link.fd(), &event) != 0)
        throw std::runtime_error("epoll_ctl failed");
}

} // namespace lmq::bench
