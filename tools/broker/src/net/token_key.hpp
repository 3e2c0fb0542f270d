#ifndef LMQ_BROKER_NET_TOKEN_KEY_HPP
#define LMQ_BROKER_NET_TOKEN_KEY_HPP

#include <string>

#include "lmq_broker/config.hpp"

namespace lmq::broker::net
{

/// `config` with a key for tokens: its own, or else the `kept` one of the store, or else one drawn from the system.
/// Throws when there is no entropy.
Config with_token_key(Config config, const std::string &kept);

} // namespace lmq::broker::net

#endif
