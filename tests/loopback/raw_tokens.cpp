#include <algorithm>

#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;
using std::chrono::milliseconds;

// Token mode over a socket (spec 8.4 to 8.6), with hand-made packets.

namespace
{

constexpr std::int64_t hour_ms = 3600000;

std::string issue(const Service &service, const std::string &actions, const std::vector<std::string> &resources,
                  std::int64_t life_ms = hour_ms, const std::string &account = "")
{
    const auto token = service->issue_token({actions, resources, service->now_ms() + life_ms, account});
    REQUIRE(token.has_value());
    return *token;
}

Packet notice(int code, const std::string &type)
{
    return publish("$SYS/tokenInvalidNotice", R"({"code":)" + std::to_string(code) + R"(,"type":")" + type + R"("})");
}

/// Signs in with a token; requires its PUBACK.
RawClient device(const Service &service, const std::string &name, const std::string &actions,
                 const std::vector<std::string> &resources)
{
    RawClient client = service.sign_in(anonymous(dev(name)));
    const std::string type = actions == "R,W" ? "RW" : actions;
    REQUIRE(client.ask(upload(issue(service, actions, resources), type)) == puback(1));
    return client;
}

} // namespace

TEST_CASE("tokens: what the order of a token session is on the wire")
{
    Service service;
    RawClient client = service.open();
    CHECK(client.ask(hex("101c00044d5154540402005a00104749445f414141404040424242303031")) == connack(0)); // E02
    CHECK(client.ask(upload(issue(service, "R", {"TopicA/#"}), "R")) == puback(1));
    CHECK(client.ask(upload(issue(service, "W", {"TopicA/x"}), "W", 1, 2)) == puback(2));
    CHECK(client.ask(hex("32270013245359532f656e61626c654f726465724d736700037b226f72646572223a2274727565227d")) ==
          puback(3)); // E12
    CHECK(client.ask(hex("323a0012245359532f6765744f66666c696e654d736700027b226d6178507573684e756d223a33302c22707573684"
                         "f72646572223a2244455343227d")) == puback(2)); // E11
    CHECK(client.ask(subscribe(5, {{"TopicA/+", 1}})) == suback(5, {1}));
    client.send(publish("TopicA/x", "m", 1, 6));
    CHECK(client.next() == puback(6));
    CHECK(client.next().payload() == "m");
    CHECK(service.stored("TopicA").size() == 1);
    const auto session = service->session("GID_AAA@@@BBB001");
    REQUIRE(session.has_value());
    CHECK(session->ordered);
    CHECK(session->tokens.size() == 2);
}

TEST_CASE("tokens: every code of spec 8.5 can be had, each with a close")
{
    Service service;
    std::string changed = issue(service, "R,W", {"TopicA"});
    changed[changed.size() - 5] = changed[changed.size() - 5] == 'A' ? 'B' : 'A';
    const std::string revoked = issue(service, "W", {"TopicA"});
    REQUIRE(service->revoke_token(revoked).has_value());
    struct Case {
        Packet sent;
        int code;
        const char *type;
    };
    const std::string no_mac = "eyJ2IjoxLCJhIjoiQUtfVEVTVF8wMDAxIiwieCI6IlIiLCJyIjpbXSwiZSI6MSwicCI6Ik1RVFQiLCJuIjoi"
                               "MSJ9";
    for (const Case &each :
         {Case{upload("XXXX", "RW"), 1, "RW"}, Case{upload(no_mac, "RW"), 1, "RW"},
          Case{upload(no_mac + "." + std::string(43, 'A'), "R"), 8, "R"}, Case{upload(changed, "RW"), 8, "RW"},
          Case{upload(revoked, "W"), 3, "W"}, Case{upload(issue(service, "R", {"TopicA"}, -1), "R"), 2, "R"},
          Case{upload(issue(service, "R", {"ForeignTopic"}, hour_ms, "AK_TEST_0002"), "R"), -1, "R"},
          Case{upload(issue(service, "R", {"TopicA"}), "W"), 5, "W"}}) {
        CAPTURE(each.code);
        for (const bool by_password : {false, true}) {
            ConnectFields fields = anonymous(dev("d"));
            if (by_password) fields.user = "AK_TEST_0001";
            RawClient client = service.sign_in(fields);
            CHECK(client.ask(each.sent) == notice(each.code, each.type));
            CHECK(client.is_closed());
        }
    }
    RawClient writer = device(service, "writer", "W", {"TopicA/x"});
    CHECK(writer.ask(publish("TopicA/y", "m", 1, 2)) == notice(4, "W"));
    CHECK(writer.is_closed());
    RawClient reader = device(service, "reader", "R", {"TopicA/x"});
    CHECK(reader.ask(publish("TopicA/x", "m")) == notice(5, "R"));
    CHECK(reader.is_closed());
    RawClient stranger = device(service, "stranger", "R,W", {"#"});
    CHECK(stranger.ask(subscribe(2, {{"ForeignTopic", 1}})) == notice(-1, "RW"));
    CHECK(stranger.is_closed());
    CHECK(service.stored("TopicA").empty());
}

