#ifndef LMQ_BROKER_STORE_STORE_HPP
#define LMQ_BROKER_STORE_STORE_HPP

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "lmq/result.hpp"

/// What of the engine's state outlives the process. The engine holds all of it in memory and works from there; it tells
/// the store each change, and the store makes the changes of one turn durable together.
namespace lmq::broker::store
{

/// A session that outlives its connection, or a client id for which P2P messages wait (spec 6.5).
struct SessionRow {
    std::uint64_t number = 0; ///< the session's, never used twice
    std::string_view client_id;
    bool clean = false; ///< true: only P2P messages wait, there is no session to be present
};

/// A message body: one for all who wait for it.
struct BodyRow {
    std::uint64_t id = 0; ///< never used twice
    std::string_view topic;
    std::string_view payload;
};

/// A message kept for one session.
struct EntryRow {
    std::uint64_t sequence = 0; ///< order of storing, never used twice
    std::uint64_t session = 0;
    std::uint64_t body = 0;
    std::int64_t store_ms = 0; ///< Unix epoch
    std::uint8_t qos = 1;
    bool retain = false;
    bool p2p = false;
    std::uint16_t packet_id = 0; ///< of a QoS 2 message that was sent (plain policy only); 0: none
    bool released = false;       ///< its PUBREC came
};

/// A message in MQ.
struct MqRow {
    std::string_view topic;
    std::uint64_t position = 0; ///< in its topic, consecutive
    std::uint64_t id = 0;
    std::int64_t store_ms = 0;
    std::uint32_t queue = 0;
    bool from_device = false;
    bool clean_session = true;
    std::uint8_t qos = 0;
    std::string_view second_topic;
    std::string_view client_id;
    std::string_view tag;
    const std::map<std::string, std::string> *properties = nullptr; ///< of a server's message; may be null
    std::string_view body;
};

/// Takes in what load() finds, in this order: sessions; their subscriptions and received ids; bodies; entries by
/// sequence; retained; revoked; MQ messages by topic and position; consumers. Views are good during the call.
class Recovery
{
public:
    virtual ~Recovery() = default;
    virtual void session(const SessionRow &row) = 0;
    virtual void subscription(std::uint64_t session, std::string_view filter, std::uint8_t qos) = 0;
    virtual void received(std::uint64_t session, std::uint16_t packet_id) = 0;
    virtual void body(const BodyRow &row) = 0;
    virtual void entry(const EntryRow &row) = 0;
    virtual void retained(std::string_view topic, const BodyRow &row, std::uint8_t qos) = 0;
    virtual void revoked(std::int64_t expire_ms, std::string_view nonce) = 0;
    virtual void mq(const MqRow &row) = 0;
    virtual void consumer(std::string_view topic, std::string_view group, std::uint64_t position) = 0;
    /// Last. Numbers that were used once stay used, though what bore them is gone.
    virtual void counters(std::uint64_t last_session, std::uint64_t last_body, std::uint64_t last_sequence,
                          std::uint64_t last_mq_id) = 0;
};

/// Changes are kept back until commit(); views are copied. One thread.
class Store
{
public:
    virtual ~Store() = default;

    /// False for a store that keeps nothing: the engine then need not tell it anything.
    virtual bool durable() const = 0;

    virtual void put_session(const SessionRow &row) = 0; ///< or replaces what is kept under its number
    /// With its subscriptions, received ids and entries; bodies go by drop_body.
    virtual void drop_session(std::uint64_t session) = 0;
    virtual void put_subscription(std::uint64_t session, std::string_view filter,
                                  std::uint8_t qos) = 0; ///< or replaces
    virtual void drop_subscription(std::uint64_t session, std::string_view filter) = 0;
    virtual void put_received(std::uint64_t session, std::uint16_t packet_id) = 0;
    virtual void drop_received(std::uint64_t session, std::uint16_t packet_id) = 0;
    virtual void put_body(const BodyRow &row) = 0;
    virtual void drop_body(std::uint64_t id) = 0;
    virtual void put_entry(const EntryRow &row) = 0; ///< or replaces the one of its sequence
    virtual void drop_entry(std::uint64_t sequence) = 0;
    virtual void put_retained(std::string_view topic, const BodyRow &row, std::uint8_t qos) = 0; ///< row.id is not used
    virtual void drop_retained(std::string_view topic) = 0;
    virtual void put_revoked(std::int64_t expire_ms, std::string_view nonce) = 0;
    virtual void drop_revoked_until(std::int64_t now_ms) = 0; ///< those that have expired
    virtual void put_mq(const MqRow &row) = 0;
    virtual void drop_mq_before(std::string_view topic, std::uint64_t position) = 0;
    virtual void put_consumer(std::string_view topic, std::string_view group, std::uint64_t position) = 0;
    /// Everything goes, what is kept back too; counters stay.
    virtual void clear() = 0;

    /// Whether anything is kept back.
    virtual bool dirty() const = 0;
    /// Makes all that is kept back durable, in one transaction. On an error nothing of it is, and all stays kept back
    /// for the next call. Errors: store_full, store_busy, store_failed, store_damaged.
    virtual Result<void> commit() = 0;
    /// Tells `into` everything that is durable; before the first change. Errors: as commit.
    virtual Result<void> load(Recovery &into) = 0;
};

/// Keeps nothing: all is gone with the process.
std::unique_ptr<Store> make_memory_store();

} // namespace lmq::broker::store

#endif
