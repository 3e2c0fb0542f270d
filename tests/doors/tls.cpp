#include <openssl/ssl.h>

#include "doors.hpp"

using namespace lmq::test;
using namespace lmq;

TEST_CASE("MQTT is spoken over TLS 1.2 and 1.3, and over nothing older")
{
    const Service service(open_doors());
    for (const auto &[version, name] : {std::pair(TLS1_2_VERSION, "TLSv1.2"), std::pair(TLS1_3_VERSION, "TLSv1.3")}) {
        TlsWish wish = trusting(service);
        wish.version = version;
        RawStream client{Channel(service->tls_address(), wish)};
        CHECK(client.channel().version() == name);
        CHECK(client.ask(connect()) == connack(0));
        CHECK(client.ask(pingreq()) == pingresp());
    }
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
        TlsWish wish = trusting(service);
        wish.version = version;
        CHECK(Channel(service->tls_address(), wish).ended());
    }
}

TEST_CASE("the throw-away certificate is good for localhost and 127.0.0.1, and for no other name")
{
    const Service service(open_doors());
    TlsWish wish = trusting(service);
    for (const char *name : {"localhost", "127.0.0.1"}) {
        wish.name = name;
        CHECK_MESSAGE(RawStream(Channel(service->tls_address(), wish)).ask(connect()) == connack(0), name);
    }
    for (const char *name : {"broker.example", "127.0.0.2"}) {
        wish.name = name;
        const Channel refused(service->tls_address(), wish);
        CHECK(refused.ended());
        CHECK(refused.reason().find("mismatch") != std::string::npos);
    }
    const Service other(open_doors());
    CHECK(Channel(other->tls_address(), trusting(service)).ended()); // each broker has a CA of its own
}

TEST_CASE("a large message and many small ones pass through TLS in both directions")
{
    const Service service(open_doors());
    Channel channel(service->tls_address(), trusting(service));
    channel.send(connect().bytes + subscribe(1, {{"TopicA/big", 0}}).bytes);
    const std::string payload(65536, 'x');
    const Packet large = publish("TopicA/big", payload);
    std::string sent, wanted = connack(0).bytes + suback(1, {0}).bytes + large.bytes;
    for (int i = 0; i < 500; ++i) {
        sent += publish("TopicA/big", std::to_string(i)).bytes;
    }
    channel.send(large.bytes);
    channel.send(sent);
    wanted += sent;
    std::string got;
    while (got.size() < wanted.size()) {
        const std::string more = channel.read_some();
        if (more.empty()) break;
        got += more;
    }
    CHECK((got == wanted));
}

TEST_CASE("ALPN is answered with mqtt or http/1.1, and not at all when neither is offered")
{
    const Service service(open_doors());
    TlsWish wish = trusting(service);
    for (const auto &[offered, chosen] :
         {std::pair("\2h2\4mqtt", "mqtt"), std::pair("\2h2\10http/1.1", "http/1.1"), std::pair("\2h2\6spdy/3", "")}) {
        wish.protocols = offered;
        RawStream client{Channel(service->tls_address(), wish)};
        CHECK(client.channel().protocol() == chosen);
        CHECK(client.ask(connect()) == connack(0));
    }
}

TEST_CASE("the end of a TLS connection is told with close_notify")
{
    const Service service(open_doors());
    RawStream client = over_tls(service);
    REQUIRE(client.ask(connect()) == connack(0));
    CHECK(service->kick("GID_AAA@@@raw001"));
    CHECK(client.next() == closed());
    CHECK(client.channel().ended_in_order());
}

TEST_CASE("whoever speaks plain MQTT, HTTP or nothing at the TLS port is closed, and others go on")
{
    broker::Config config = open_doors();
    config.limits.handshake_timeout_ms = 200;
    const Service service(config);
    RawStream witness = over_tls(service);
    REQUIRE(witness.ask(connect()) == connack(0));
    Channel silent(service->tls_address());
    for (const std::string &noise :
         {connect().bytes, std::string("GET / HTTP/1.1\r\n\r\n"), std::string(5000, '\xff')}) {
        Channel plain(service->tls_address());
        plain.send(noise);
        while (!plain.ended())
            plain.read_some(); // an alert, perhaps
    }
    CHECK(silent.read_some().empty());
    CHECK(witness.ask(pingreq()) == pingresp());
}

TEST_CASE("peers that reset in and behind the handshake do not end the process that the broker is in")
{
    const Service service(open_doors());
    for (int i = 0; i < 20; ++i) {
        Channel hello(service->tls_address());
        hello.send("\x16\x03\x01\x02");
        RawStream client = over_tls(service);
        client.send(connect());
        client.send(pingreq());
    } // closed with answers unread
    CHECK(eventually([&] { return service->statistics().connections == 0; }));
    CHECK(over_tls(service).ask(connect()) == connack(0));
}

TEST_CASE("a slow handshake holds up nobody")
{
    const Service service(open_doors());
    std::vector<Channel> slow;
    for (int i = 0; i < 50; ++i) {
        slow.emplace_back(service->tls_address());
        slow.back().send("\x16\x03\x01"); // the start of a record
    }
    RawStream client = over_tls(service);
    CHECK(client.ask(connect()) == connack(0));
    CHECK(service.open().ask(connect(anonymous(dev("x")))) == connack(0));
}
