// The device's whole job over real sockets, each step verified: the real client against the real broker, in one
// process.
#include <iostream>

#include <lmq/version.hpp>

#include "stage.hpp"

int main()
{
    auto config = lmq::broker::Config::ready_made();
    config.log_level = "error";
    const auto account = config.accounts.front();
    const auto broker = lmq::broker::Broker::start(std::move(config));
    if (!broker) {
        std::cerr << lmq::describe(broker.error()) << '\n';
        return 2;
    }
    std::cout << "lmq " << lmq::version() << ": a device's whole job, against a broker on " << (*broker)->tcp_address()
              << std::endl;

    Report report;
    const Stage stage{report, **broker, account};
    sign_in(stage);
    exchange_messages(stage);
    send_in_order(stage);
    survive_a_reconnect(stage);
    be_away(stage);
    lose_power(stage);
    live_on_tokens(stage);
    return report.finish();
}
