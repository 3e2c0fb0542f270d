#include <algorithm>
#include <map>

#include "raw_fixture.hpp"
#include "support/temporary_folder.hpp"

// Presence events over sockets (spec 11): what MQ and a subscriber of the event topic are told.

using namespace lmq::broker;
using namespace lmq::test;
using std::chrono::milliseconds;
using Strings = std::vector<std::string>;

namespace
{

const std::string event_topic = "GID_AAA_MQTT";

std::string member(const std::string &body, const std::string &name)
{
    const std::string key = "\"" + name + "\":";
    const std::size_t start = body.find(key) + key.size();
    const bool quoted = body[start] == '"';
    const std::size_t from = start + (quoted ? 1 : 0);
    return body.substr(from, body.find_first_of(quoted ? "\"" : ",}", from) - from);
}

/// The events of one client id as "tag", in their order, read until there are `count`; those of others are left out.
class Reader
{
public:
    explicit Reader(const Service &service) : service_(service) {}
    Strings tags_of(const std::string &client_id, std::size_t count)
    {
        CHECK(eventually([&] {
            const auto messages = service_->mq_consume(event_topic, "GID_reader", 1000, milliseconds(0));
            REQUIRE(messages);
            for (const MqMessage &each : *messages)
                if (member(each.body, "clientId") == client_id) events.push_back(each);
            return events.size() >= count;
        }));
        Strings tags;
        for (const MqMessage &each : events)
            tags.push_back(each.tag);
        return tags;
    }
    bool times_grow() const
    {
        return std::is_sorted(events.begin(), events.end(), [](const MqMessage &a, const MqMessage &b) {
            return std::stoll(member(a.body, "time")) <= std::stoll(member(b.body, "time")); // strictly
        });
    }
    std::string channel(std::size_t i) const { return member(events.at(i).body, "channelId"); }
    std::vector<MqMessage> events;

private:
    const Service &service_;
};

} // namespace

TEST_CASE("DISCONNECT is connect, disconnect, tcpclean, to the byte what the specification shows")
{
    Service service;
    Reader reader(service);
    {
        RawClient client = service.sign_in(dev("d"));
        client.send(disconnect());
        CHECK(client.is_closed());
    }
    CHECK(reader.tags_of(dev("d"), 3) == Strings{"connect", "disconnect", "tcpclean"});
    CHECK(reader.times_grow());
    for (const MqMessage &each : reader.events) {
        CHECK(each.body == R"({"clientId":"GID_AAA@@@d","time":)" + std::to_string(each.store_time_ms) +
                               R"(,"eventType":")" + each.tag + R"(","channelId":")" + reader.channel(0) + "\"}");
        CHECK(each.properties.empty());
    }
    CHECK(reader.channel(0).size() == 32);
}

TEST_CASE("a drop and a FIN are tcpclean without disconnect")
{
    Service service;
    Reader reader(service);
    RawClient dropped = service.sign_in(dev("d"));
    dropped.drop();
    CHECK(reader.tags_of(dev("d"), 2) == Strings{"connect", "tcpclean"});
    RawClient finished = service.sign_in(dev("d"));
    finished.close();
    CHECK(reader.tags_of(dev("d"), 4) == Strings{"connect", "tcpclean", "connect", "tcpclean"});
    CHECK(reader.times_grow());
    CHECK(reader.channel(2) == reader.channel(3));
    CHECK(reader.channel(0) != reader.channel(2));
}

TEST_CASE("a takeover is told in an order that a consumer can undo by channel id")
{
    Service service;
    Reader reader(service);
    RawClient old = service.sign_in(dev("d"));
    RawClient next = service.sign_in(dev("d"));
    CHECK(old.is_closed());
    const Strings tags = reader.tags_of(dev("d"), 3);
    CHECK(tags == Strings{"connect", "connect", "tcpclean"});
    CHECK(reader.channel(2) == reader.channel(0));
    CHECK(reader.times_grow());
    CHECK(next.quiet());
}

