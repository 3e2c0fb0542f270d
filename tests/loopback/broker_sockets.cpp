#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "broker_cli_process.hpp"
#include "raw_fixture.hpp"
#include "support/emulator.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_is_its_own = false; // a sanitizer keeps what was freed, and shadows all
#else
constexpr bool memory_is_its_own = !emulated; // what the system counts is the emulator's
#endif

/// A field of /proc/PID/status in KiB; 0 where it would tell of the sanitizer.
long status_kib(pid_t pid, const std::string &field)
{
    if (!memory_is_its_own) return 0;
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind(field + ":", 0) == 0) return std::atol(line.c_str() + field.size() + 1);
    return -1;
}

/// User and system time that the process has used, in clock ticks.
long cpu_ticks(pid_t pid)
{
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string word;
    long ticks = 0;
    for (int i = 1; i <= 15 && stat >> word; ++i)
        if (i >= 14) ticks += std::atol(word.c_str());
    return ticks;
}

/// The descriptor that the process would get next.
rlim_t next_descriptor(pid_t pid)
{
    rlim_t next = 0;
    while (std::filesystem::is_symlink("/proc/" + std::to_string(pid) + "/fd/" + std::to_string(next)))
        ++next;
    return next;
}

/// A client that reads only when it is told to.
class Deaf
{
public:
    explicit Deaf(const std::string &address) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const int small = 4096;
        setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        sockaddr_in peer{};
        peer.sin_family = AF_INET;
        peer.sin_port = htons(static_cast<std::uint16_t>(std::atoi(address.c_str() + address.rfind(':') + 1)));
        peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr *>(&peer), sizeof peer) == 0);
    }
    ~Deaf() { ::close(socket_); }
    Deaf(const Deaf &) = delete;
    Deaf &operator=(const Deaf &) = delete;

    /// Sends `bytes` again and again until the peer takes no more, or `most` have gone; answers how many went.
    std::size_t flood(const std::string &bytes, std::size_t most)
    {
        std::size_t gone = 0;
        while (gone < most) {
            pollfd wait{socket_, POLLOUT, 0};
            if (poll(&wait, 1, 1000) != 1) break;
            const std::size_t from = gone % bytes.size();
            const ssize_t sent = ::send(socket_, bytes.data() + from, bytes.size() - from, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent <= 0) break;
            gone += static_cast<std::size_t>(sent);
        }
        return gone;
    }

    /// Ends its side and reads until the peer ends the other.
    std::string finish()
    {
        shutdown(socket_, SHUT_WR);
        std::string all;
        for (char byte = 0; recv(socket_, &byte, 1, 0) == 1;)
            all += byte;
        return all;
    }

private:
    int socket_;
};

/// As many descriptors as this process may have.
void raise_limit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

ConnectFields device(const std::string &name)
{
    ConnectFields fields;
    fields.client_id = dev(name);
    return fields;
}

std::string repeated(const Packet &packet, std::size_t times)
{
    std::string bytes;
    for (std::size_t i = 0; i < times; ++i)
        bytes += packet.bytes;
    return bytes;
}

} // namespace

TEST_CASE("a call made while the clock is being moved is answered")
{
    Service service;
    RawClient client = service.sign_in(dev("d"));
    constexpr int calls = 3000;
    std::thread other([&] {
        for (int i = 0; i < calls; ++i)
            service->statistics();
    });
    for (int i = 0; i < calls; ++i)
        service.advance(std::chrono::milliseconds(1));
    other.join();
    CHECK(service->now_ms() == service_config().virtual_start_ms + calls);
}

TEST_CASE("a packet that wakes the broker counts from when it came, not from when the broker fell asleep")
{
    broker::Config config = service_config();
    config.clock = broker::ClockMode::real;
    Service service(config);
    ConnectFields fields;
    fields.keep_alive = 1;
    RawClient client = service.sign_in(fields);
    const auto pause = std::chrono::milliseconds(1100); // two of them are longer than one and a half keepalives
    CHECK(client.next(pause).note == "nothing");
    CHECK(client.ask(pingreq()) == pingresp());
    CHECK(client.next(pause).note == "nothing");
    CHECK(client.ask(pingreq()) == pingresp());
}

