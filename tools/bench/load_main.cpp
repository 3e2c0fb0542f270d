// lmq-bench-load: drives an MQTT server with one row's load and prints one line of JSON about it.
// Raw epoll and hand-made packets, one thread: the load must cost far less than the server it measures.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "load_traffic.hpp"

namespace
{

using namespace lmq::bench;

constexpr const char *usage =
    "lmq-bench-load --port N [--mode traffic|connect] [--publishers N] [--subscribers N] [--qos 0|1|2] [--window N]\n"
    "               [--messages N] [--payload BYTES] [--topic NAME] [--user NAME] [--client-prefix TEXT]\n"
    "               [--server-pid PID] [--stall-ms N] [--gated 1]\n"
    "The password comes from LMQ_BENCH_PASSWORD. --gated: prints READY and waits for a line before the measured part,\n"
    "prints the result and waits for another line behind it.\n";

class Options
{
public:
    Options(int argc, char **argv)
    {
        for (int i = 1; i < argc; i += 2) {
            const std::string key = argv[i];
            if (key.rfind("--", 0) != 0 || i + 1 == argc) throw std::invalid_argument("not understood: " + key);
            values_[key.substr(2)] = argv[i + 1];
        }
    }
    std::string text(const std::string &key, const std::string &otherwise) const
    {
        const auto found = values_.find(key);
        return found == values_.end() ? otherwise : found->second;
    }
    unsigned long number(const std::string &key, unsigned long otherwise) const
    {
        const auto found = values_.find(key);
        return found == values_.end() ? otherwise : std::stoul(found->second);
    }

private:
    std::map<std::string, std::string> values_;
};

void print(const Tally &tally, const Meter &meter)
{
    std::printf("{\"deliveries\":%llu,\"lost\":%llu,\"repeated\":%llu,\"disordered\":%llu,\"cpu_ns\":%lld,"
                "\"real_ns\":%lld}\n",
                static_cast<unsigned long long>(tally.deliveries), static_cast<unsigned long long>(tally.lost),
                static_cast<unsigned long long>(tally.repeated), static_cast<unsigned long long>(tally.disordered),
                static_cast<long long>(meter.cpu_ns()), static_cast<long long>(meter.real_ns()));
    std::fflush(stdout);
}

/// One after the other: connect, CONNECT, CONNACK, DISCONNECT, closed by the server.
Tally run_connects(const Target &target, unsigned long count, Meter &meter)
{
    Tally tally;
    meter.start();
    for (unsigned long i = 0; i < count; ++i) {
        Connection link;
        link.sign_in(target, "con" + std::to_string(i));
        link.sign_out();
        ++tally.deliveries;
    }
    meter.stop();
    return tally;
}

int run(const Options &options)
{
    Target target;
    target.port = static_cast<std::uint16_t>(options.number("port", 0));
    target.user = options.text("user", "");
    target.client_prefix = options.text("client-prefix", target.client_prefix);
    if (const char *password = std::getenv("LMQ_BENCH_PASSWORD")) target.password = password;
    Shape shape;
    shape.publishers = options.number("publishers", 1);
    shape.subscribers = options.number("subscribers", 1);
    shape.qos = static_cast<int>(options.number("qos", 0));
    shape.window = options.number("window", 1);
    shape.messages = static_cast<std::uint32_t>(options.number("messages", 1000));
    shape.payload = options.number("payload", 64);
    shape.topic = options.text("topic", shape.topic);
    if (shape.publishers == 0 || shape.subscribers == 0 || shape.qos > 2 || shape.window == 0 || shape.payload < 8 ||
        (shape.qos > 0 && shape.window > 60000))
        throw std::invalid_argument("a number is out of range");

    const bool gated = options.number("gated", 0) != 0;
    std::string line;
    const auto gate = [&] {
        if (!gated) return;
        std::puts("READY");
        std::fflush(stdout);
        std::getline(std::cin, line);
    };
    Meter meter(static_cast<pid_t>(options.number("server-pid", 0)), gate);
    Tally tally;
    std::unique_ptr<Traffic> traffic; // stays connected until the gate opens again
    if (options.text("mode", "traffic") == "connect") {
        tally = run_connects(target, shape.messages, meter);
    } else {
        traffic = std::make_unique<Traffic>(target, shape);
        tally = traffic->run(meter, static_cast<int>(options.number("stall-ms", 3000)));
    }
    print(tally, meter);
    if (gated) std::getline(std::cin, line);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    try {
        return run(Options(argc, argv));
    } catch (const std::invalid_argument &error) {
        std::fprintf(stderr, "lmq-bench-load: %s\n%s", error.what(), usage);
        return 2;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "lmq-bench-load: %s\n", error.what());
        return 1;
    }
}
