#include <doctest/doctest.h>

#include "core/vectors.hpp"
#include "token_scene.hpp"

using namespace engine_test;

// Spec 8.5: a token's end, told in advance and acted upon at once.

namespace
{

constexpr std::int64_t warning_ms = 300000;

/// A client that holds one token and never falls silent.
struct Holder {
    Holder() : client(broker)
    {
        ConnectOptions options = anonymous();
        options.keep_alive_s = 0;
        REQUIRE(client.connect(options) == 0);
    }
    std::vector<Received> upload_for(std::int64_t life_ms, const std::string &type = "RW")
    {
        const std::string token = issue(broker, type == "RW" ? "R,W" : type, {"TopicA"}, life_ms);
        last = token;
        return upload(client, token, type);
    }
    static Config without_keepalive()
    {
        Config config = Config::ready_made();
        config.limits.max_keepalive_s = 0;
        return config;
    }
    Broker broker{without_keepalive()};
    Client client;
    std::string last;
};

std::string expiry_text(std::int64_t expire_ms, const std::string &type)
{
    return R"({"expireTime":)" + std::to_string(expire_ms) + R"(,"type":")" + type + R"("})";
}

} // namespace

TEST_CASE("an expiry is told once, five minutes before")
{
    Holder holder;
    CHECK(holder.upload_for(hour_ms).empty());
    const std::int64_t expire_ms = holder.broker.now() + hour_ms;
    holder.broker.advance(hour_ms - warning_ms - 1);
    CHECK(holder.client.take().empty());
    holder.broker.advance(1);
    const Received notice = holder.client.take_one();
    CHECK(notice.flags == 0);
    CHECK(notice.topic == "$SYS/tokenExpireNotice");
    CHECK(notice.payload == expiry_text(expire_ms, "RW"));
    holder.broker.advance(warning_ms - 1);
    CHECK(holder.client.take().empty());
    CHECK_FALSE(holder.client.closed());
}

TEST_CASE("an expiry less than five minutes ahead is told behind the PUBACK")
{
    for (const std::int64_t life_ms : {std::int64_t{1}, warning_ms - 1, warning_ms}) {
        Holder holder;
        const auto told = holder.upload_for(life_ms, "W");
        REQUIRE(told.size() == 1);
        CHECK(told[0].payload == expiry_text(holder.broker.now() + life_ms, "W"));
    }
    Holder holder;
    CHECK(holder.upload_for(warning_ms + 1).empty());
    holder.broker.advance(1);
    CHECK(holder.client.take().size() == 1);
}

TEST_CASE("each upload is told of, and a renewal takes the old one's expiry away")
{
    Holder holder;
    CHECK(holder.upload_for(hour_ms, "R").empty());
    CHECK(holder.upload_for(hour_ms + 1000, "W").empty());
    holder.broker.advance(hour_ms - warning_ms);
    CHECK(holder.client.take_one().payload == expiry_text(holder.broker.now() + warning_ms, "R"));
    CHECK(holder.upload_for(2 * hour_ms, "R").empty()); // in time
    holder.broker.advance(1000);
    CHECK(holder.client.take_one().payload == expiry_text(holder.broker.now() + warning_ms, "W"));
    CHECK(holder.upload_for(2 * hour_ms, "W").empty());
    holder.broker.advance(hour_ms);
    CHECK(holder.client.take().empty());
    CHECK_FALSE(holder.client.closed());
    // The same token once more is another upload.
    const std::string token = issue(holder.broker, "W", {"TopicA"}, 1000);
    CHECK(upload(holder.client, token, "W").size() == 1);
    CHECK(upload(holder.client, token, "W").size() == 1);
}

TEST_CASE("what has been told of one token is not told again because of another")
{
    Holder holder;
    CHECK(holder.upload_for(warning_ms + 1000, "R").empty());
    CHECK(holder.upload_for(warning_ms + 2000, "W").empty());
    holder.broker.advance(1000);
    CHECK(holder.client.take_one().payload == expiry_text(holder.broker.now() + warning_ms, "R"));
    holder.broker.advance(1000);
    CHECK(holder.client.take_one().payload == expiry_text(holder.broker.now() + warning_ms, "W"));
    CHECK(holder.upload_for(hour_ms, "RW").empty());
}

TEST_CASE("an expired token ends the connection at once, though others are good")
{
    Holder holder;
    holder.upload_for(hour_ms, "R");
    holder.upload_for(2 * hour_ms, "W");
    holder.upload_for(3 * hour_ms, "RW");
    holder.broker.advance(hour_ms - 1);
    holder.client.take();
    CHECK_FALSE(holder.client.closed());
    holder.broker.advance(1);
    expect_notice(holder.client, 2, "R");
    CHECK(holder.broker.engine().statistics().tokens_refused[2] == 1);
}

