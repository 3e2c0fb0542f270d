// lmq-bench-start: how long a program waits from Broker::start to its first PUBACK, in process, over a real socket.
// Prints one line of JSON: median and 90th percentile of the runs named by the first argument (50).

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "lmq/secret.hpp"
#include "lmq/signature.hpp"
#include "lmq_broker/broker.hpp"
#include "load_connection.hpp"

namespace
{

using namespace lmq::bench;

double milliseconds_to_first_puback(const std::string &password)
{
    const auto begin = std::chrono::steady_clock::now();
    auto config = lmq::broker::Config::ready_made();
    config.log_level = "off";
    auto broker = lmq::broker::Broker::start(std::move(config));
    if (!broker) throw std::runtime_error("the broker does not start: " + lmq::describe(broker.error()));
    const std::string address = (*broker)->tcp_address();
    Target target;
    target.port = static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
    target.user = "AK_TEST_0001";
    target.password = password;
    Connection link;
    link.sign_in(target, "first");
    put_publish(link.out(), "bench/first", 1, 1, 0, 0, 64);
    link.flush();
    link.expect(puback_header);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
    return taken.count();
}

int run(std::size_t count)
{
    const lmq::Secret password = lmq::mqtt_password(lmq::Secret("SK_test_secret_0001"), "GID_bench");
    std::vector<double> taken;
    milliseconds_to_first_puback(std::string(password.reveal())); // pages and symbols are loaded by it
    for (std::size_t i = 0; i < count; ++i)
        taken.push_back(milliseconds_to_first_puback(std::string(password.reveal())));
    std::sort(taken.begin(), taken.end());
    std::printf("{\"runs\":%zu,\"median_ms\":%.4f,\"p90_ms\":%.4f,\"min_ms\":%.4f}\n", count, taken[count / 2],
                taken[count * 9 / 10], taken.front());
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    try {
        const long count = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 50;
        if (count < 1) throw std::runtime_error("the number of runs must be positive");
        return run(static_cast<std::size_t>(count));
    } catch (const std::exception &error) {
        std::fprintf(stderr, "lmq-bench-start: %s\n", error.what());
        return 1;
    }
}
