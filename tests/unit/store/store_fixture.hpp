#ifndef LMQ_TESTS_UNIT_STORE_STORE_FIXTURE_HPP
#define LMQ_TESTS_UNIT_STORE_STORE_FIXTURE_HPP

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite_store.hpp"

namespace lmq::test
{

using Lines = std::vector<std::string>;

/// A directory of its own, removed with all in it.
class TemporaryDirectory
{
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory &) = delete;
    TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;
    const std::string &path() const { return path_; }
    std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
    /// The names of what is in it, in order.
    Lines names() const;

private:
    std::string path_;
};

/// While it lives this process may only what anybody may.
class AsNobody
{
public:
    AsNobody();
    ~AsNobody();
    AsNobody(const AsNobody &) = delete;
    AsNobody &operator=(const AsNobody &) = delete;
};

std::string read_file(const std::string &path);
void write_file(const std::string &path, std::string_view content);

/// Runs statements on a file with a connection of the test's own, and answers SQLite's code.
int run_sql(const std::string &path, const std::string &sql);

/// Opens, and requires that it can be.
std::unique_ptr<broker::store::SqliteStore> open_store(const std::string &path);
/// Commits, and requires that it can be.
void commit(broker::store::Store &store);
/// Requires that opening is refused, and answers why.
Error refusal(const std::string &path);

/// What load() tells, a line for each row but the counters'.
Lines rows(broker::store::Store &store);
/// The last session, body, sequence and MQ id.
std::string counters(broker::store::Store &store);

/// Rows with little in them.
broker::store::EntryRow entry(std::uint64_t sequence, std::uint64_t session = 1, std::uint64_t body = 1);
broker::store::MqRow mq_message(std::string_view topic, std::uint64_t position, std::uint64_t id);

} // namespace lmq::test

#endif
