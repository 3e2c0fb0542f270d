#ifndef LMQ_BROKER_STORE_SQLITE_FILE_HPP
#define LMQ_BROKER_STORE_SQLITE_FILE_HPP

#include <string>

#include "lmq/platform/database.hpp"
#include "lmq/result.hpp"
#include "store/sqlite_schema.hpp"

namespace lmq::broker::store
{

/// Opens the broker's file for this process alone, makes it when it is absent or empty, and brings it up to the last of
/// `migrations`. Errors, each with the file left as it was: store_busy, store_damaged (also when it is somebody
/// else's), store_newer, store_failed, store_full.
Result<platform::Database> open_sqlite_file(const std::string &path, const Migrations &migrations);

} // namespace lmq::broker::store

#endif
