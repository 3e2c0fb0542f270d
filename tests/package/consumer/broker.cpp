// Starts the broker alone, without a client in the program.
#include <iostream>

#include <lmq_broker/broker.hpp>

int main()
{
    auto config = lmq::broker::Config::ready_made();
    config.log_level = "error";
    const auto broker = lmq::broker::Broker::start(std::move(config));
    if (!broker) {
        std::cerr << lmq::describe(broker.error()) << '\n';
        return 1;
    }
    if ((*broker)->tcp_address().empty()) return 2;
    std::cout << "lmq::broker is usable\n";
    return 0;
}
