#include <doctest/doctest.h>

#include "harness.hpp"

using namespace engine_test;

TEST_CASE("the vendor's CONNECT of the vectors is accepted")
{
    Broker broker;
    Client client(broker);
    CHECK(client.connect() == 0);
    CHECK_FALSE(client.session_present());
    const auto session = broker.engine().session("GID_AAA@@@BBB001");
    REQUIRE(session);
    CHECK(session->connected);
    CHECK(session->peer == "/127.0.0.1:40000");
}

TEST_CASE("each row of the CONNECT table has its code, and the connection closes")
{
    Config config = Config::ready_made();
    config.accounts.push_back({"222", "AK_OTHER", "SK_other", "", true});
    config.accounts.push_back({"333", "AK_OFF", "SK_test_secret_0001", "", false});
    lmq::broker::GroupConfig group;
    group.id = "GID_other";
    group.owner = "222";
    config.groups.push_back(group);
    group.id = "GID_far";
    group.region = "cn-beijing";
    config.groups.push_back(group);
    group = lmq::broker::GroupConfig();
    group.id = "GID_frozen";
    group.owner = "1234567890";
    group.status = lmq::broker::GroupStatus::frozen;
    config.groups.push_back(group);
    group = lmq::broker::GroupConfig();
    group.id = "GID_off";
    group.owner = "333";
    config.groups.push_back(group);
    Broker broker(config);

    ConnectOptions options;
    unsigned expected = 0;
    SUBCASE("level 5")
    {
        options.level = 5, expected = 1;
    }
    SUBCASE("level 5 comes before the client id")
    {
        options.level = 5, options.client_id = "x", expected = 1;
    }
    SUBCASE("no separator")
    {
        options.client_id = "GID_AAA", expected = 2;
    }
    SUBCASE("empty")
    {
        options.client_id = "", expected = 2;
    }
    SUBCASE("empty device")
    {
        options.client_id = "GID_AAA@@@", expected = 2;
    }
    SUBCASE("a space")
    {
        options.client_id = "GID_AAA@@@a b", expected = 2;
    }
    SUBCASE("65 characters")
    {
        options.client_id = "GID_AAA@@@" + std::string(55, 'x'), expected = 2;
    }
    SUBCASE("64 characters are none too many")
    {
        options.client_id = "GID_AAA@@@" + std::string(54, 'x');
    }
    SUBCASE("unknown group")
    {
        options.client_id = "GID_nobody@@@1", expected = 2;
    }
    SUBCASE("group of another region")
    {
        options.client_id = "GID_far@@@1", expected = 2;
    }
    SUBCASE("a bad id comes before a bad password")
    {
        options.client_id = "x", options.password = "no", expected = 2;
    }
    SUBCASE("unknown access key")
    {
        options.user = "AK_NOBODY", expected = 4;
    }
    SUBCASE("wrong password")
    {
        options.password = "ssReP+eu30aC5+KnUoIuTnSiSXk", expected = 4;
    }
    SUBCASE("no password")
    {
        options.password.reset(), expected = 4;
    }
    SUBCASE("an empty user name is one")
    {
        options.user = "", expected = 4;
    }
    SUBCASE("a wrong password comes before the wrong account")
    {
        options.client_id = "GID_other@@@1", expected = 4;
    }
    SUBCASE("group of another account")
    {
        options.client_id = "GID_other@@@1";
        options.password = "idH+VGZpik4AcynHUI5IqXbAC7Y=";
        expected = 5;
    }
    SUBCASE("group frozen")
    {
        options.client_id = "GID_frozen@@@1";
        options.password = "Gt6oS+6ygdvdUbug4aJtL6GDERs=";
        expected = 5;
    }
    SUBCASE("account disabled")
    {
        options.client_id = "GID_off@@@1";
        options.user = "AK_OFF";
        options.password = "P/8i95nkXO1RWp2O2sXjh6AdflU=";
        expected = 5;
    }

    Client client(broker);
    CHECK(client.connect(options) == expected);
    CHECK(client.closed() == (expected != 0));
    CHECK_FALSE(client.session_present());
}

TEST_CASE("a second CONNECT on one connection closes it")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect() == 0);
    client.send(connect_packet({}));
    CHECK(client.closed());
    CHECK_FALSE(broker.engine().session("GID_AAA@@@BBB001"));
}

TEST_CASE("anything before CONNECT closes at its first byte")
{
    Broker broker;
    Client client(broker);
    client.send("\x30");
    CHECK(client.closed());
}

TEST_CASE("a connection without CONNECT is closed after the connect timeout")
{
    Broker broker;
    Client client(broker);
    client.send("\x10");
    broker.advance(9999);
    CHECK_FALSE(client.closed());
    broker.advance(1);
    CHECK(client.closed());
}

TEST_CASE("keepalive is enforced at one and a half times its value, to the millisecond")
{
    Broker broker;
    Client client(broker);
    ConnectOptions options;
    options.keep_alive_s = 10;
    REQUIRE(client.connect(options) == 0);
    broker.advance(9000);
    client.send(std::string("\xC0\0", 2));
    CHECK(client.take_one().type == 13);
    broker.advance(14999);
    CHECK_FALSE(client.closed());
    broker.advance(1);
    CHECK(client.closed());
}

TEST_CASE("keepalive 0 and above the limit count as the limit, and plain brokers obey the client")
{
    for (const unsigned asked : {0U, 121U, 65535U}) {
        Broker broker;
        Client client(broker);
        ConnectOptions options;
        options.keep_alive_s = asked;
        REQUIRE(client.connect(options) == 0);
        broker.advance(179999);
        CHECK_FALSE(client.closed());
        broker.advance(1);
        CHECK(client.closed());
    }
    Broker broker(Config::plain());
    Client client(broker);
    ConnectOptions options;
    options.keep_alive_s = 0;
    REQUIRE(client.connect(options) == 0);
    broker.advance(std::int64_t{7} * 24 * 3600 * 1000);
    CHECK_FALSE(client.closed());
}

