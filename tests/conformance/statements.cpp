// What mqtt311.md names and no other test shows.

#include <vector>

#include "loopback/raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;

namespace
{

RawClient sign_in(const Service &service, const std::string &id, bool clean = true, bool present = false)
{
    return service.sign_in(anonymous(id, clean), present);
}

void grant(RawClient &client, const std::string &filter, unsigned qos)
{
    REQUIRE(client.ask(subscribe(900, {{filter, qos}})) == suback(900, {qos}));
}

} // namespace

TEST_CASE("statement: U+FEFF is a character like any other, at the start of a string too")
{
    Service service(plain_config());
    const std::string mark = "\xef\xbb\xbf";
    RawClient marked = sign_in(service, mark + "a");
    RawClient bare = sign_in(service, "a"); // another client id, so nobody is taken over
    grant(marked, mark + "t", 0);
    grant(bare, "t", 0);
    bare.send(publish(mark + "t", "m"));
    CHECK(marked.next() == publish(mark + "t", "m"));
    CHECK(bare.quiet());
    CHECK(marked.quiet());
}

TEST_CASE("statement: what the server sends has the flags of the standard's table, and nothing too much")
{
    Service service(plain_config());
    RawClient client = service.open();
    CHECK(to_hex(client.ask(connect(anonymous("a"))).bytes) == "20020000");
    CHECK(to_hex(client.ask(subscribe(0x1234, {{"t", 2}})).bytes) == "9003123402");
    CHECK(to_hex(client.ask(unsubscribe(0x1234, {"t"})).bytes) == "b0021234");
    CHECK(to_hex(client.ask(publish("t", "m", 1, 0x1234)).bytes) == "40021234");
    CHECK(to_hex(client.ask(publish("t", "m", 2, 0x1234)).bytes) == "50021234");
    CHECK(to_hex(client.ask(pubrel(0x1234)).bytes) == "70021234");
    CHECK(to_hex(client.ask(pubrec(0x1234)).bytes) == "62021234");
    CHECK(to_hex(client.ask(pingreq()).bytes) == "d000");
    RawClient refused = service.open();
    CHECK(to_hex(refused.ask(connect(anonymous("", false))).bytes) == "20020002");
}

TEST_CASE("statement: client ids of 1 to 23 letters and digits are all allowed")
{
    Service service(plain_config());
    const std::string all = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (const char c : all)
        CHECK(sign_in(service, std::string(1, c)).quiet());
    for (std::size_t length = 1; length <= 23; ++length)
        CHECK(sign_in(service, all.substr(length, length)).quiet());
}

TEST_CASE("statement: without the will flag nothing is published when a connection ends")
{
    Service service(plain_config());
    RawClient listener = sign_in(service, "listener");
    grant(listener, "#", 0);
    {
        RawClient mortal = sign_in(service, "mortal");
        mortal.drop();
        service.wait_offline("mortal");
    }
    CHECK(listener.quiet());
}

TEST_CASE("statement: a will is published once, and forgotten then and at DISCONNECT")
{
    Service service(plain_config());
    RawClient heir = sign_in(service, "heir");
    grant(heir, "will", 0);
    ConnectFields fields = anonymous("mortal", false);
    fields.will = Will{"will", "x"};
    service.sign_in(fields).drop();
    CHECK(heir.next() == publish("will", "x"));
    for (int i = 0; i < 2; ++i) { // the session is the one that had a will; this connection has none
        RawClient again = sign_in(service, "mortal", false, true);
        again.drop();
        service.wait_offline("mortal");
    }
    RawClient polite = service.sign_in(fields, true);
    polite.send(disconnect());
    CHECK(polite.is_closed());
    sign_in(service, "mortal", false, true).drop();
    CHECK(heir.quiet());
}

