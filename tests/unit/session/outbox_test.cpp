#include "outbox_bench.hpp"

using namespace lmq;
using namespace lmq::outbox;
using lmq::outbox::test::Bench;
using lmq::outbox::test::message;
using std::chrono::milliseconds;

namespace
{

using Log = std::vector<std::string>;

} // namespace

TEST_CASE("nothing leaves the outbox before it is released")
{
    Bench b;
    REQUIRE(b.put("a"));
    CHECK(b.drain().empty());
    CHECK_FALSE(b.outbox->next_deadline(b.now));
    b.outbox->release();
    CHECK(b.outbox->next_deadline(b.now) == b.now);
    CHECK(b.drain() == "a");
}

TEST_CASE("QoS 0 is done when handed over, QoS 1 and 2 when acknowledged")
{
    Bench b;
    b.outbox->release();
    REQUIRE(b.put("a", QoS::at_most_once));
    REQUIRE(b.put("b", QoS::at_least_once));
    REQUIRE(b.put("c", QoS::exactly_once));
    std::vector<Ticket> tickets;
    CHECK(b.drain(&tickets) == "abc");
    CHECK(b.log == Log{"a ok"});
    CHECK(b.outbox->inflight() == 2);
    b.acknowledge(tickets[2]);
    b.acknowledge(tickets[1]);
    b.acknowledge(tickets[1]);
    CHECK(b.log == Log{"a ok", "c ok", "b ok"});
    CHECK(b.outbox->messages() == 0);
    CHECK(b.outbox->bytes() == 0);
}

TEST_CASE("the window bounds QoS 1 and 2; QoS 0 passes a full window but overtakes nothing")
{
    Config config;
    config.max_inflight = 2;
    Bench b(config);
    b.outbox->release();
    for (const char *payload : {"a", "b"})
        REQUIRE(b.put(payload));
    REQUIRE(b.put("0", QoS::at_most_once));
    REQUIRE(b.put("c", QoS::exactly_once));
    REQUIRE(b.put("1", QoS::at_most_once));
    std::vector<Ticket> tickets;
    CHECK(b.drain(&tickets) == "ab0");
    CHECK_FALSE(b.outbox->next_deadline(b.now));
    b.acknowledge(tickets[0]);
    CHECK(b.drain() == "c1");
}

TEST_CASE("order mode hands over one message of any QoS at a time")
{
    Config config;
    config.ordered = true;
    Bench b(config);
    b.outbox->release();
    REQUIRE(b.put("a"));
    REQUIRE(b.put("b", QoS::at_most_once));
    REQUIRE(b.put("c", QoS::exactly_once));
    std::vector<Ticket> tickets;
    CHECK(b.drain(&tickets) == "a");
    b.acknowledge(tickets[0]);
    const auto b_out = b.outbox->next(b.now);
    REQUIRE(b_out);
    CHECK_FALSE(b.outbox->next(b.now));
    b.outbox->sent(b_out->ticket, b.done);
    CHECK(b.drain() == "c");
}

TEST_CASE("what was in flight when the connection was lost goes out first, in order, marked as repeated")
{
    Bench b;
    b.outbox->release();
    for (const char *payload : {"a", "b", "c"})
        REQUIRE(b.put(payload));
    std::vector<Ticket> old;
    CHECK(b.drain(&old) == "abc");
    REQUIRE(b.put("d"));
    b.acknowledge(old[1]);
    b.outbox->hold();
    CHECK(b.outbox->inflight() == 0);
    CHECK(b.drain().empty());
    b.acknowledge(old[0]); // late: it will be sent again all the same
    CHECK(b.log == Log{"b ok"});
    b.outbox->release();
    const auto first = b.outbox->next(b.now);
    REQUIRE(first);
    CHECK(first->message->payload == "a");
    CHECK(first->repeated);
    std::vector<Ticket> tickets{first->ticket};
    CHECK(b.drain(&tickets) == "cd");
    for (const Ticket ticket : tickets)
        b.acknowledge(ticket);
    CHECK(b.log == Log{"b ok", "a ok", "c ok", "d ok"});
}

