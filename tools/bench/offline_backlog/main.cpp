// What the broker's backlog of offline messages costs as it grows: memory, storing, pulling, purging; on the engine
// alone, one thread, no sockets. Each backlog has its own process, so that none starts with another's memory.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

#include "engine/clock.hpp"
#include "engine/engine.hpp"
#include "lmq/signature.hpp"
#include "load_packets.hpp"

namespace
{

using namespace lmq::broker;
using Clock = std::chrono::steady_clock;
using codec::ByteSpan;

constexpr std::size_t payload_bytes = 100;
constexpr std::size_t most_clients = 10000;

double resident_mb()
{
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word)
        if (word == "VmRSS:") {
            double kilobytes = 0;
            status >> kilobytes;
            return kilobytes / 1024;
        }
    return 0;
}

double ns_each(Clock::time_point since, std::size_t count)
{
    return std::chrono::duration<double, std::nano>(Clock::now() - since).count() /
           static_cast<double>(std::max<std::size_t>(count, 1));
}

class Bench
{
public:
    explicit Bench(std::size_t messages) : messages_(messages), clients_(std::min(most_clients, messages))
    {
        config_.limits.offline_messages = messages;
        config_.limits.offline_pulls_per_second = 0;
        config_.limits.max_keepalive_s = 0;
        engine_ = std::make_unique<engine::Engine>(config_, clock_);
    }

    void run()
    {
        for (std::size_t i = 0; i < clients_; ++i)
            away_with_subscription(i);
        const auto sender = connect("sender", true);
        const double before = resident_mb();
        auto began = Clock::now();
        for (std::size_t i = 0; i < messages_; ++i)
            publish(sender, i);
        const double store_ns = ns_each(began, messages_);
        const double grown = resident_mb() - before;

        const std::size_t sample = std::min<std::size_t>(messages_, 30000);
        began = Clock::now(); // each one more purges the oldest of all
        for (std::size_t i = 0; i < sample; ++i)
            publish(sender, i);
        const double purge_ns = ns_each(began, sample);

        const auto statistics = engine_->statistics();
        if (statistics.offline != messages_ || statistics.offline_purged != sample) {
            std::fprintf(stderr, "not what should be: offline %zu, purged %llu\n", statistics.offline,
                         static_cast<unsigned long long>(statistics.offline_purged));
            std::exit(1);
        }
        const auto [pull_ns, pulled] = pull(sample);
        std::printf("%9zu %8zu %9.1f %9.0f %9.0f %9.0f %9.0f\n", messages_, clients_, grown,
                    grown * 1024 * 1024 / static_cast<double>(messages_), store_ns, purge_ns, pull_ns);
        if (pulled < sample / 2) std::exit(1);
    }

private:
    engine::ConnectionId connect(const std::string &device, bool clean)
    {
        const auto id = engine_->open("/127.0.0.1:1");
        std::string packet;
        lmq::bench::put_connect(packet, "GID_bench@@@" + device, config_.accounts[0].access_key, password_);
        constexpr std::size_t flags = 9; // behind two bytes of header, the protocol's name and level
        if (!clean) packet[flags] = static_cast<char>(0xc0);
        receive(id, packet);
        drain(id);
        return id;
    }

    void receive(engine::ConnectionId id, const std::string &bytes)
    {
        engine_->receive(id, ByteSpan(std::string_view(bytes)));
    }

    /// Everything written to the connection.
    std::string drain(engine::ConnectionId id)
    {
        engine_->take_dirty();
        std::string bytes;
        auto &out = engine_->out(id);
        while (!out.empty()) {
            ByteSpan segments[64];
            const std::size_t count = out.gather(segments, 64);
            std::size_t size = 0;
            for (std::size_t i = 0; i < count; ++i) {
                bytes.append(segments[i].text());
                size += segments[i].size;
            }
            out.consume(size);
        }
        return bytes;
    }

    void away_with_subscription(std::size_t client)
    {
        const auto connection = connect(std::to_string(client), false);
        std::string packet;
        lmq::bench::put_subscribe(packet, "bench/" + std::to_string(client), 1);
        receive(connection, packet);
        drain(connection);
        engine_->closed(connection);
    }

    void publish(engine::ConnectionId sender, std::size_t number)
    {
        packet_.clear();
        lmq::bench::put_publish(packet_, "bench/" + std::to_string(number % clients_), 1, 1, 0, 0, payload_bytes);
        receive(sender, packet_);
        engine_->out(sender).clear();
    }

    /// Client after client pulls 30 at a time and acknowledges them, until `sample` have come.
    std::pair<double, std::size_t> pull(std::size_t sample)
    {
        constexpr std::string_view topic = "$SYS/getOfflineMsg", wanted = R"({"maxPushNum":30,"pushOrder":"ASC"})";
        std::string request;
        lmq::bench::put_header(request, lmq::bench::publish_header | 2, 4 + topic.size() + wanted.size());
        lmq::bench::put_text(request, topic);
        lmq::bench::put_u16(request, 1);
        request += wanted;
        std::size_t pulled = 0;
        std::chrono::nanoseconds spent{0};
        for (std::size_t client = 0; client < clients_ && pulled < sample; ++client) {
            const auto connection = connect(std::to_string(client), false);
            for (;;) {
                const auto began = Clock::now();
                receive(connection, request);
                const std::string bytes = drain(connection);
                spent += Clock::now() - began;
                const std::string acks = acknowledgements(bytes, pulled);
                if (acks.empty()) break;
                const auto acked = Clock::now();
                receive(connection, acks);
                spent += Clock::now() - acked;
            }
            engine_->closed(connection);
        }
        return {static_cast<double>(spent.count()) / static_cast<double>(std::max<std::size_t>(pulled, 1)), pulled};
    }

    /// A PUBACK for each PUBLISH in `bytes`.
    static std::string acknowledgements(const std::string &bytes, std::size_t &count)
    {
        std::string acks;
        for (std::size_t at = 0; at + 1 < bytes.size();) {
            const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
            std::size_t body = at + 1, length = 0;
            for (unsigned shift = 0;; shift += 7) {
                length |= static_cast<std::size_t>(byte(body) & 127U) << shift;
                if (byte(body++) < 128) break;
            }
            if (byte(at) >> 4U == 3) {
                const std::size_t topic = static_cast<std::size_t>(byte(body) << 8U | byte(body + 1));
                acks += "\x40\x02";
                acks += bytes.substr(body + 2 + topic, 2);
                ++count;
            }
            at = body + length;
        }
        return acks;
    }

    std::size_t messages_;
    std::size_t clients_;
    Config config_ = Config::ready_made();
    engine::VirtualClock clock_{1546272000000};
    std::unique_ptr<engine::Engine> engine_;
    std::string password_{lmq::mqtt_password(lmq::Secret(config_.accounts[0].secret_key), "GID_bench").reveal()};
    std::string packet_;
};

} // namespace

int main()
{
    std::printf("offline messages of %zu bytes; ns of CPU a message\n", payload_bytes);
    std::printf("%9s %8s %9s %9s %9s %9s %9s\n", "messages", "clients", "MB", "bytes", "store", "store+pur",
                "pull+ack");
    std::fflush(stdout);
    for (const std::size_t messages : {1000, 10000, 100000, 1000000}) {
        const pid_t child = fork();
        if (child == 0) {
            Bench(messages).run();
            std::fflush(stdout);
            _exit(0);
        }
        int status = 0;
        if (child < 0 || waitpid(child, &status, 0) != child || status != 0) return 1;
    }
    return 0;
}
