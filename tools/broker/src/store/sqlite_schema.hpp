#ifndef LMQ_BROKER_STORE_SQLITE_SCHEMA_HPP
#define LMQ_BROKER_STORE_SQLITE_SCHEMA_HPP

#include <cstdint>
#include <vector>

namespace lmq::broker::store
{

/// "LMQB": tells a broker's file from any other of SQLite's.
constexpr std::int64_t sqlite_application_id = 0x4c4d5142;

/// The statements that lead from each version to the next: the first from an empty file to version 1. A file's version
/// is how many of them it has seen. Those that have been released are never changed.
using Migrations = std::vector<const char *>;
const Migrations &sqlite_migrations();

/// A message's place in MQ in one number: the topic's above, the position in it below.
constexpr unsigned mq_position_bits = 44;

} // namespace lmq::broker::store

#endif
