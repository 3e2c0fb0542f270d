#include "rows.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>

#include "feeder.hpp"
#include "meter.hpp"
#include "subject.hpp"

namespace lmq::bench
{

namespace
{

constexpr std::size_t payload_size = 64;

std::unique_ptr<Subject> make(bool plain, std::uint16_t port, const std::string &client_id, Events &events)
{
    Settings settings;
    settings.uri = "tcp://127.0.0.1:" + std::to_string(port);
    settings.client_id = client_id;
    auto subject = plain ? make_paho_subject(settings, events) : make_lmq_subject(settings, events);
    if (!subject || !subject->connect()) throw std::runtime_error("the subject does not connect");
    return subject;
}

void must(bool done, const char *what)
{
    if (!done) throw std::runtime_error(what);
}

Measured per_message(double cpu, std::uint64_t allocated, double elapsed, int messages)
{
    return {{"cpu_us", cpu / messages},
            {"allocations", static_cast<double>(allocated) / messages},
            {"us", elapsed * 1000 / messages}};
}

// `window` messages are on their way at a time; both subjects are driven by this same loop.
void publish_all(Subject &subject, Events &events, int qos, int messages, std::uint64_t window)
{
    const std::string payload(payload_size, 'x');
    const std::uint64_t first = events.published;
    for (std::uint64_t sent = 0; sent < static_cast<std::uint64_t>(messages); ++sent) {
        if (sent - (events.published - first) >= window) {
            // Half a window at a time: one wake-up a message would be what is measured.
            const std::uint64_t enough = first + sent - window / 2;
            must(events.wait(enough, [&] { return events.published >= enough; }), "publishing stalls");
        }
        must(subject.publish("bench/publish", payload, qos), "a publish is refused");
    }
    const std::uint64_t all = first + static_cast<std::uint64_t>(messages);
    must(events.wait(all, [&] { return events.published >= all; }), "publishes stay unanswered");
}

Measured publish_row(bool plain, std::uint16_t port, int qos, int messages, std::uint64_t window)
{
    Events events;
    const auto subject = make(plain, port, "bench-publish", events);
    publish_all(*subject, events, qos, messages / 10 + 1, window);
    const double cpu = cpu_us();
    const double start = now_ms();
    const std::uint64_t allocated = allocations();
    publish_all(*subject, events, qos, messages, window);
    return per_message(cpu_us() - cpu, allocations() - allocated, now_ms() - start, messages);
}

Measured publish0(bool plain, std::uint16_t port, int messages)
{
    return publish_row(plain, port, 0, messages, 100);
}

Measured publish1(bool plain, std::uint16_t port, int messages)
{
    return publish_row(plain, port, 1, messages, 100);
}

// The feeder's own time is taken off: its calls are made from this process too.
Measured receive_row(bool plain, std::uint16_t port, int qos, int messages)
{
    Events events;
    const auto subject = make(plain, port, "bench-receive", events);
    must(subject->subscribe("bench/receive", qos), "no SUBACK");
    const std::string payload(payload_size, 'x');
    Feeder feeder(port, "bench-feeder");
    const auto feed = [&](int count) {
        const std::uint64_t all = events.received + static_cast<std::uint64_t>(count);
        std::thread thread([&] { feeder.publish("bench/receive", payload, qos, count); });
        const bool got = events.wait(all, [&] { return events.received >= all; });
        thread.join();
        must(got, "messages are missing");
    };
    feed(messages / 10 + 1);
    const double cpu = cpu_us();
    const double start = now_ms();
    const std::uint64_t allocated = allocations();
    feed(messages);
    return per_message(cpu_us() - cpu, allocations() - allocated, now_ms() - start, messages);
}

Measured receive0(bool plain, std::uint16_t port, int messages)
{
    return receive_row(plain, port, 0, messages);
}

Measured receive1(bool plain, std::uint16_t port, int messages)
{
    return receive_row(plain, port, 1, messages);
}

double quantile(std::vector<double> values, double q)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * q)];
}

Measured echo(bool plain, std::uint16_t port, int messages)
{
    Events events;
    const auto subject = make(plain, port, "bench-echo", events);
    must(subject->subscribe("bench/echo", 1), "no SUBACK");
    std::vector<double> times;
    for (int i = 0; i < std::max(20, messages / 100); ++i) {
        const std::uint64_t arrived = events.received + 1;
        const std::uint64_t acknowledged = events.published + 1;
        const double start = now_ms();
        must(subject->publish("bench/echo", std::string(payload_size, 'x'), 1), "a publish is refused");
        must(events.wait(0, [&] { return events.received >= arrived && events.published >= acknowledged; }),
             "an echo is missing");
        times.push_back(now_ms() - start);
    }
    return {{"p50_ms", quantile(times, 0.5)}, {"p90_ms", quantile(times, 0.9)}, {"max_ms", quantile(times, 1)}};
}

Measured second_client(bool plain, std::uint16_t port, int)
{
    Events events;
    const auto first = make(plain, port, "bench-first", events);
    // Long enough for the shared receive thread to be deep in its poll.
    std::this_thread::sleep_for(std::chrono::milliseconds(1300));
    const double start = now_ms();
    const auto second = make(plain, port, "bench-second", events);
    return {{"ms", now_ms() - start}};
}

Measured reconnect(bool plain, std::uint16_t port, int)
{
    Events events;
    const auto subject = make(plain, port, "bench-reconnect", events);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    {
        const Feeder usurper(port, "bench-reconnect");
    }
    const double start = now_ms();
    while (subject->is_ready() && now_ms() - start < 2000)
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    while (!subject->is_ready() && now_ms() - start < 20000)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    must(subject->is_ready(), "the subject does not come back");
    return {{"ms", now_ms() - start}};
}

} // namespace

const std::vector<Row> &rows()
{
    static const std::vector<Row> all = {
        {"publish_qos0", "publish QoS 0, 64 B", publish0},
        {"publish_qos1", "publish QoS 1, 64 B, 100 in flight", publish1},
        {"receive_qos0", "receive QoS 0, 64 B (with the feeder's time in both)", receive0},
        {"receive_qos1", "receive QoS 1, 64 B (with the feeder's time in both)", receive1},
        {"echo_qos1", "QoS 1 echo, one at a time", echo},
        {"second_client", "a second client connects while the first idles", second_client},
        {"reconnect", "from loss of the link to ready again, default back-off", reconnect},
    };
    return all;
}

} // namespace lmq::bench
