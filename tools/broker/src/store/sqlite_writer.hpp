#ifndef LMQ_BROKER_STORE_SQLITE_WRITER_HPP
#define LMQ_BROKER_STORE_SQLITE_WRITER_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lmq/platform/database.hpp"
#include "lmq/result.hpp"
#include "store/pending_changes.hpp"

namespace lmq::broker::store
{

/// The last numbers that were given out, and the latest time of storing.
struct Counters {
    std::uint64_t session = 0;
    std::uint64_t body = 0;
    std::uint64_t sequence = 0;
    std::uint64_t mq = 0;
    std::int64_t newest_ms = 0;
};

/// Writes changes into the tables, with statements that are prepared once.
class SqliteWriter
{
public:
    enum class Sql : std::uint8_t;

    /// `database` outlives it.
    explicit SqliteWriter(platform::Database &database) : database_(database) {}

    /// Prepares the statements and learns the topics that have numbers. Errors: as Database.
    Result<void> prepare();
    /// Writes all of `changes` and the counters in one transaction; on an error nothing of them is in the file.
    Result<void> write(const PendingChanges &changes, const Counters &counters);

private:
    static constexpr std::size_t statements = 24;

    platform::Statement &statement(Sql sql) { return statements_[static_cast<std::size_t>(sql)]; }
    int write_all(const PendingChanges &changes, const Counters &counters);
    int apply(const PendingChanges &changes, const Change &change);
    int drop_session(std::uint64_t session);
    int put_mq(const PendingChanges &changes, const Change &change);
    int drop_mq_before(std::string_view topic, std::uint64_t position);
    int put_consumer(const PendingChanges &changes, const Change &change);
    int clear();
    int topic_number(std::string_view topic, std::int64_t &number);

    platform::Database &database_;
    std::array<platform::Statement, statements> statements_;
    std::map<std::string, std::int64_t, std::less<>> topics_;
    std::vector<std::string> new_topics_; ///< of this transaction
};

} // namespace lmq::broker::store

#endif
