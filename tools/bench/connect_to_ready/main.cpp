// How long a client takes from CONNACK to ready over a link with a long way: connect_to_ready [ROUND-TRIP-MS [ROUNDS]]
//
// Rows: signature and token mode; order mode on; offline messages pulled; 30 subscriptions. The floor is one round trip
// for each token, which must be acknowledged before anything else is sent (spec 8.1), and one for everything after.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

#include "delaying_proxy.hpp"
#include "lmq/client.hpp"
#include "lmq_broker/broker.hpp"

namespace
{

using namespace lmq;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct Row {
    const char *name;
    std::vector<TokenType> tokens;
    bool ordered;
    bool pull;
    int subscriptions;
    int floor; ///< round trips
};

[[noreturn]] void give_up(const std::string &why)
{
    std::fprintf(stderr, "connect_to_ready: %s\n", why.c_str());
    std::exit(1);
}

/// Tokens straight from the broker, as an app server would have them ready.
Tokens tokens_of(broker::Broker &broker, const std::vector<TokenType> &types)
{
    Tokens tokens;
    for (const TokenType type : types)
        tokens.needs.push_back({type, {}});
    tokens.provider = [&broker](const TokenRequest &request, const TokenAnswer &answer) {
        const bool both = request.need.type == TokenType::read_write;
        broker::TokenOrder order;
        order.actions = both ? "R,W" : std::string(control::to_string(request.need.type));
        order.resources = {"bench", "bench/#"};
        order.expire_ms = broker.now_ms() + 3600000;
        Token token;
        token.type = request.need.type;
        token.valid_for = std::chrono::hours(1);
        token.expire_time_ms = order.expire_ms;
        auto issued = broker.issue_token(order);
        if (!issued) give_up(describe(issued.error()));
        token.text = Secret(std::move(*issued));
        answer(std::move(token));
    };
    return tokens;
}

/// Milliseconds from CONNACK to ready.
double measure(broker::Broker &broker, const Row &row, milliseconds round_trip)
{
    const std::string address = broker.tcp_address();
    DelayingProxy proxy(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))), round_trip / 2);
    ClientOptions options;
    options.server_uri = "tcp://127.0.0.1:" + std::to_string(proxy.port());
    options.client_id = "GID_bench@@@ready";
    options.ordered = row.ordered;
    if (row.pull) options.offline_pull = OfflinePull();
    if (row.tokens.empty())
        options.credentials = AccessKey{"AK_TEST_0001", Secret("SK_test_secret_0001")};
    else
        options.credentials = tokens_of(broker, row.tokens);
    auto client = Client::create(std::move(options));
    if (!client) give_up(describe(client.error()));

    std::mutex mutex;
    Clock::time_point connack;
    Clock::time_point ready;
    client->on_state([&](const ConnectionStatus &status) {
        const std::lock_guard<std::mutex> lock(mutex);
        if (status.state == ConnectionState::restoring) connack = Clock::now();
        if (status.state == ConnectionState::ready) ready = Clock::now();
    });
    std::vector<Subscription> set;
    for (int i = 0; i < row.subscriptions; ++i)
        set.push_back({"bench/" + std::to_string(i), QoS::at_least_once});
    if (!set.empty() && !client->subscribe(set)) give_up("subscribe");
    if (const auto done = client->connect(std::chrono::seconds(30)); !done) give_up(describe(done.error()));
    if (const auto closed = client->close(std::chrono::seconds(5)); !closed) give_up(describe(closed.error()));
    const std::lock_guard<std::mutex> lock(mutex);
    return std::chrono::duration<double, std::milli>(ready - connack).count();
}

} // namespace

int main(int argc, char **argv)
{
    const milliseconds round_trip(argc > 1 ? std::atoi(argv[1]) : 100);
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 9;
    if (round_trip.count() < 2 || rounds < 1) give_up("usage: connect_to_ready [ROUND-TRIP-MS [ROUNDS]]");
    const auto broker = broker::Broker::start(broker::Config::ready_made());
    if (!broker) give_up(describe(broker.error()));

    const Row rows[] = {
        {"signature", {}, false, false, 0, 0},
        {"signature, order, 30 filters", {}, true, false, 30, 1},
        {"the same, and a pull", {}, true, true, 30, 1},
        {"1 token, 30 filters", {TokenType::read_write}, false, false, 30, 2},
        {"3 tokens, order, pull, 30 filters",
         {TokenType::read, TokenType::write, TokenType::read_write},
         true,
         true,
         30,
         4},
    };
    std::printf("from CONNACK to ready, round trip %lld ms, median of %d\n", static_cast<long long>(round_trip.count()),
                rounds);
    std::printf("%-34s %10s %12s %6s\n", "", "ms", "round trips", "floor");
    for (const Row &row : rows) {
        std::vector<double> times;
        for (int i = 0; i < rounds; ++i)
            times.push_back(measure(**broker, row, round_trip));
        std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
        const double median = times[static_cast<std::size_t>(rounds / 2)];
        std::printf("%-34s %10.1f %12.2f %6d\n", row.name, median, median / static_cast<double>(round_trip.count()),
                    row.floor);
    }
    return 0;
}
