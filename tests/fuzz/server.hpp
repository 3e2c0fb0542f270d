#ifndef LMQ_TESTS_FUZZ_SERVER_HPP
#define LMQ_TESTS_FUZZ_SERVER_HPP

#include <memory>

#include "lmq_broker/config.hpp"
#include "net/server.hpp"

namespace lmq::fuzz
{

/// The ready-made service on a virtual clock without listeners, its limits small enough to be reached.
broker::Config server_config();

/// A server that nobody runs: turn() does what its thread would.
std::unique_ptr<broker::net::Server> make_server();

/// Lets everything happen that can without time passing.
void turn(broker::net::Server &server);

} // namespace lmq::fuzz

#endif
