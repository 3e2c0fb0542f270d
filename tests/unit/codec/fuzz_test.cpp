#include <doctest/doctest.h>

#include <memory>
#include <random>

#include "codec/ack.hpp"
#include "codec/connect.hpp"
#include "codec/empty.hpp"
#include "codec/publish.hpp"
#include "codec/subscribe.hpp"
#include "codec/topic.hpp"
#include "codec/unsubscribe.hpp"
#include "codec/utf8.hpp"
#include "support.hpp"

using namespace lmq::broker::codec;
using lmq::test::Packet;

namespace
{

bool inside(const Frame &frame, const void *data, std::size_t size)
{
    const auto *begin = static_cast<const std::uint8_t *>(data);
    return size == 0 || (begin >= frame.body.data && begin + size <= frame.body.data + frame.body.size);
}

bool good_string(const Frame &frame, std::string_view text)
{
    return inside(frame, text.data(), text.size()) && valid_utf8(text);
}

/// Decodes `frame` as what it says it is; true when everything handed out is what the interface promises.
bool holds(const Frame &frame, std::size_t &accepted)
{
    std::uint16_t id = 0;
    if (frame.type == PacketType::connect) {
        Connect c;
        if (decode_connect(frame, c) != ConnectStatus::ok) return true;
        ++accepted;
        return good_string(frame, c.client_id) && (!c.user_name || good_string(frame, *c.user_name)) &&
               (!c.password || inside(frame, c.password->data, c.password->size)) &&
               (!c.will || (good_string(frame, c.will->topic) && valid_topic_name(c.will->topic) && c.will->qos < 3));
    }
    if (frame.type == PacketType::publish) {
        Publish p;
        if (!decode_publish(frame, p)) return true;
        ++accepted;
        std::string again;
        encode_publish(again, p);
        return good_string(frame, p.topic) && valid_topic_name(p.topic) &&
               inside(frame, p.payload.data, p.payload.size) && p.qos < 3 && (p.qos != 0) == (p.packet_id != 0) &&
               again.size() <= frame.size;
    }
    if (frame.type == PacketType::subscribe) {
        std::vector<SubscribeEntry> entries;
        if (!decode_subscribe(frame, id, entries)) return true;
        ++accepted;
        for (const SubscribeEntry &entry : entries)
            if (!good_string(frame, entry.filter) || !valid_filter(entry.filter) || entry.qos > 2) return false;
        return id != 0 && !entries.empty();
    }
    if (frame.type == PacketType::unsubscribe) {
        std::vector<std::string_view> filters;
        if (!decode_unsubscribe(frame, id, filters)) return true;
        ++accepted;
        for (const std::string_view filter : filters)
            if (!good_string(frame, filter) || !valid_filter(filter)) return false;
        return id != 0 && !filters.empty();
    }
    if (decode_ack(frame, id)) ++accepted;
    if (decode_empty(frame)) ++accepted;
    return true;
}

/// Runs over `bytes` as a connection would, on a heap copy of the exact size so that a sanitizer sees an over-read.
void run_stream(const std::string &bytes, std::size_t &accepted)
{
    const std::unique_ptr<std::uint8_t[]> copy(new std::uint8_t[bytes.size() + 1]);
    std::uint8_t *const begin = copy.get() + 1; // unaligned on purpose
    std::copy(bytes.begin(), bytes.end(), begin);
    ByteSpan stream(begin, bytes.size());
    Frame frame;
    while (next_frame(stream, 100000, frame) == FrameStatus::complete) {
        if (!holds(frame, accepted)) FAIL("broken promise in " << lmq::test::to_hex(bytes));
        stream = stream.from(frame.size);
    }
}

Packet any_packet(std::mt19937 &random)
{
    lmq::test::ConnectFields fields;
    fields.will = lmq::test::Will{"TopicA/w", "bye", 1, false};
    switch (random() % 7) {
    case 0:
        return lmq::test::connect(fields);
    case 1:
        return lmq::test::publish("TopicA/中/b", "some payload", 0);
    case 2:
        return lmq::test::publish("TopicA/notice/", "", 2, 77, true, true);
    case 3:
        return lmq::test::subscribe(9, {{"TopicA/+/#", 1}, {"b", 2}});
    case 4:
        return lmq::test::unsubscribe(10, {"TopicA/+/#", "b"});
    case 5:
        return lmq::test::pubrel(3);
    default:
        return lmq::test::pingreq();
    }
}

} // namespace

TEST_CASE("random bytes never make a decoder break its promises")
{
    std::mt19937 random(20180417);
    std::size_t accepted = 0;
    for (int round = 0; round < 30000; ++round) {
        std::string bytes(2 + random() % 40, '\0');
        for (char &c : bytes)
            c = static_cast<char>(random() & 0xFFU);
        // Otherwise nearly all end at the length field.
        bytes[1] = static_cast<char>(random() % bytes.size());
        run_stream(bytes, accepted);
    }
    CHECK(accepted > 0);
}

TEST_CASE("mutated packets never make a decoder break its promises")
{
    std::mt19937 random(5);
    std::size_t accepted = 0;
    for (int round = 0; round < 30000; ++round) {
        std::string bytes = any_packet(random).bytes + any_packet(random).bytes;
        for (unsigned change = random() % 4; change > 0; --change) {
            const std::size_t at = random() % bytes.size();
            switch (random() % 4) {
            case 0:
                bytes[at] = static_cast<char>(random() & 0xFFU);
                break;
            case 1:
                bytes.erase(at, 1);
                break;
            case 2:
                bytes.insert(at, 1, static_cast<char>(random() & 0xFFU));
                break;
            default:
                bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << random() % 8));
            }
        }
        run_stream(bytes, accepted);
    }
    CHECK(accepted > 10000);
}