TEST_CASE("the keepalive's time-out and a token's expiry end in tcpclean")
{
    Service service;
    Reader reader(service);
    RawClient silent = service.sign_in(dev("d"));
    service.advance(milliseconds(90000));
    CHECK(silent.is_closed());
    CHECK(reader.tags_of(dev("d"), 2) == Strings{"connect", "tcpclean"});

    Reader of_tokens(service);
    RawClient holder = service.open();
    REQUIRE(holder.ask(connect(anonymous(dev("t")))) == connack(0));
    const auto token = service->issue_token({"R", {"TopicA"}, service->now_ms() + 400000, ""});
    REQUIRE(token);
    REQUIRE(holder.ask(upload(*token, "R")) == puback(1));
    CHECK(of_tokens.tags_of(dev("t"), 1) == Strings{"connect"});
    for (int i = 0; i < 8; ++i) {
        service.advance(milliseconds(50000));
        holder.send(pingreq());
    }
    CHECK(of_tokens.tags_of(dev("t"), 2) == Strings{"connect", "tcpclean"});
}

TEST_CASE("a subscriber of the event topic reads the same bodies as MQ's consumers")
{
    Service service;
    Reader reader(service);
    RawClient watcher = service.subscriber(dev("watcher"), event_topic, 1);
    RawClient client = service.sign_in(dev("d"));
    const Packet came = watcher.next();
    CHECK(came.topic() == event_topic);
    CHECK(came.qos() == 1);
    watcher.send(puback(came.id()));
    client.send(disconnect());
    const Strings rest = [&] {
        Strings all;
        for (int i = 0; i < 2; ++i) {
            const Packet packet = watcher.next();
            all.push_back(packet.payload());
            watcher.send(puback(packet.id()));
        }
        return all;
    }();
    CHECK(reader.tags_of(dev("d"), 3) == Strings{"connect", "disconnect", "tcpclean"});
    CHECK(came.payload() == reader.events[0].body);
    CHECK(rest == Strings{reader.events[1].body, reader.events[2].body});
    CHECK(watcher.quiet());
}

TEST_CASE("another account's client may not read who is online")
{
    Service service;
    ConnectFields fields;
    fields.client_id = "GID_FOREIGN@@@spy";
    fields.user = "AK_TEST_0002";
    fields.password = "irBW99FNSOp1Iz3pdu01/zTXzVs=";
    RawClient spy = service.sign_in(fields);
    spy.send(subscribe(1, {{event_topic, 1}}));
    CHECK(spy.is_closed());
}

TEST_CASE("presence events outlive a restart, which tells of the connections that it ends")
{
    const TemporaryFolder folder;
    Config config = service_config();
    config.store = "sqlite:" + folder.file("store.db");
    {
        Service service(config);
        RawClient client = service.sign_in(dev("d"));
        REQUIRE(client.quiet());
    }
    Service service(config);
    Reader reader(service);
    CHECK(reader.tags_of(dev("d"), 2) == Strings{"connect", "tcpclean"});
    {
        RawClient client = service.sign_in(dev("d"));
        REQUIRE(client.quiet());
    }
    CHECK(reader.tags_of(dev("d"), 4) == Strings{"connect", "tcpclean", "connect", "tcpclean"});
    CHECK(reader.times_grow());
    CHECK(reader.channel(0) != reader.channel(2));
}

TEST_CASE("a storm of connects of one millisecond is told of one by one")
{
    Service service;
    constexpr int many = 300;
    {
        std::vector<RawClient> clients;
        for (int i = 0; i < many; ++i)
            clients.push_back(service.open());
        for (int i = 0; i < many; ++i) {
            ConnectFields fields;
            fields.client_id = dev("s" + std::to_string(i % 100)); // each id three times: takeovers
            clients[static_cast<std::size_t>(i)].send(connect(fields));
        }
    }
    CHECK(eventually([&] { return service->statistics().connections == 0; }));
    std::map<std::string, std::int64_t> last;
    std::map<std::string, int> balance;
    for (const MqMessage &each : service.stored(event_topic)) {
        const std::int64_t time = std::stoll(member(each.body, "time"));
        std::int64_t &before = last[member(each.body, "clientId")];
        CHECK(time > before);
        before = time;
        balance[member(each.body, "channelId")] += each.tag == "connect" ? 1 : -1;
    }
    CHECK_FALSE(balance.empty());
    for (const auto &row : balance) {
        const auto &channel = row.first;
        const auto &open = row.second;
        CHECK_MESSAGE(open == 0, channel);
    }
}