TEST_CASE("tokens: a topic that another account granted may be used")
{
    Service service;
    RawClient client = device(service, "d", "R,W", {"GrantedTopic/x"});
    CHECK(client.ask(subscribe(2, {{"GrantedTopic/x", 0}})) == suback(2, {0}));
    CHECK(client.ask(publish("GrantedTopic/x", "m", 1, 3)) == puback(3));
}

TEST_CASE("tokens: a sub-account's token opens no group of its parent")
{
    Service service;
    RawClient client = service.sign_in(anonymous(dev("d")));
    CHECK(client.ask(upload(issue(service, "R", {"TopicA"}, hour_ms, "AK_TEST_0004"), "R")) == notice(-1, "R"));
    CHECK(client.is_closed());
}

TEST_CASE("tokens: the notice arrives before the end, however much the client still sends")
{
    Service service;
    for (int i = 0; i < 20; ++i) {
        RawClient client = device(service, "d", "W", {"TopicA/x"});
        Packet burst = publish("TopicA/y", "m", 1, 2);
        for (unsigned id = 3; id < 200; ++id)
            burst = burst + publish("TopicA/x", std::string(1000, 'x'), 1, id);
        client.send(burst);
        CHECK(client.next() == notice(4, "W"));
        CHECK(client.is_closed());
    }
    CHECK(service.stored("TopicA").empty()); // nothing behind the refused one was taken
}

TEST_CASE("tokens: with what came before it in one piece, an upload is answered in order")
{
    Service service;
    const std::string token = issue(service, "R,W", {"TopicA/x"});
    RawClient client = service.open();
    client.send(connect(anonymous(dev("d"))) + upload(token, "RW", 0) + subscribe(2, {{"TopicA/x", 1}}) +
                publish("TopicA/x", "m", 1, 3));
    CHECK(client.next() == connack(0));
    CHECK(client.next() == suback(2, {1}));
    CHECK(client.next() == puback(3));
    CHECK(client.next().payload() == "m");
}

TEST_CASE("tokens: a QoS 2 upload goes its whole way, and again after a lost PUBREC")
{
    Service service;
    const std::string token = issue(service, "R", {"TopicA/x"});
    RawClient client = service.sign_in(anonymous(dev("d")));
    CHECK(client.ask(upload(token, "R", 2, 7)) == pubrec(7));
    Packet again = upload(token, "R", 2, 7);
    again.bytes[0] = static_cast<char>(again.bytes[0] | 8); // DUP
    CHECK(client.ask(again) == pubrec(7));
    CHECK(client.ask(pubrel(7)) == pubcomp(7));
    CHECK(service->statistics().tokens_accepted == 1);
}

TEST_CASE("tokens: a device takes its id over with its token, and one that waits is left alone")
{
    Service service;
    RawClient owner = device(service, "d", "R", {"TopicA/x"});
    RawClient next = service.sign_in(anonymous(dev("d")));
    CHECK(owner.quiet());
    CHECK(next.ask(upload(issue(service, "R", {"TopicA/x"}), "R")) == puback(1));
    CHECK(owner.is_closed());
    CHECK(next.quiet());
}

