#ifndef LMQ_BROKER_STORE_OPEN_STORE_HPP
#define LMQ_BROKER_STORE_OPEN_STORE_HPP

#include <cstdint>
#include <memory>
#include <string>

#include "lmq/result.hpp"
#include "store/store.hpp"

namespace lmq::broker::store
{

/// A store, and what else outlives the process in it.
struct OpenedStore {
    std::unique_ptr<Store> store;
    std::string token_key;      ///< empty: it keeps none
    std::uint64_t starts = 1;   ///< this one included
    std::int64_t newest_ms = 0; ///< when the newest of what it has was stored, Unix epoch; 0: it has nothing
};

/// `kind`: "memory" or "sqlite:FILE". Errors: out_of_range for any other; those of open_sqlite_file.
Result<OpenedStore> open_store(const std::string &kind);

} // namespace lmq::broker::store

#endif
