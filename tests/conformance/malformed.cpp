// Every case of malformed_table.cpp, in three ways of arriving, under both policies; others notice nothing of it.

#include <set>

#include "conformance/malformed_table.hpp"
#include "loopback/raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;

namespace
{

enum class Arrival {
    whole,        ///< in one write
    byte_by_byte, ///< each byte in a write of its own
    packed        ///< with CONNECT before it, and a message behind it that must not be heard
};

struct Policy {
    const char *name;
    Config config;
    ConnectFields who;
};

std::vector<Policy> policies()
{
    ConnectFields device;
    device.client_id = dev("bad");
    return {{"service", service_config(), device}, {"plain", plain_config(), anonymous("bad")}};
}

ConnectFields named(ConnectFields who, const std::string &name)
{
    who.client_id = who.user ? dev(name) : name;
    return who;
}

/// A subscriber and a publisher who must not notice anything.
class Bystanders
{
public:
    Bystanders(const Service &service, const ConnectFields &who)
        : listener_(service.sign_in(named(who, "listener"))), heart_(service.sign_in(named(who, "heart")))
    {
        REQUIRE(listener_.ask(subscribe(1, {{"TopicA/heartbeat", 0}})) == suback(1, {0}));
    }

    /// True when the next thing that is heard is this beat.
    bool beat()
    {
        const Packet next = publish("TopicA/heartbeat", std::to_string(++beats_));
        heart_.send(next);
        return listener_.next() == next;
    }

    bool undisturbed() { return listener_.quiet() && heart_.quiet(); }

private:
    RawClient listener_;
    RawClient heart_;
    int beats_ = 0;
};

/// What went wrong; empty when all is as it should be.
std::string wrong(const Service &service, const MalformedCase &one, const ConnectFields &who, Arrival arrival)
{
    RawClient client = service.open();
    const bool goes_on = one.verdict == Verdict::answers && one.signed_in;
    const bool packed = arrival == Arrival::packed;
    Packet sent{one.bytes, {}};
    if (packed && !goes_on) sent = sent + publish("TopicA/heartbeat", "what stands behind a breach");
    if (one.signed_in && packed) sent = connect(who) + sent;
    if (one.signed_in && !packed) client.send(connect(who));
    if (one.signed_in && !packed && client.next() != connack(0)) return "signing in failed";
    if (arrival == Arrival::byte_by_byte) {
        for (const char c : sent.bytes)
            client.send({std::string(1, c), {}});
    } else {
        client.send(sent);
    }
    if (one.signed_in && packed && client.next() != connack(0)) return "no CONNACK before it";
    if (one.verdict == Verdict::closes) return client.is_closed() ? "" : "it does not close";
    if (!one.answer.bytes.empty()) {
        if (client.next() != one.answer) return "another answer";
        if (one.answer.type() == 2)
            return one.answer == connack(0) || client.is_closed() ? "" : "refused, and not closed";
    }
    return client.quiet() ? "" : "it does not go on";
}

void run(Arrival arrival)
{
    for (const Policy &policy : policies()) {
        const Service service(policy.config);
        Bystanders bystanders(service, policy.who);
        for (const MalformedCase &one : malformed_cases(policy.who, "TopicA")) {
            // A client that is accepted before the breach behind it would be heard: what is to be seen is the answer.
            if (arrival == Arrival::packed && one.answer == connack(0)) continue;
            const std::string outcome = wrong(service, one, policy.who, arrival);
            const bool beats = bystanders.beat();
            if (outcome.empty() && beats) continue;
            INFO(policy.name << ": " << one.name << ": " << to_hex(one.bytes.substr(0, 60)));
            CHECK(outcome == "");
            REQUIRE(beats); // out of step, all that follows would fail too
        }
        CHECK(bystanders.undisturbed());
    }
}

} // namespace

TEST_CASE("malformed: the table is what it claims to be")
{
    const auto cases = malformed_cases(anonymous("bad"), "TopicA");
    CHECK(cases.size() > 1000);
    std::set<std::string> names;
    for (const MalformedCase &one : cases) {
        CAPTURE(one.name);
        CHECK(names.insert(one.name).second);
    }
}

TEST_CASE("malformed: each case gets what MQTT 3.1.1 says and leaves others undisturbed")
{
    run(Arrival::whole);
}

TEST_CASE("malformed: the same when every byte arrives alone")
{
    run(Arrival::byte_by_byte);
}

TEST_CASE("malformed: the same in one piece with what stands before and behind it, which is not handled")
{
    run(Arrival::packed);
}

TEST_CASE("malformed: a packet that is cut off by the end of its connection was never there")
{
    for (const Policy &policy : policies()) {
        const Service service(policy.config);
        Bystanders bystanders(service, policy.who);
        const std::string stream = (connect(policy.who) + publish("TopicA/heartbeat", "half a message", 1, 7)).bytes;
        for (std::size_t size = 0; size < stream.size(); ++size) {
            CAPTURE(size);
            RawClient client = service.open();
            client.send({stream.substr(0, size), {}});
            client.close();
            REQUIRE(bystanders.beat());
        }
        CHECK(bystanders.undisturbed());
    }
}

TEST_CASE("malformed: a packet over packet_bytes ends its connection at the length, not at the end")
{
    for (Policy &policy : policies()) {
        policy.config.limits.packet_bytes = 1000;
        const Service service(policy.config);
        Bystanders bystanders(service, policy.who);
        for (const unsigned first : {0x30U, 0x82U, 0xA2U, 0x40U}) {
            CAPTURE(first);
            RawClient client = service.sign_in(policy.who);
            client.send({std::string(1, static_cast<char>(first)) + remaining_length(1001), {}});
            CHECK(client.is_closed());
            REQUIRE(bystanders.beat());
        }
        RawClient unknown = service.open();
        unknown.send({"\x10" + remaining_length(1001), {}});
        CHECK(unknown.is_closed());
        CHECK(bystanders.undisturbed());
    }
}
