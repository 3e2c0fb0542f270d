#include "unit/engine/row_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace engine_test
{

using namespace lmq::broker::store;

void RowStore::put_session(const SessionRow &row)
{
    dirty_ = true;
    now_.sessions[row.number] = {std::string(row.client_id), row.clean};
    now_.last_session = std::max(now_.last_session, row.number);
}

void RowStore::drop_session(std::uint64_t session)
{
    dirty_ = true;
    CHECK(now_.sessions.erase(session) == 1);
    const auto first = now_.subscriptions.lower_bound({session, {}});
    now_.subscriptions.erase(first, now_.subscriptions.lower_bound({session + 1, {}}));
    now_.received.erase(now_.received.lower_bound({session, 0}), now_.received.lower_bound({session + 1, 0}));
}

void RowStore::put_subscription(std::uint64_t session, std::string_view filter, std::uint8_t qos)
{
    dirty_ = true;
    CHECK(now_.sessions.count(session) == 1);
    now_.subscriptions[{session, std::string(filter)}] = qos;
}

void RowStore::drop_subscription(std::uint64_t session, std::string_view filter)
{
    dirty_ = true;
    now_.subscriptions.erase({session, std::string(filter)});
}

void RowStore::put_received(std::uint64_t session, std::uint16_t packet_id)
{
    dirty_ = true;
    CHECK(now_.sessions.count(session) == 1);
    now_.received.emplace(session, packet_id);
}

void RowStore::drop_received(std::uint64_t session, std::uint16_t packet_id)
{
    dirty_ = true;
    now_.received.erase({session, packet_id});
}

void RowStore::put_body(const BodyRow &row)
{
    dirty_ = true;
    CHECK(now_.bodies.emplace(row.id, Body{std::string(row.topic), std::string(row.payload)}).second);
    now_.last_body = std::max(now_.last_body, row.id);
}

void RowStore::drop_body(std::uint64_t id)
{
    dirty_ = true;
    CHECK(now_.bodies.erase(id) == 1);
}

void RowStore::put_entry(const EntryRow &row)
{
    dirty_ = true;
    CHECK(now_.sessions.count(row.session) == 1);
    CHECK(now_.bodies.count(row.body) == 1);
    now_.entries[row.sequence] = row;
    now_.last_sequence = std::max(now_.last_sequence, row.sequence);
}

void RowStore::drop_entry(std::uint64_t sequence)
{
    dirty_ = true;
    CHECK(now_.entries.erase(sequence) == 1);
}

void RowStore::put_retained(std::string_view topic, const BodyRow &row, std::uint8_t qos)
{
    dirty_ = true;
    now_.retained[std::string(topic)] = {Body{std::string(row.topic), std::string(row.payload)}, qos};
}

void RowStore::drop_retained(std::string_view topic)
{
    dirty_ = true;
    now_.retained.erase(std::string(topic));
}

void RowStore::put_revoked(std::int64_t expire_ms, std::string_view nonce)
{
    dirty_ = true;
    now_.revoked.emplace(expire_ms, nonce);
}

void RowStore::drop_revoked_until(std::int64_t now_ms)
{
    dirty_ = true;
    now_.revoked.erase(now_.revoked.begin(), now_.revoked.lower_bound({now_ms + 1, {}}));
}

void RowStore::put_mq(const MqRow &row)
{
    dirty_ = true;
    Mq mq{row,
          std::string(row.second_topic),
          std::string(row.client_id),
          std::string(row.tag),
          std::string(row.body),
          row.properties ? *row.properties : std::map<std::string, std::string>(),
          row.properties != nullptr};
    CHECK(now_.mq.emplace(std::pair(std::string(row.topic), row.position), std::move(mq)).second);
    now_.last_mq = std::max(now_.last_mq, row.id);
}

void RowStore::drop_mq_before(std::string_view topic, std::uint64_t position)
{
    dirty_ = true;
    now_.mq.erase(now_.mq.lower_bound({std::string(topic), 0}), now_.mq.lower_bound({std::string(topic), position}));
}

void RowStore::put_consumer(std::string_view topic, std::string_view group, std::uint64_t position)
{
    dirty_ = true;
    now_.consumers[{std::string(topic), std::string(group)}] = position;
}

void RowStore::clear()
{
    dirty_ = true;
    Rows empty;
    empty.last_session = now_.last_session;
    empty.last_body = now_.last_body;
    empty.last_sequence = now_.last_sequence;
    empty.last_mq = now_.last_mq;
    now_ = empty;
}

lmq::Result<void> RowStore::commit()
{
    if (fails) return lmq::fail(lmq::Errc::store_full, "store rows: the test says so");
    ++commits;
    if (keeps_committed) committed_ = now_;
    dirty_ = false;
    return {};
}

lmq::Result<void> RowStore::load(Recovery &into)
{
    for (const auto &[number, row] : now_.sessions)
        into.session({number, row.client_id, row.clean});
    for (const auto &[key, qos] : now_.subscriptions)
        into.subscription(key.first, key.second, qos);
    for (const auto &[session, id] : now_.received)
        into.received(session, id);
    for (const auto &[id, body] : now_.bodies)
        into.body({id, body.topic, body.payload});
    for (const auto &[sequence, row] : now_.entries)
        into.entry(row);
    for (const auto &[topic, kept] : now_.retained)
        into.retained(topic, {0, kept.first.topic, kept.first.payload}, kept.second);
    for (const auto &[expire_ms, nonce] : now_.revoked)
        into.revoked(expire_ms, nonce);
    for (const auto &[key, mq] : now_.mq) {
        MqRow row = mq.row;
        row.topic = key.first;
        row.second_topic = mq.second;
        row.client_id = mq.client;
        row.tag = mq.tag;
        row.body = mq.body;
        row.properties = mq.has_properties ? &mq.properties : nullptr;
        into.mq(row);
    }
    for (const auto &[key, position] : now_.consumers)
        into.consumer(key.first, key.second, position);
    into.counters(now_.last_session, now_.last_body, now_.last_sequence, now_.last_mq);
    return {};
}

} // namespace engine_test