TEST_CASE("a large packet that comes in pieces of any size is one packet")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/#", 0);
    RawClient sender = service.sign_in(dev("sender"));
    std::string payload;
    for (int i = 0; i < 60000; ++i)
        payload += static_cast<char>(i * 31);
    const std::string twice = repeated(publish("TopicA/x", payload), 2);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{4095}, std::size_t{4096}, std::size_t{4097},
                                    std::size_t{59999}, std::size_t{65536}}) {
        CAPTURE(piece);
        for (std::size_t at = 0; at < twice.size(); at += piece)
            sender.send(Packet{twice.substr(at, piece), {}});
        CHECK(receiver.next() == publish("TopicA/x", payload));
        CHECK(receiver.next() == publish("TopicA/x", payload));
    }
}

TEST_CASE("thousands of packets in one write are all handled, in order")
{
    Service service;
    RawClient receiver = service.subscriber(dev("receiver"), "TopicA/#", 0);
    RawClient sender = service.sign_in(dev("sender"));
    constexpr unsigned count = 20000;
    Packet all;
    for (unsigned i = 0; i < count; ++i)
        all.bytes += publish("TopicA/x", std::to_string(i)).bytes;
    sender.send(all);
    const auto got = receiver.next_packets(count);
    REQUIRE(got.size() == count);
    bool in_order = true;
    for (unsigned i = 0; i < count; ++i)
        in_order = in_order && got[i].payload() == std::to_string(i);
    CHECK(in_order);
}

TEST_CASE("a thousand connections are served, and one message reaches each")
{
    raise_limit();
    Service service;
    std::vector<RawClient> clients;
    constexpr unsigned count = 1000;
    for (unsigned i = 0; i < count; ++i)
        clients.push_back(service.subscriber(dev(std::to_string(i)), "TopicA/#", 0));
    RawClient sender = service.sign_in(dev("sender"));
    sender.send(publish("TopicA/x", "all"));
    for (RawClient &client : clients)
        REQUIRE(client.next() == publish("TopicA/x", "all"));
    CHECK(service->statistics().connections == count + 1);
    clients.clear();
    CHECK(eventually([&] { return service->statistics().connections == 1; }));
}

TEST_CASE("a refusal arrives whole though the client has sent more behind its CONNECT")
{
    Service service;
    ConnectFields wrong = device("d");
    wrong.password = "wrong";
    Packet burst = connect(wrong);
    burst.bytes += repeated(publish("TopicA/x", std::string(1000, 'x')), 1000);
    for (int i = 0; i < 20; ++i) {
        RawClient client = service.open();
        client.send(burst);
        CHECK(client.next() == connack(4));
        CHECK(client.is_closed());
    }
}

TEST_CASE("a client that ends its side is answered before its connection ends")
{
    Service service;
    Deaf client(service->tcp_address());
    const Packet words = connect(device("d")) + publish("TopicA/x", "last words", 1, 7);
    REQUIRE(client.flood(words.bytes, words.bytes.size()) == words.bytes.size());
    CHECK(client.finish() == (connack(0) + puback(7)).bytes);
    CHECK(service.stored("TopicA").size() == 1);
}

TEST_CASE("subscribers that vanish in the middle of a fan-out leave the others served")
{
    Service service;
    RawClient sender = service.sign_in(dev("sender"));
    RawClient stays = service.subscriber(dev("stays"), "TopicA/#", 1);
    for (int round = 0; round < 20; ++round) {
        std::vector<RawClient> vanish;
        for (int i = 0; i < 10; ++i)
            vanish.push_back(service.subscriber(dev("v" + std::to_string(i)), "TopicA/#", 1));
        sender.send(publish("TopicA/x", std::to_string(round), 1, 1));
        for (RawClient &client : vanish)
            client.drop();
        CHECK(sender.next() == puback(1));
        const Packet got = stays.next();
        CHECK(got.payload() == std::to_string(round));
        stays.send(puback(got.id()));
    }
    CHECK(eventually([&] { return service->statistics().connections == 2; }));
}

