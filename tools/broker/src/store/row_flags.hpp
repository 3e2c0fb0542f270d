#ifndef LMQ_BROKER_STORE_ROW_FLAGS_HPP
#define LMQ_BROKER_STORE_ROW_FLAGS_HPP

#include <cstdint>

#include "store/store.hpp"

namespace lmq::broker::store
{

// The truth values of a row in one number, as they stand in the file: see sqlite_schema.cpp.

inline std::uint8_t flags_of(const EntryRow &row)
{
    return static_cast<std::uint8_t>((row.retain ? 1 : 0) | (row.p2p ? 2 : 0) | (row.released ? 4 : 0));
}

inline void set_flags(EntryRow &row, std::int64_t flags)
{
    row.retain = (flags & 1) != 0;
    row.p2p = (flags & 2) != 0;
    row.released = (flags & 4) != 0;
}

inline std::uint8_t flags_of(const MqRow &row)
{
    return static_cast<std::uint8_t>((row.from_device ? 1 : 0) | (row.clean_session ? 2 : 0));
}

inline void set_flags(MqRow &row, std::int64_t flags)
{
    row.from_device = (flags & 1) != 0;
    row.clean_session = (flags & 2) != 0;
}

} // namespace lmq::broker::store

#endif
