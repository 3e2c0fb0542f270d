#include <map>
#include <string>

#include "store_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using namespace lmq::broker::store;

namespace
{

const std::string binary("a\0b\xff", 4);

/// Ends this process's use of the file and begins another.
std::unique_ptr<SqliteStore> reopen(std::unique_ptr<SqliteStore> store, const std::string &path)
{
    commit(*store);
    store.reset();
    return open_store(path);
}

} // namespace

TEST_CASE("a new store has nothing in it")
{
    const TemporaryDirectory directory;
    const auto store = open_store(directory.file("broker.db"));
    CHECK(store->durable());
    CHECK_FALSE(store->dirty());
    CHECK(rows(*store).empty());
    CHECK(counters(*store) == "0 0 0 0");
    CHECK(store->newest_ms() == 0);
}

TEST_CASE("rows of every kind come back as they were put")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    auto store = open_store(path);
    store->put_session({1, "GID_AAA@@@one", false});
    store->put_session({2, "GID_AAA@@@two", true});
    store->put_subscription(1, "TopicA/#", 1);
    store->put_subscription(1, "TopicA/b", 0);
    store->put_received(1, 65535);
    store->put_body({7, "TopicA/b", binary});
    store->put_body({8, "TopicA/empty", ""});
    EntryRow full = entry(11, 1, 7);
    full.store_ms = 1546272000123;
    full.qos = 2;
    full.retain = full.p2p = full.released = true;
    full.packet_id = 65535;
    store->put_entry(full);
    store->put_entry(entry(12, 2, 8));
    store->put_retained("TopicA/kept", {0, "TopicA/kept", binary}, 1);
    store->put_revoked(1546272000999, "0123456789abcdef");
    MqRow device = mq_message("TopicA", 0, 100);
    device.store_ms = 1546272000456;
    device.queue = 3;
    device.from_device = true;
    device.clean_session = false;
    device.qos = 1;
    device.second_topic = "b/";
    device.client_id = "GID_AAA@@@one";
    device.body = binary;
    store->put_mq(device);
    const std::map<std::string, std::string> properties{{"", "empty name"}, {"mqttSecondTopic", "/b"}};
    MqRow server = mq_message("TopicB", 5, 101);
    server.tag = "MQ2MQTT";
    server.properties = &properties;
    store->put_mq(server);
    store->put_consumer("TopicA", "group", 1);
    store->put_consumer("OnlyConsumed", "group", 9);

    store = reopen(std::move(store), path);
    CHECK(rows(*store) ==
          Lines{"session 1 'GID_AAA@@@one' kept", "session 2 'GID_AAA@@@two' clean", "subscription 1 'TopicA/#' 1",
                "subscription 1 'TopicA/b' 0", "received 1 65535", "body 7 'TopicA/b' '" + binary + "'",
                "body 8 'TopicA/empty' ''", "entry 11 1 7 1546272000123 qos2 retain p2p 65535 released",
                "entry 12 2 8 0 qos1 - - 0 -", "retained 'TopicA/kept' '" + binary + "' 1",
                "revoked 1546272000999 '0123456789abcdef'",
                "mq 'TopicA' 0 100 1546272000456 3 device kept 1 'b/' 'GID_AAA@@@one' ''  '" + binary + "'",
                "mq 'TopicB' 5 101 0 0 server clean 0 '' '' 'MQ2MQTT' =empty name;mqttSecondTopic=/b; ''",
                "consumer 'OnlyConsumed' 'group' 9", "consumer 'TopicA' 'group' 1"});
    CHECK(counters(*store) == "2 8 12 101");
    CHECK(store->newest_ms() == 1546272000456);
}

TEST_CASE("a row that is put again replaces the one before")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    auto store = open_store(path);
    for (const bool later : {false, true}) {
        store->put_session({1, "client", later});
        store->put_subscription(1, "a", later ? 1 : 0);
        store->put_received(1, 9);
        EntryRow row = entry(5);
        row.packet_id = later ? 77 : 0;
        store->put_entry(row);
        store->put_retained("a", {0, "a", later ? "new" : "old"}, 1);
        store->put_consumer("TopicA", "group", later ? 2 : 1);
        store = reopen(std::move(store), path);
    }
    CHECK(rows(*store) == Lines{"session 1 'client' clean", "subscription 1 'a' 1", "received 1 9",
                                "entry 5 1 1 0 qos1 - - 77 -", "retained 'a' 'new' 1", "consumer 'TopicA' 'group' 2"});
}

