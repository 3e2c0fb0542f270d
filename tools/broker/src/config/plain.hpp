#ifndef LMQ_BROKER_CONFIG_PLAIN_HPP
#define LMQ_BROKER_CONFIG_PLAIN_HPP

#include "lmq_broker/config.hpp"

namespace lmq::broker::config
{

/// Makes policy and limits those of an ordinary MQTT 3.1.1 broker; what a file says besides stands above it.
void make_plain(Config &config);

} // namespace lmq::broker::config

#endif