TEST_CASE("messages returned in another order go out in theirs")
{
    Bench b;
    b.outbox->release();
    for (const char *payload : {"a", "b", "c"})
        REQUIRE(b.put(payload));
    const Ticket a = b.outbox->next(b.now)->ticket;
    const Ticket second = b.outbox->next(b.now)->ticket;
    b.outbox->returned(a);
    b.outbox->returned(second);
    CHECK(b.drain() == "abc");
}

TEST_CASE("a message the transport did not take keeps its place")
{
    Bench b;
    b.outbox->release();
    for (const char *payload : {"a", "b", "c"})
        REQUIRE(b.put(payload));
    const auto a = b.outbox->next(b.now);
    REQUIRE(a);
    CHECK(a->message->payload == "a");
    const Ticket ticket = a->ticket;
    REQUIRE(b.outbox->next(b.now)); // b
    b.outbox->returned(ticket);
    b.acknowledge(ticket);
    CHECK(b.log.empty());
    const auto again = b.outbox->next(b.now);
    REQUIRE(again);
    CHECK(again->message->payload == "a");
    CHECK_FALSE(again->repeated);
}

TEST_CASE("a failed message is done with the transport's error")
{
    Bench b;
    b.outbox->release();
    REQUIRE(b.put("a"));
    std::vector<Ticket> tickets;
    b.drain(&tickets);
    b.outbox->failed(tickets[0], Error{Errc::publish_failed, "test"}, b.done);
    b.run();
    CHECK(b.log == Log{"a 306"});
}

TEST_CASE("refuse_newest refuses at the cap of messages and of bytes, and calls no handler")
{
    Config config;
    config.caps.max_messages = 2;
    config.caps.max_bytes = 100;
    Bench b(config);
    REQUIRE(b.put("a"));
    CHECK(b.put(std::string(99, 'x')).error().code == Errc::outbox_full); // 1 + 99, and 2 of "a"
    REQUIRE(b.put(std::string(97, 'x')));
    CHECK(b.outbox->bytes() == 100);
    CHECK(b.put("").error().code == Errc::outbox_full);
    CHECK(b.log.empty());
    CHECK(b.outbox->messages() == 2);
}

TEST_CASE("drop_oldest gives up the oldest never handed over, and nothing when that is not enough")
{
    Config config;
    config.caps.max_messages = 3;
    config.caps.max_bytes = 30;
    config.caps.policy = OutboxPolicy::drop_oldest;
    config.max_inflight = 1;
    Bench b(config);
    b.outbox->release();
    for (const char *payload : {"a", "b", "c"})
        REQUIRE(b.put(payload));
    std::vector<Ticket> tickets;
    CHECK(b.drain(&tickets) == "a");
    REQUIRE(b.put("d"));
    CHECK(b.log == Log{"b 302"});
    b.outbox->hold(); // a was sent once: not for dropping
    REQUIRE(b.put("e"));
    CHECK(b.log == Log{"b 302", "c 302"});
    CHECK(b.put(std::string(28, 'x')).error().code == Errc::outbox_full);
    CHECK(b.log.size() == 2);
    REQUIRE(b.put(std::string(27, 'x'))); // room beside a when both others go
    CHECK(b.log == Log{"b 302", "c 302", "d 302", "e 302"});
    CHECK(b.outbox->bytes() == 30);
}

