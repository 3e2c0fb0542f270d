#ifndef LMQ_BROKER_STORE_SQLITE_STORE_HPP
#define LMQ_BROKER_STORE_SQLITE_STORE_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "lmq/platform/database.hpp"
#include "lmq/result.hpp"
#include "store/pending_changes.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_writer.hpp"
#include "store/store.hpp"

namespace lmq::broker::store
{

/// Keeps everything in one SQLite file, which no other process can use meanwhile. See sdk/docs/store.md.
class SqliteStore final : public Store
{
public:
    /// Errors: those of open_sqlite_file.
    static Result<std::unique_ptr<SqliteStore>> open(const std::string &path,
                                                     const Migrations &migrations = sqlite_migrations());

    /// Signs tokens: drawn when the file was made, and the same ever since.
    const std::string &token_key() const { return token_key_; }
    /// How often the file has been opened, this time included.
    std::uint64_t starts() const { return starts_; }
    /// The latest time at which anything that the file has seen was stored, Unix epoch; 0: nothing was.
    std::int64_t newest_ms() const { return counters_.newest_ms; }
    /// Lets the file grow to `pages` of 4096 bytes, beyond which commit() answers store_full; 0: without end.
    Result<void> limit_pages(std::uint32_t pages);
    /// While true commit() fails as on a file system that has become read-only. For tests.
    Result<void> refuse_writes(bool refused);

    bool durable() const override { return true; }
    void put_session(const SessionRow &row) override;
    void drop_session(std::uint64_t session) override;
    void put_subscription(std::uint64_t session, std::string_view filter, std::uint8_t qos) override;
    void drop_subscription(std::uint64_t session, std::string_view filter) override;
    void put_received(std::uint64_t session, std::uint16_t packet_id) override;
    void drop_received(std::uint64_t session, std::uint16_t packet_id) override;
    void put_body(const BodyRow &row) override;
    void drop_body(std::uint64_t id) override;
    void put_entry(const EntryRow &row) override;
    void drop_entry(std::uint64_t sequence) override;
    void put_retained(std::string_view topic, const BodyRow &row, std::uint8_t qos) override;
    void drop_retained(std::string_view topic) override;
    void put_revoked(std::int64_t expire_ms, std::string_view nonce) override;
    void drop_revoked_until(std::int64_t now_ms) override;
    void put_mq(const MqRow &row) override;
    void drop_mq_before(std::string_view topic, std::uint64_t position) override;
    void put_consumer(std::string_view topic, std::string_view group, std::uint64_t position) override;
    void clear() override;
    bool dirty() const override { return !pending_.empty(); }
    /// When nothing but entries and bodies go, what is written outlives the process at once, and a loss of power only
    /// from the next commit on.
    Result<void> commit() override;
    Result<void> load(Recovery &into) override;

private:
    explicit SqliteStore(platform::Database database) : database_(std::move(database)), writer_(database_) {}
    Result<void> begin();
    Result<void> read_meta();
    Result<void> wait_for_disk(bool wanted);

    platform::Database database_;
    SqliteWriter writer_;
    PendingChanges pending_;
    Counters counters_;  ///< with what is pending
    Counters committed_; ///< as they are in the file
    std::string token_key_;
    std::uint64_t starts_ = 0;
    bool waits_for_disk_ = true;
};

} // namespace lmq::broker::store

#endif
