#ifndef LMQ_TESTS_UNIT_ENGINE_ROW_STORE_HPP
#define LMQ_TESTS_UNIT_ENGINE_ROW_STORE_HPP

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "store/store.hpp"

namespace engine_test
{

/// A store whose rows are maps: what is committed outlives an engine, not the process. Holds the engine to the
/// interface's rules: a row hangs on others that are there, and is dropped once. May be told to fail.
class RowStore final : public lmq::broker::store::Store
{
public:
    bool durable() const override { return true; }

    void put_session(const lmq::broker::store::SessionRow &row) override;
    void drop_session(std::uint64_t session) override;
    void put_subscription(std::uint64_t session, std::string_view filter, std::uint8_t qos) override;
    void drop_subscription(std::uint64_t session, std::string_view filter) override;
    void put_received(std::uint64_t session, std::uint16_t packet_id) override;
    void drop_received(std::uint64_t session, std::uint16_t packet_id) override;
    void put_body(const lmq::broker::store::BodyRow &row) override;
    void drop_body(std::uint64_t id) override;
    void put_entry(const lmq::broker::store::EntryRow &row) override;
    void drop_entry(std::uint64_t sequence) override;
    void put_retained(std::string_view topic, const lmq::broker::store::BodyRow &row, std::uint8_t qos) override;
    void drop_retained(std::string_view topic) override;
    void put_revoked(std::int64_t expire_ms, std::string_view nonce) override;
    void drop_revoked_until(std::int64_t now_ms) override;
    void put_mq(const lmq::broker::store::MqRow &row) override;
    void drop_mq_before(std::string_view topic, std::uint64_t position) override;
    void put_consumer(std::string_view topic, std::string_view group, std::uint64_t position) override;
    void clear() override;
    bool dirty() const override { return dirty_; }
    lmq::Result<void> commit() override;
    lmq::Result<void> load(lmq::broker::store::Recovery &into) override;

    /// What a power cut does: everything since the last commit is gone. Call it with no engine at work on it.
    void lose_uncommitted()
    {
        now_ = committed_;
        dirty_ = false;
    }

    bool fails = false;
    bool keeps_committed = true; ///< false: lose_uncommitted() is never called, and commits cost nothing
    int commits = 0;
    std::size_t entries() const { return now_.entries.size(); }
    std::size_t bodies() const { return now_.bodies.size(); }
    std::size_t sessions() const { return now_.sessions.size(); }
    std::size_t subscriptions() const { return now_.subscriptions.size(); }

private:
    struct Session {
        std::string client_id;
        bool clean;
    };
    struct Body {
        std::string topic, payload;
    };
    struct Mq {
        lmq::broker::store::MqRow row; // its views are into the rest
        std::string second, client, tag, body;
        std::map<std::string, std::string> properties;
        bool has_properties;
    };
    struct Rows {
        std::map<std::uint64_t, Session> sessions;
        std::map<std::pair<std::uint64_t, std::string>, std::uint8_t> subscriptions;
        std::set<std::pair<std::uint64_t, std::uint16_t>> received;
        std::map<std::uint64_t, Body> bodies;
        std::map<std::uint64_t, lmq::broker::store::EntryRow> entries;
        std::map<std::string, std::pair<Body, std::uint8_t>> retained;
        std::set<std::pair<std::int64_t, std::string>> revoked;
        std::map<std::pair<std::string, std::uint64_t>, Mq> mq;
        std::map<std::pair<std::string, std::string>, std::uint64_t> consumers;
        std::uint64_t last_session = 0, last_body = 0, last_sequence = 0, last_mq = 0;
    };
    Rows now_;
    Rows committed_;
    bool dirty_ = false;
};

} // namespace engine_test

#endif