TEST_CASE("statement: DUP is the sender's own and is not passed on")
{
    Service service(plain_config());
    RawClient listener = sign_in(service, "listener");
    grant(listener, "t", 2);
    RawClient sender = sign_in(service, "sender");
    REQUIRE(sender.ask(publish("t", "1", 1, 5, false, true)) == puback(5));
    REQUIRE(sender.ask(publish("t", "2", 2, 6, false, true)) == pubrec(6));
    CHECK(listener.next() == publish("t", "1", 1, 1));
    CHECK(listener.next() == publish("t", "2", 2, 2));
}

TEST_CASE("statement: a QoS 0 retained message takes the place of the one before it")
{
    Service service(plain_config());
    RawClient sender = sign_in(service, "sender");
    publish_acked(sender, "t", "old", 1, true);
    sender.send(publish("t", "new", 0, 0, true));
    sender.send(subscribe(2, {{"t", 1}}));
    CHECK(sender.next() == suback(2, {1}));
    CHECK(sender.next() == publish("t", "new", 0, 0, true));
    CHECK(sender.quiet());
}

TEST_CASE("statement: a message without RETAIN neither is kept nor touches what is")
{
    Service service(plain_config());
    RawClient sender = sign_in(service, "sender");
    publish_acked(sender, "kept", "it", 1, true);
    publish_acked(sender, "kept", "passing", 2);
    publish_acked(sender, "kept", "", 3);
    publish_acked(sender, "other", "passing", 4);
    sender.send(subscribe(5, {{"#", 0}}));
    CHECK(sender.next() == suback(5, {0}));
    CHECK(sender.next() == publish("kept", "it", 0, 0, true));
    CHECK(sender.quiet());
}

TEST_CASE("statement: what was begun before UNSUBSCRIBE is finished, what comes after it is not sent")
{
    Service service(plain_config());
    RawClient client = sign_in(service, "keeper", false);
    grant(client, "t", 2);
    RawClient sender = sign_in(service, "sender");
    publish_acked(sender, "t", "1");
    REQUIRE(sender.ask(publish("t", "2", 2, 2)) == pubrec(2));
    REQUIRE(client.next_packets(2).back() == publish("t", "2", 2, 2));
    REQUIRE(client.ask(unsubscribe(7, {"t"})) == unsuback(7));
    publish_acked(sender, "t", "3", 3);
    CHECK(client.ask(pubrec(2)) == pubrel(2));
    client.drop();
    service.wait_offline("keeper");
    client = sign_in(service, "keeper", false, true);
    CHECK(client.next() == publish("t", "1", 1, 1, false, true));
    CHECK(client.next() == pubrel(2));
    client.send(puback(1) + pubcomp(2));
    CHECK(client.quiet());
}

TEST_CASE("statement: an UNSUBSCRIBE of several filters has one answer, whatever of them there was")
{
    Service service(plain_config());
    RawClient client = sign_in(service, "c");
    REQUIRE(client.ask(subscribe(1, {{"a", 0}, {"b", 0}, {"c/+", 0}})) == suback(1, {0, 0, 0}));
    CHECK(client.ask(unsubscribe(2, {"a", "never", "c/+", "c/#"})) == unsuback(2));
    CHECK(client.quiet());
    client.send(publish("a", "1") + publish("c/x", "2") + publish("b", "3"));
    CHECK(client.next() == publish("b", "3"));
    CHECK(client.quiet());
}

TEST_CASE("statement: acknowledgements go out in the order of what they answer")
{
    Service service(plain_config());
    RawClient client = sign_in(service, "c");
    Packet all;
    std::vector<Packet> answers;
    for (unsigned id = 50; id > 0; --id) {
        const bool once = id % 3 == 0;
        all = all + publish("t", "m", once ? 2 : 1, id);
        answers.push_back(once ? pubrec(id) : puback(id));
    }
    client.send(all);
    CHECK(client.next_packets(answers.size()) == answers);

    grant(client, "mine", 2);
    RawClient sender = sign_in(service, "sender");
    for (unsigned id = 1; id <= 20; ++id)
        REQUIRE(sender.ask(publish("mine", "m", 2, id)) == pubrec(id));
    REQUIRE(client.next_packets(20).size() == 20);
    all = Packet();
    answers.clear();
    for (unsigned id = 20; id > 0; --id) {
        all = all + pubrec(id);
        answers.push_back(pubrel(id));
    }
    client.send(all);
    CHECK(client.next_packets(answers.size()) == answers);
}