TEST_CASE("a consumer that never reads costs a bounded amount of memory")
{
    const TemporaryFile file(run_broker({"--print-config"}).output);
    BrokerProcess process({"--config", file.path()});
    const std::string address = process.listener("tcp");
    Deaf deaf(address);
    const std::string hello = connect(device("deaf")).bytes + subscribe(1, {{"TopicA/#", 0}}).bytes;
    REQUIRE(deaf.flood(hello, hello.size()) == hello.size());
    RawClient sender(address);
    REQUIRE(sender.ask(connect(device("sender"))) == connack(0));
    const std::string payload(60000, 'x');
    // The first rounds fill what may be filled: the connection's queue, MQ's log of the topic.
    const auto publish_megabytes = [&](int megabytes) {
        for (int i = 0; i < megabytes * 16; ++i)
            sender.send(publish("TopicA/x", payload));
        REQUIRE(sender.ask(pingreq()) == pingresp());
    };
    publish_megabytes(100);
    const long full = status_kib(process.pid(), "VmRSS");
    publish_megabytes(200);
    CHECK(status_kib(process.pid(), "VmRSS") < full + 20 * 1024);
}

TEST_CASE("a client that asks without end and takes no answer is not read any more, and the others are")
{
    BrokerProcess process({"--tcp", "0"});
    const std::string address = process.listener("tcp");
    const long before = status_kib(process.pid(), "VmRSS");
    Deaf deaf(address);
    const std::string hello = connect(device("deaf")).bytes;
    REQUIRE(deaf.flood(hello, hello.size()) == hello.size());
    constexpr std::size_t without_end = 256 * 1024 * 1024;
    CHECK(deaf.flood(repeated(pingreq(), 10000), without_end) < without_end);
    CHECK(status_kib(process.pid(), "VmRSS") < before + 40 * 1024);
    RawClient other(address);
    CHECK(other.ask(connect(device("other"))) == connack(0));
}

TEST_CASE("a broker out of descriptors waits, does not spin, and accepts when there are some again" *
          doctest::skip(!memory_is_its_own)) // UBSan needs a descriptor to look at a vptr, else it takes it for invalid
{
    BrokerProcess process({"--tcp", "0"});
    const std::string address = process.listener("tcp");
    std::vector<RawClient> served;
    for (int i = 0; i < 5; ++i) {
        served.emplace_back(address);
        REQUIRE(served.back().ask(connect(device("s" + std::to_string(i)))) == connack(0));
    }
    const rlimit tight{next_descriptor(process.pid()), next_descriptor(process.pid())};
    REQUIRE(prlimit(process.pid(), RLIMIT_NOFILE, &tight, nullptr) == 0);
    RawClient late(address); // by the kernel, into the backlog
    late.send(connect(device("late")));
    const long before = cpu_ticks(process.pid());
    CHECK(late.next(std::chrono::milliseconds(700)).note == "nothing");
    CHECK(cpu_ticks(process.pid()) - before < sysconf(_SC_CLK_TCK) / 5);
    CHECK(served.front().ask(pingreq()) == pingresp());
    served.pop_back();
    CHECK(late.next() == connack(0));
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(process.errors().find("cannot accept") != std::string::npos);
}

TEST_CASE("a log that nobody reads does not stop the broker, and tells afterwards what was lost")
{
    BrokerProcess process({"--tcp", "0", "--log", "info"});
    const std::string address = process.listener("tcp");
    for (int i = 0; i < 1500; ++i) { // about four times what a pipe holds
        RawClient client(address);
        REQUIRE(client.ask(connect(device(std::to_string(i)))) == connack(0));
    }
    CHECK(process.read_errors(32 * 1024).find("connected") != std::string::npos); // makes room
    RawClient client(address);
    REQUIRE(client.ask(connect(device("last"))) == connack(0));
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(process.errors().find("lines were lost") != std::string::npos);
}

TEST_CASE("connections that say nothing cost little")
{
    BrokerProcess process({"--tcp", "0"});
    const std::string address = process.listener("tcp");
    const auto connections = [&](std::size_t count) {
        std::vector<RawClient> clients;
        for (std::size_t i = 0; i < count; ++i) {
            clients.emplace_back(address);
            REQUIRE(clients.back().ask(connect(device(std::to_string(i)))) == connack(0));
        }
        return status_kib(process.pid(), "VmRSS");
    };
    const long few = connections(100);
    const long many = connections(900);
    CHECK(many - few < 800 * 8); // KiB: a read buffer for each would be eight times as much
}