TEST_CASE("a revoked token ends every connection that holds it, at once, and no other")
{
    Broker broker;
    const std::string shared = issue(broker, "R", {"TopicA"});
    const std::string other = issue(broker, "R", {"TopicA"}); // the same rights
    Client a(broker), b(broker), c(broker), by_password(broker), waiting(broker);
    REQUIRE(a.connect(anonymous("a")) == 0);
    REQUIRE(b.connect(anonymous("b")) == 0);
    REQUIRE(c.connect(anonymous("c")) == 0);
    REQUIRE(by_password.connect(device("p")) == 0);
    REQUIRE(waiting.connect(anonymous("w")) == 0);
    upload(a, shared, "R");
    upload(b, shared, "R");
    upload(b, issue(broker, "W", {"TopicA"}), "W");
    upload(c, other, "R");
    upload(by_password, shared, "R");
    REQUIRE(broker.engine().revoke_token(shared));
    expect_notice(a, 3, "R");
    expect_notice(b, 3, "R");
    for (Client *each : {&c, &by_password, &waiting}) {
        CHECK_FALSE(each->closed());
        CHECK(each->take().empty());
    }
    waiting.send(upload_packet(shared, "R"));
    expect_notice(waiting, 3, "R");
    CHECK(broker.engine().statistics().tokens_revoked == 1);
    const auto again = broker.engine().revoke_token(shared);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == lmq::Errc::token_revoked);
    CHECK(broker.engine().revoke_token("XXXX").error().code == lmq::Errc::token_forged);
    CHECK(broker.engine().revoke_token(issue(broker, "R", {"a"}, 0)).error().code == lmq::Errc::token_expired);
    CHECK(broker.engine().statistics().tokens_revoked == 1);
}

TEST_CASE("a token that was replaced may be revoked without a word to who held it")
{
    Broker broker;
    Client client(broker);
    REQUIRE(client.connect(anonymous()) == 0);
    const std::string old = issue(broker, "R", {"TopicA"});
    upload(client, old, "R");
    upload(client, issue(broker, "R", {"TopicA"}), "R");
    REQUIRE(broker.engine().revoke_token(old));
    CHECK_FALSE(client.closed());
    CHECK(client.take().empty());
}

TEST_CASE("a connection that ends leaves no timer of its tokens")
{
    Broker broker;
    {
        Client client(broker);
        REQUIRE(client.connect(anonymous()) == 0);
        upload(client, issue(broker, "R", {"TopicA"}), "R");
        CHECK(broker.engine().next_due_ms());
    }
    CHECK_FALSE(broker.engine().next_due_ms());
}

TEST_CASE("after a reset no token issued before is any good")
{
    Broker broker;
    const std::string token = issue(broker, "R", {"TopicA"});
    {
        Client client(broker);
        REQUIRE(client.connect(anonymous()) == 0);
        upload(client, token, "R");
        broker.engine().reset();
        CHECK(client.closed());
    }
    CHECK(broker.engine().statistics().tokens_accepted == 0);
    Client client(broker);
    REQUIRE(client.connect(anonymous()) == 0);
    client.send(upload_packet(token, "R"));
    expect_notice(client, 8, "R");
}

TEST_CASE("the packets of token mode are those of the vectors, byte for byte")
{
    const auto bytes_of = [](const std::string &id) {
        for (const cJSON *entry : lmq::test::entries("wire"))
            if (lmq::test::text(entry, "id").substr(0, 3) == id)
                return lmq::test::from_hex(lmq::test::text(entry, "hex"));
        FAIL("no such vector");
        return std::string();
    };
    Config config = Config::ready_made();
    config.limits.max_keepalive_s = 0;
    Broker broker(config);
    broker.jump(-hour_ms); // what E09 announces expires at 1546272000000
    Client client(broker);
    client.send(bytes_of("E02"));
    CHECK(client.take_bytes() == bytes_of("E04"));
    client.send(bytes_of("E07"));
    CHECK(client.take_one().payload == R"({"code":1,"type":"RW"})"); // "XXXX" is none of ours
    Client holder(broker);
    REQUIRE(holder.connect(anonymous("h")) == 0);
    holder.send(upload_packet(issue(broker, "R,W", {"TopicA"}), "RW", 1, 1));
    CHECK(holder.take_bytes() == bytes_of("E08"));
    Client other(broker);
    ConnectOptions options = anonymous("o");
    options.keep_alive_s = 0;
    REQUIRE(other.connect(options) == 0);
    upload(other, issue(broker, "R,W", {"TopicA"}), "RW");
    broker.advance(hour_ms - warning_ms);
    CHECK(other.take_bytes() == bytes_of("E09"));
    broker.advance(warning_ms);
    CHECK(other.take_bytes() == bytes_of("E10"));
}
