#include "store/sqlite_schema.hpp"

namespace lmq::broker::store
{
namespace
{

/// `counters` has one row: numbers that were given out, however little is left of what bore them. `entry.flags`: 1 it
/// has the retain flag, 2 it is P2P, 4 its PUBREC came. `mq.place`: see mq_position_bits; `mq.flags`: 1 it is from a
/// device, 2 that had a clean session.
constexpr const char *version_1 = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE counters(
    session INTEGER NOT NULL, body INTEGER NOT NULL, sequence INTEGER NOT NULL, mq INTEGER NOT NULL,
    newest_ms INTEGER NOT NULL);
INSERT INTO counters VALUES(0, 0, 0, 0, 0);
CREATE TABLE session(number INTEGER PRIMARY KEY, client_id TEXT NOT NULL, clean INTEGER NOT NULL);
CREATE TABLE subscription(
    session INTEGER NOT NULL, filter TEXT NOT NULL, qos INTEGER NOT NULL, PRIMARY KEY(session, filter)) WITHOUT ROWID;
CREATE TABLE received(
    session INTEGER NOT NULL, packet_id INTEGER NOT NULL, PRIMARY KEY(session, packet_id)) WITHOUT ROWID;
CREATE TABLE body(id INTEGER PRIMARY KEY, topic TEXT NOT NULL, payload BLOB NOT NULL);
CREATE TABLE entry(
    sequence INTEGER PRIMARY KEY, session INTEGER NOT NULL, body INTEGER NOT NULL, store_ms INTEGER NOT NULL,
    qos INTEGER NOT NULL, flags INTEGER NOT NULL, packet_id INTEGER NOT NULL);
CREATE INDEX entry_session ON entry(session);
CREATE TABLE retained(topic TEXT PRIMARY KEY, payload BLOB NOT NULL, qos INTEGER NOT NULL);
CREATE TABLE revoked(
    expire_ms INTEGER NOT NULL, nonce TEXT NOT NULL, PRIMARY KEY(expire_ms, nonce)) WITHOUT ROWID;
CREATE TABLE mq_topic(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE mq(
    place INTEGER PRIMARY KEY, id INTEGER NOT NULL, store_ms INTEGER NOT NULL, queue INTEGER NOT NULL,
    flags INTEGER NOT NULL, qos INTEGER NOT NULL, second_topic TEXT NOT NULL, client_id TEXT NOT NULL,
    tag TEXT NOT NULL, properties BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE consumer(
    topic INTEGER NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(topic, name)) WITHOUT ROWID;
)sql";

} // namespace

const Migrations &sqlite_migrations()
{
    static const Migrations all{version_1};
    return all;
}

} // namespace lmq::broker::store
