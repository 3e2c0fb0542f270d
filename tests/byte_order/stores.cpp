#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <string>

#include "inbox/inbox.hpp"
#include "outbox/journal.hpp"
#include "store_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using namespace lmq::broker::store;
using std::chrono::milliseconds;

namespace
{

const std::string binary("a\0b\xff", 4);
constexpr std::uint64_t large_key = 0x0102030405060708;
constexpr milliseconds written_at{1546272000123}; // beyond 32 bits

outbox::OpenJournal outbox_in(const std::string &path, milliseconds now)
{
    outbox::JournalConfig config;
    config.file = path;
    config.wall_now = [now] { return now; };
    auto journal = outbox::open_journal(std::move(config));
    REQUIRE_MESSAGE(journal, describe(journal.error()));
    return std::move(*journal);
}

inbox::OpenInbox inbox_in(const std::string &path)
{
    auto opened = inbox::open_inbox({path, {}});
    REQUIRE_MESSAGE(opened, describe(opened.error()));
    return std::move(*opened);
}

void write_outbox(const std::string &path)
{
    const auto opened = outbox_in(path, written_at);
    Message message{"TopicA/b", binary, QoS::exactly_once, true};
    message.time_to_live = milliseconds(5000000000); // beyond 32 bits, too
    message.priority = Priority::high;
    opened.journal->stored(1, {"TopicA", "first"}, false);
    opened.journal->stored(large_key, message, false);
    opened.journal->close();
}

void write_inbox(const std::string &path)
{
    const auto opened = inbox_in(path);
    ReceivedMessage message;
    message.topic = "TopicA/b";
    message.payload = binary;
    message.qos = QoS::exactly_once;
    message.retained = true;
    REQUIRE(opened.inbox->keep(message));
    opened.inbox->close();
}

void write_broker(const std::string &path)
{
    const auto store = open_store(path);
    store->put_session({1, "GID_AAA@@@one", false});
    store->put_subscription(1, "TopicA/#", 1);
    store->put_received(1, 65534);
    store->put_body({large_key, "TopicA/b", binary});
    EntryRow row = entry(11, 1, large_key);
    row.store_ms = 1546272000123;
    row.packet_id = 258;
    row.released = true;
    store->put_entry(row);
    store->put_revoked(1546272000999, "0123456789abcdef");
    MqRow kept = mq_message("TopicB", 5, 101);
    // A property's length takes one byte, and two.
    const std::map<std::string, std::string> properties{{"mqttSecondTopic", "/b"}, {"long", std::string(300, 'x')}};
    kept.properties = &properties;
    store->put_mq(kept);
    store->put_consumer("TopicA", "group", 1);
    commit(*store);
}

/// A copy of a file that such a machine made: to open one is to write to it.
std::string made_by(const char *order, const char *name, const TemporaryDirectory &into)
{
    const std::string content = read_file(LMQ_TEST_DATA_DIR "/stores/" + std::string(name) + "." + order + ".db");
    REQUIRE_FALSE(content.empty());
    write_file(into.file(name), content);
    return into.file(name);
}

constexpr const char *orders[] = {"little", "big"};

} // namespace

TEST_CASE("an outbox made by a machine of either byte order is read here")
{
    for (const char *const order : orders) {
        CAPTURE(order);
        const TemporaryDirectory directory;
        const auto found = outbox_in(made_by(order, "outbox", directory), written_at + milliseconds(1000)).recovered;
        REQUIRE(found.size() == 2);
        CHECK(found[0].key == 1);
        CHECK(found[0].message.topic == "TopicA");
        CHECK(found[0].message.payload == "first");
        CHECK_FALSE(found[0].remaining);
        CHECK(found[1].key == large_key);
        CHECK(found[1].message.payload == binary);
        CHECK(found[1].message.qos == QoS::exactly_once);
        CHECK(found[1].message.retain);
        CHECK(found[1].message.priority == Priority::high);
        CHECK(found[1].remaining == milliseconds(5000000000 - 1000));
    }
}

TEST_CASE("an inbox made by a machine of either byte order is read here")
{
    for (const char *const order : orders) {
        CAPTURE(order);
        const TemporaryDirectory directory;
        const auto found = inbox_in(made_by(order, "inbox", directory)).left;
        REQUIRE(found.size() == 1);
        CHECK(found[0].message.topic == "TopicA/b");
        CHECK(found[0].message.payload == binary);
        CHECK(found[0].message.qos == QoS::exactly_once);
        CHECK(found[0].message.retained);
    }
}

TEST_CASE("a broker's store made by a machine of either byte order is read here")
{
    const TemporaryDirectory here;
    write_broker(here.file("broker"));
    const auto own = open_store(here.file("broker"));
    const Lines expected = rows(*own);
    CHECK(expected.size() == 8);
    for (const char *const order : orders) {
        CAPTURE(order);
        const TemporaryDirectory directory;
        const auto store = open_store(made_by(order, "broker", directory));
        CHECK(rows(*store) == expected);
        CHECK(counters(*store) == counters(*own));
        CHECK(store->newest_ms() == own->newest_ms());
    }
}

// How the files were made: byte_order --no-skip --test-case='make*' with the folder in LMQ_STORES, on either machine;
// each was then given its order's name.
TEST_CASE("make the files of this machine" * doctest::skip())
{
    const char *const folder = std::getenv("LMQ_STORES");
    REQUIRE(folder != nullptr);
    const std::string base = folder;
    write_outbox(base + "/outbox");
    write_inbox(base + "/inbox");
    write_broker(base + "/broker");
}