TEST_CASE("rows that are dropped are gone, whether they were committed or not")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    for (const bool committed : {false, true}) {
        CAPTURE(committed);
        auto store = open_store(path);
        store->put_session({1, "client", false});
        store->put_subscription(1, "a", 1);
        store->put_received(1, 9);
        store->put_body({1, "a", "x"});
        store->put_entry(entry(1));
        store->put_retained("a", {0, "a", "x"}, 1);
        store->put_revoked(1000, "nonce");
        store->put_mq(mq_message("TopicA", 4, 1));
        if (committed) store = reopen(std::move(store), path);
        store->drop_subscription(1, "a");
        store->drop_received(1, 9);
        store->drop_entry(1);
        store->drop_body(1);
        store->drop_retained("a");
        store->drop_revoked_until(1000);
        store->drop_mq_before("TopicA", 5);
        store = reopen(std::move(store), path);
        CHECK(rows(*store) == Lines{"session 1 'client' kept"});
    }
}

TEST_CASE("a session goes with what is its, and with nothing of another's")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    auto store = open_store(path);
    for (const std::uint64_t session : {1, 2}) {
        store->put_session({session, "client" + std::to_string(session), false});
        store->put_subscription(session, "a", 1);
        store->put_received(session, 9);
        store->put_entry(entry(session, session));
    }
    store->put_body({1, "a", "x"});
    commit(*store);
    store->drop_session(1);
    store = reopen(std::move(store), path);
    CHECK(rows(*store) == Lines{"session 2 'client2' kept", "subscription 2 'a' 1", "received 2 9", "body 1 'a' 'x'",
                                "entry 2 2 1 0 qos1 - - 0 -"});
}

TEST_CASE("old messages of MQ go topic by topic, and revocations by their expiry")
{
    const TemporaryDirectory directory;
    const auto store = open_store(directory.file("broker.db"));
    std::uint64_t id = 0;
    for (const char *topic : {"TopicA", "TopicB"})
        for (std::uint64_t position = 0; position < 3; ++position)
            store->put_mq(mq_message(topic, position, ++id));
    store->put_revoked(1000, "early");
    store->put_revoked(1001, "late");
    commit(*store);
    store->drop_mq_before("TopicA", 2);
    store->drop_mq_before("TopicC", 2);
    store->drop_revoked_until(1000);
    commit(*store);
    const Lines left = rows(*store);
    REQUIRE(left.size() == 5);
    CHECK(left[0] == "revoked 1001 'late'");
    CHECK(left[1].find("mq 'TopicA' 2 3 ") == 0);
    CHECK(left[2].find("mq 'TopicB' 0 4 ") == 0);
}

TEST_CASE("numbers that were given out stay given out")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    auto store = open_store(path);
    store->put_session({3, "client", false});
    store->put_body({4, "a", "x"});
    EntryRow row = entry(5);
    row.store_ms = 1000;
    store->put_entry(row);
    store->put_mq(mq_message("TopicA", 0, 6));
    commit(*store);
    SUBCASE("when what bore them is dropped")
    {
        store->drop_session(3);
        store->drop_entry(5);
        store->drop_body(4);
        store->drop_mq_before("TopicA", 1);
    }
    SUBCASE("when everything is cleared")
    {
        store->put_session({2, "other", false});
        store->clear();
        CHECK(store->newest_ms() == 0);
    }
    store = reopen(std::move(store), path);
    CHECK(rows(*store).empty());
    CHECK(counters(*store) == "3 4 5 6");
}

TEST_CASE("what is put after everything was cleared is kept")
{
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    auto store = open_store(path);
    store->put_session({1, "before", false});
    store->put_mq(mq_message("TopicA", 0, 1));
    commit(*store);
    store->clear();
    store->put_session({2, "after", false});
    store->put_mq(mq_message("TopicA", 1, 2));
    store = reopen(std::move(store), path);
    const Lines left = rows(*store);
    REQUIRE(left.size() == 2);
    CHECK(left[0] == "session 2 'after' kept");
    CHECK(left[1].find("mq 'TopicA' 1 2 ") == 0);
}

TEST_CASE("the token key stays the same over restarts, and each start has its own number")
{
    const TemporaryDirectory directory;
    auto store = open_store(directory.file("broker.db"));
    const std::string key = store->token_key();
    CHECK(key.size() == 32);
    CHECK(store->starts() == 1);
    store.reset();
    store = open_store(directory.file("broker.db"));
    CHECK(store->token_key() == key);
    CHECK(store->starts() == 2);
    CHECK(open_store(directory.file("other.db"))->token_key() != key);
}

TEST_CASE("ten thousand sessions with a message each are loaded")
{
    constexpr std::uint64_t many = 10000;
    const TemporaryDirectory directory;
    const std::string path = directory.file("broker.db");
    auto store = open_store(path);
    for (std::uint64_t i = 1; i <= many; ++i) {
        store->put_session({i, "GID_AAA@@@" + std::to_string(i), false});
        store->put_subscription(i, "TopicA/" + std::to_string(i), 1);
        store->put_body({i, "TopicA/" + std::to_string(i), std::string(256, 'x')});
        store->put_entry(entry(i, i, i));
    }
    store = reopen(std::move(store), path);
    CHECK(rows(*store).size() == 4 * many);
}