TEST_CASE("latest_per_topic replaces a message never handed over, in its place")
{
    Config config;
    config.caps.policy = OutboxPolicy::latest_per_topic;
    config.caps.max_messages = 2;
    config.max_inflight = 1;
    Bench b(config);
    REQUIRE(b.put(message("A", "a1")));
    REQUIRE(b.put(message("B", "b1")));
    CHECK(b.put(message("C", "c1")).error().code == Errc::outbox_full);
    REQUIRE(b.put(message("A", "a2")));
    CHECK(b.log == Log{"a1 303"});
    b.outbox->release();
    std::vector<Ticket> tickets;
    CHECK(b.drain(&tickets) == "a2");
    CHECK(b.put(message("A", "a3")).error().code == Errc::outbox_full); // a2 is in flight and stays
    b.acknowledge(tickets[0]);
    REQUIRE(b.put(message("A", "a3")));
    CHECK(b.drain() == "b1");
    b.outbox->hold();
    REQUIRE(b.put(message("A", "a4")));
    CHECK(b.log == Log{"a1 303", "a2 ok", "a3 303"});
    CHECK(b.outbox->bytes() == 6);
}

TEST_CASE("latest_per_topic sends a returned message before the newer one of its topic")
{
    Config config;
    config.caps.policy = OutboxPolicy::latest_per_topic;
    Bench b(config);
    b.outbox->release();
    REQUIRE(b.put(message("A", "1")));
    const Ticket ticket = b.outbox->next(b.now)->ticket;
    REQUIRE(b.put(message("A", "2")));
    b.outbox->returned(ticket);
    REQUIRE(b.put(message("A", "3")));
    CHECK(b.log == Log{"2 303"});
    CHECK(b.drain() == "13");
}

TEST_CASE("a message expires once, waiting or in flight, and a later acknowledgement is ignored")
{
    Bench b;
    b.outbox->release();
    Message mortal = message("T", "a");
    mortal.time_to_live = milliseconds(100);
    REQUIRE(b.put(mortal));
    std::vector<Ticket> tickets;
    CHECK(b.drain(&tickets) == "a");
    mortal.payload = "b";
    mortal.time_to_live = milliseconds(50);
    b.outbox->hold();
    REQUIRE(b.put(mortal));
    REQUIRE(b.put("immortal"));
    CHECK(b.outbox->next_deadline(b.now) == Time(50));
    b.now = Time(49);
    b.expire();
    CHECK(b.log.empty());
    b.now = Time(50);
    b.expire();
    CHECK(b.log == Log{"b 304"});
    b.outbox->release();
    tickets.clear();
    CHECK(b.drain(&tickets) == "aimmortal");
    CHECK(b.outbox->next_deadline(b.now) == Time(100));
    b.now = Time(1000);
    b.expire();
    b.acknowledge(tickets[0]);
    CHECK(b.log == Log{"b 304", "a 304"});
    CHECK_FALSE(b.outbox->next_deadline(b.now));
    CHECK(b.outbox->inflight() == 1);
}

TEST_CASE("a time to live beyond the end of time is none")
{
    Bench b;
    b.now = Time(5000);
    Message lasting = message("T", "a");
    lasting.time_to_live = milliseconds::max();
    REQUIRE(b.put(lasting));
    b.now = Time(1000000000);
    b.expire();
    CHECK(b.log.empty());
    CHECK_FALSE(b.outbox->next_deadline(b.now));
}

TEST_CASE("cancel completes everything in order")
{
    Bench b;
    b.outbox->release();
    for (const char *payload : {"a", "b"})
        REQUIRE(b.put(payload));
    std::vector<Ticket> tickets;
    b.drain(&tickets);
    REQUIRE(b.put("c"));
    b.outbox->cancel_all(b.done);
    b.run();
    b.acknowledge(tickets[0]);
    CHECK(b.log == Log{"a 305", "b 305", "c 305"});
    CHECK(b.outbox->messages() == 0);
    CHECK(b.outbox->bytes() == 0);
}

TEST_CASE("an old ticket does not name the message that has its place now")
{
    Bench b;
    b.outbox->release();
    std::vector<Ticket> tickets;
    REQUIRE(b.put("a"));
    b.drain(&tickets);
    b.acknowledge(tickets[0]);
    REQUIRE(b.put("b"));
    b.drain(&tickets);
    REQUIRE(tickets[0] != tickets[1]);
    b.acknowledge(tickets[0]);
    b.acknowledge(0);
    b.acknowledge(~Ticket{0});
    CHECK(b.log == Log{"a ok"});
}
