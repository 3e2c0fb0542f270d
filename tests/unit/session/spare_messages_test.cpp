#include <string>
#include <vector>

#include "outbox_bench.hpp"

using namespace lmq;
using namespace lmq::outbox;
using lmq::outbox::test::Bench;
using lmq::outbox::test::message;

namespace
{

const std::string topic(40, 't');
const std::string payload(64, 'p');

std::size_t memory_of(const Message &message)
{
    return message.topic.capacity() + message.payload.capacity();
}

void publish(Bench &b)
{
    REQUIRE(b.put(message(topic, payload, QoS::at_most_once)));
    b.drain();
}

} // namespace

TEST_CASE("a spare message is empty, as made new, and has the memory of one that is done")
{
    Bench b;
    b.outbox->release();
    static_cast<void>(b.outbox->spare());
    Message used = message(topic, payload, QoS::at_most_once);
    used.retain = true;
    used.priority = Priority::high;
    used.time_to_live = std::chrono::milliseconds(5);
    REQUIRE(b.put(std::move(used)));
    b.drain();
    const Message spare = b.outbox->spare();
    CHECK(spare.topic.empty());
    CHECK(spare.payload.empty());
    CHECK(spare.topic.capacity() >= topic.size());
    CHECK(spare.payload.capacity() >= payload.size());
    CHECK(spare.qos == Message().qos);
    CHECK_FALSE(spare.retain);
    CHECK(spare.priority == Priority::normal);
    CHECK_FALSE(spare.time_to_live);
}

TEST_CASE("no memory is kept before the first spare message is asked for")
{
    Bench b;
    b.outbox->release();
    publish(b);
    CHECK(memory_of(b.outbox->spare()) == memory_of(Message()));
    publish(b);
    CHECK(memory_of(b.outbox->spare()) > memory_of(Message()));
}

TEST_CASE("spare messages hold 4 KB at most")
{
    Bench b;
    b.outbox->release();
    static_cast<void>(b.outbox->spare());
    for (int i = 0; i < 200; ++i)
        REQUIRE(b.put(message(topic, payload, QoS::at_most_once)));
    REQUIRE(b.put(message(topic, std::string(5000, 'p'), QoS::at_most_once)));
    b.drain();
    std::size_t kept = 0;
    for (int i = 0; i < 202; ++i) {
        const Message spare = b.outbox->spare();
        if (memory_of(spare) > memory_of(Message())) kept += sizeof spare + memory_of(spare);
    }
    CHECK(kept > 2048);
    CHECK(kept <= 4096);
}