TEST_CASE("statement: a topic may have 65535 bytes")
{
    Service service(plain_config());
    RawClient client = sign_in(service, "c");
    const std::string longest(65535, 't');
    grant(client, longest, 1);
    client.send(publish(longest, "m"));
    CHECK((client.next() == publish(longest, "m")));
    CHECK(client.ask(unsubscribe(2, {longest})) == unsuback(2));
}

TEST_CASE("statement: no two topics are taken for the same one, however alike")
{
    // Composed and decomposed, cases, blanks, slashes, look-alikes, ignorable characters, escapes.
    const std::vector<std::string> topics{"\xc3\xa9", "e\xcc\x81", "T",   "t",   " t",           "t ",
                                          "t/",       "/t",        "t//", "//t", "\xd1\x82",     "t\xe2\x80\x8b",
                                          "t%2F",     "t/.",       "./t", "t\\", "\xef\xbd\x94", "t\xef\xbf\xbd"};
    Service service(plain_config());
    std::vector<RawClient> listeners;
    for (const std::string &topic : topics) {
        listeners.push_back(sign_in(service, "of " + topic));
        grant(listeners.back(), topic, 0);
    }
    RawClient sender = sign_in(service, "sender");
    for (const std::string &topic : topics)
        sender.send(publish(topic, topic));
    REQUIRE(sender.quiet());
    for (std::size_t i = 0; i < topics.size(); ++i) {
        CAPTURE(topics[i]);
        CHECK(drain(listeners[i]) == std::vector<std::string>{topics[i]});
    }
}

TEST_CASE("statement: a session lasts at least as long as its connection, and a persistent one longer")
{
    Service service(plain_config());
    ConnectFields fields = anonymous("clean");
    fields.keep_alive = 0;
    RawClient clean = service.sign_in(fields);
    grant(clean, "t", 1);
    RawClient keeper = sign_in(service, "keeper", false);
    grant(keeper, "t", 1);
    keeper.drop();
    service.wait_offline("keeper");
    RawClient early = sign_in(service, "early");
    publish_acked(early, "t", "m");
    CHECK(clean.next() == publish("t", "m", 1, 1));
    clean.send(puback(1));
    service.advance(std::chrono::hours(24 * 3650));
    RawClient late = sign_in(service, "late");
    publish_acked(late, "t", "n");
    CHECK(clean.next() == publish("t", "n", 1, 2));
    keeper = sign_in(service, "keeper", false, true);
    CHECK(drain(keeper) == std::vector<std::string>{"m", "n"});
}

TEST_CASE("statement: an acknowledgement that the message's QoS does not have ends the connection")
{
    Service service(plain_config());
    RawClient sender = sign_in(service, "sender");
    struct Row {
        unsigned qos;
        Packet answer;
    };
    for (const Row &row : {Row{1, pubrec(1)}, Row{1, pubcomp(1)}, Row{2, puback(1)}, Row{2, pubcomp(1)},
                           Row{2, pubrec(1) + puback(1)}}) {
        INFO(row.answer);
        RawClient client = sign_in(service, "c");
        grant(client, "t", 2);
        sender.send(publish("t", "m", row.qos, 1) + (row.qos == 2 ? pubrel(1) : Packet()));
        REQUIRE(client.next() == publish("t", "m", row.qos, 1));
        client.send(row.answer);
        Packet got = client.next();
        if (got == pubrel(1)) got = client.next();
        CHECK(got == closed());
    }
}
