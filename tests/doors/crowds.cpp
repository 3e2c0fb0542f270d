#include <cerrno>
#include <csignal>
#include <cstring>

#include <sys/resource.h>

#include "broker_cli_process.hpp"
#include "doors.hpp"

using namespace lmq::test;
using namespace lmq;

TEST_CASE("too many silent peers are closed, the oldest first, and new clients get in on every door")
{
    broker::Config config = open_doors();
    config.limits.handshakes = 20;
    config.limits.half_open_connections = 20;
    const Service service(config);
    RawClient witness = service.sign_in(dev("witness"));
    for (const std::string &address :
         {service->tcp_address(), service->tls_address(), service->ws_address(), service->wss_address()}) {
        CAPTURE(address);
        std::vector<Channel> silent;
        for (int i = 0; i < 30; ++i)
            silent.emplace_back(address);
        CHECK(silent.front().read_some().empty());
        const bool tls = address == service->tls_address() || address == service->wss_address();
        const bool websocket = address == service->ws_address() || address == service->wss_address();
        Channel channel = tls ? Channel(address, trusting(service)) : Channel(address);
        if (websocket) {
            RawWebSocket client(std::move(channel));
            CHECK(client.open().find("HTTP/1.1 101 ") == 0);
            CHECK(client.ask(connect()) == connack(0));
        } else {
            CHECK(RawStream(std::move(channel)).ask(connect()) == connack(0));
        }
        CHECK(witness.quiet());
    }
}

// UndefinedBehaviorSanitizer itself needs descriptors, to look whether memory can be read.
#ifdef __SANITIZE_ADDRESS__
constexpr bool sanitizer_needs_descriptors = true;
#else
constexpr bool sanitizer_needs_descriptors = false;
#endif

TEST_CASE(
    "without descriptors the broker says so once, serves who is there, and takes new clients when there are some" *
    doctest::skip(sanitizer_needs_descriptors))
{
    const TemporaryFile file("[listen]\ntcp = '0'\nws = '0'\n[policy]\nplain = true\n[log]\nlevel = 'warn'\n");
    BrokerProcess process({"--config", file.path()});
    const std::string tcp = process.listener("tcp");
    RawClient witness(tcp);
    ConnectFields fields = anonymous("witness");
    REQUIRE(witness.ask(connect(fields)) == connack(0));
    rlimit before{};
    REQUIRE(prlimit(process.pid(), RLIMIT_NOFILE, nullptr, &before) == 0);
    rlimit scarce = before;
    scarce.rlim_cur = 40;
    REQUIRE(prlimit(process.pid(), RLIMIT_NOFILE, &scarce, nullptr) == 0);

    std::vector<RawClient> crowd;
    for (int i = 0; i < 60; ++i) // the rest wait in the listener's backlog
        crowd.emplace_back(tcp);
    const std::string wanted = "cannot accept on " + tcp + ": " + std::strerror(EMFILE) + "\n";
    std::string said;
    while (said.find(wanted) == std::string::npos) {
        const std::string more = process.read_errors(1);
        REQUIRE_FALSE(more.empty());
        said += more;
    }
    CHECK(witness.quiet());
    crowd.clear();
    RawClient late(tcp);
    CHECK(late.ask(connect(anonymous("late"))) == connack(0));
    CHECK(witness.quiet());
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(process.errors().find("cannot accept") == std::string::npos); // it was said once
}