TEST_CASE("a new connection takes the client id over: the old one just closes, its will goes out")
{
    Broker broker;
    Client watcher(broker);
    REQUIRE(watcher.connect(device("watcher")) == 0);
    REQUIRE(watcher.subscribe("TopicA/will", 1) == 1);
    Client old(broker);
    ConnectOptions options;
    options.will_topic = "TopicA/will";
    options.will_payload = "gone";
    REQUIRE(old.connect(options) == 0);
    Client young(broker);
    CHECK(young.connect() == 0);
    CHECK(broker.engine().close_mode(old.id()) == CloseMode::now);
    CHECK(old.take_bytes().empty());
    CHECK(watcher.take_one().payload == "gone");
    old.drop();
    CHECK(broker.engine().session("GID_AAA@@@BBB001")->connected);
    young.send(std::string("\xC0\0", 2));
    CHECK(young.take_one().type == 13);
}

TEST_CASE("duplicate_policy reject refuses the new connection with code 2")
{
    Config config = Config::ready_made();
    config.policy.duplicate_policy = lmq::broker::DuplicatePolicy::reject;
    Broker broker(config);
    Client old(broker);
    Client young(broker);
    REQUIRE(old.connect() == 0);
    CHECK(young.connect() == 2);
    CHECK(young.closed());
    CHECK_FALSE(old.closed());
}

TEST_CASE("a prepaid instance refuses connections beyond its limit with code 3, but not a takeover")
{
    Config config = Config::ready_made();
    config.instance.edition = lmq::broker::Edition::standard_prepaid;
    config.instance.max_connections = 2;
    Broker broker(config);
    Client a(broker), b(broker), c(broker), again(broker), d(broker);
    REQUIRE(a.connect(device("a")) == 0);
    REQUIRE(b.connect(device("b")) == 0);
    CHECK(c.connect(device("c")) == 3);
    CHECK(again.connect(device("a")) == 0);
    b.drop();
    CHECK(d.connect(device("d")) == 0);
}

TEST_CASE("verify_password_at first_use accepts CONNECT and closes at the first PUBLISH")
{
    Config config = Config::ready_made();
    config.policy.verify_password_at = lmq::broker::VerifyPasswordAt::first_use;
    Broker broker(config);
    ConnectOptions options;
    options.password = "wrong";
    Client liar(broker);
    REQUIRE(liar.connect(options) == 0);
    liar.send(publish_packet("TopicA/x", "1", 1, 1));
    CHECK(liar.closed());
    CHECK(liar.take_bytes().empty()); // no acknowledgement
    Client honest(broker);
    REQUIRE(honest.connect() == 0);
    honest.send(publish_packet("TopicA/x", "1", 1, 1));
    CHECK(honest.take_one().type == 4);
}

TEST_CASE("with verify_password_at first_use, nobody gets messages with a wrong password")
{
    Config config = Config::ready_made();
    config.policy.verify_password_at = lmq::broker::VerifyPasswordAt::first_use;
    Broker broker(config);
    Client sender(broker);
    REQUIRE(sender.connect(device("sender")) == 0);
    ConnectOptions wrong = device("d", false);
    wrong.password = "wrong";
    Client liar(broker);
    REQUIRE(liar.connect(wrong) == 0);
    sender.send(publish_packet("TopicA/p2p/GID_AAA@@@d", "m", 1, 1));
    CHECK(liar.take().empty());
    {
        Client owner(broker);
        REQUIRE(owner.connect(device("d", false)) == 0);
        REQUIRE(owner.subscribe("TopicA/x", 1) == 1);
        sender.send(publish_packet("TopicA/p2p/GID_AAA@@@d", "m"));
        CHECK(owner.take().size() == 1);
    }
    sender.send(publish_packet("TopicA/x", "m", 1, 2));
    Client again(broker);
    CHECK(again.connect(wrong) == 0);
    CHECK(again.take().empty());
    CHECK(again.closed());
}

TEST_CASE("an anonymous client takes nothing over, so it needs a place of its own")
{
    Config config = Config::ready_made();
    config.instance.edition = lmq::broker::Edition::standard_prepaid;
    config.instance.max_connections = 1;
    Broker broker(config);
    Client a(broker), b(broker);
    REQUIRE(a.connect() == 0);
    ConnectOptions options;
    options.user.reset();
    options.password.reset();
    CHECK(b.connect(options) == 3);
}

TEST_CASE("packets sent behind CONNECT are handled")
{
    Broker broker;
    Client client(broker);
    client.send(connect_packet({}) + subscribe_packet(1, {{"TopicA/x", 0}}) + publish_packet("TopicA/x", "hi"));
    const auto all = client.take();
    REQUIRE(all.size() == 3);
    CHECK(all[0].type == 2);
    CHECK(all[1].type == 9);
    CHECK(all[2].payload == "hi");
}

TEST_CASE("MQIsdp level 3 is served unless switched off")
{
    ConnectOptions options;
    options.protocol = "MQIsdp";
    options.level = 3;
    Broker broker;
    Client client(broker);
    CHECK(client.connect(options) == 0);
    Config config = Config::ready_made();
    config.policy.accept_mqisdp = false;
    Broker strict(config);
    Client refused(strict);
    CHECK(refused.connect(options) == 1);
}