TEST_CASE("tokens: messages wait for the token that covers them")
{
    Config config = service_config();
    config.policy.offline_start = OfflineStart::immediate;
    Service service(config);
    {
        RawClient client = service.sign_in(anonymous(dev("d"), false));
        REQUIRE(client.ask(upload(issue(service, "R", {"TopicA/#"}), "R")) == puback(1));
        REQUIRE(client.ask(subscribe(1, {{"TopicA/#", 1}})) == suback(1, {1}));
        client.drop();
        service.wait_offline(dev("d"));
    }
    RawClient sender = service.sign_in(dev("sender"));
    publish_acked(sender, "TopicA/x", "x1");
    publish_acked(sender, "TopicA/y", "y1");
    RawClient client = service.sign_in(anonymous(dev("d"), false), true);
    CHECK(client.quiet());
    client.send(upload(issue(service, "R", {"TopicA/y"}), "R"));
    CHECK(client.next() == puback(1));
    CHECK(drain(client) == std::vector<std::string>{"y1"});
    publish_acked(sender, "TopicA/x", "x2");
    CHECK(client.quiet());
    client.send(upload(issue(service, "R,W", {"TopicA/x"}), "RW"));
    CHECK(client.next() == puback(1));
    CHECK(drain(client) == std::vector<std::string>{"x1", "x2"});
}

TEST_CASE("tokens: an expiry is told and then acted upon by the clock alone")
{
    Service service;
    RawClient client = service.sign_in(anonymous(dev("d")));
    const std::int64_t expire_ms = service->now_ms() + 330000;
    REQUIRE(client.ask(upload(issue(service, "W", {"TopicA"}, 330000), "W")) == puback(1));
    service.advance(milliseconds(29999));
    CHECK(client.quiet());
    service.advance(milliseconds(1));
    CHECK(client.next() ==
          publish("$SYS/tokenExpireNotice", R"({"expireTime":)" + std::to_string(expire_ms) + R"(,"type":"W"})"));
    for (int i = 0; i < 5; ++i) {
        service.advance(milliseconds(59999));
        CHECK(client.quiet());
    }
    service.advance(milliseconds(5));
    CHECK(client.next() == notice(2, "W"));
    CHECK(client.is_closed());
}

TEST_CASE("tokens: one that expires in thirty thousand years upsets no real clock")
{
    Config config = service_config();
    config.clock = ClockMode::real;
    Service service(config);
    const auto token = service->issue_token({"R", {"TopicA"}, 999999999999999, ""});
    REQUIRE(token.has_value());
    RawClient client = service.sign_in(anonymous(dev("d")));
    CHECK(client.ask(upload(*token, "R")) == puback(1));
    CHECK(client.quiet());
}

TEST_CASE("tokens: taken literally, an anonymous CONNECT takes over at once")
{
    Config config = service_config();
    config.policy.defer_token_takeover = false;
    Service service(config);
    RawClient owner = service.sign_in(dev("d"));
    RawClient client = service.sign_in(anonymous(dev("d")));
    CHECK(owner.is_closed());
    CHECK(client.ask(upload(issue(service, "R", {"TopicA/x"}), "R")) == puback(1));
    CHECK(client.ask(subscribe(2, {{"TopicA/x", 1}})) == suback(2, {1}));
}

TEST_CASE("tokens: wills of token sessions")
{
    Service service;
    RawClient watcher = service.subscriber(dev("watcher"), "TopicA/#", 1);
    for (const char *resource : {"TopicA/will", "TopicA/other"}) {
        ConnectFields fields = anonymous(dev("d"));
        fields.will = Will{"TopicA/will", resource, 1, false};
        RawClient client = service.sign_in(fields);
        REQUIRE(client.ask(upload(issue(service, "W", {resource}), "W")) == puback(1));
        client.drop();
        service.wait_offline(dev("d"));
    }
    CHECK(drain(watcher) == std::vector<std::string>{"TopicA/will"});
}
