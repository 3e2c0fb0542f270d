// Every packet decoder of the broker, over a stream of packets as a connection would present it.

#include "codec/ack.hpp"
#include "codec/connack.hpp"
#include "codec/connect.hpp"
#include "codec/empty.hpp"
#include "codec/publish.hpp"
#include "codec/subscribe.hpp"
#include "codec/topic.hpp"
#include "codec/unsubscribe.hpp"
#include "codec/utf8.hpp"
#include "fuzz/input.hpp"

using namespace lmq::broker::codec;
using lmq::fuzz::promise;

namespace
{

void in_frame(const Frame &frame, const void *data, std::size_t size)
{
    const auto *begin = static_cast<const std::uint8_t *>(data);
    promise(size == 0 || (begin >= frame.body.data && begin + size <= frame.body.data + frame.body.size),
            "a view reaches out of the packet");
}

void good_text(const Frame &frame, std::string_view text)
{
    in_frame(frame, text.data(), text.size());
    promise(valid_utf8(text), "a string is not UTF-8");
}

void check_connect(const Frame &frame)
{
    Connect c;
    if (decode_connect(frame, c) != ConnectStatus::ok) return;
    good_text(frame, c.client_id);
    if (c.user_name) good_text(frame, *c.user_name);
    if (c.password) in_frame(frame, c.password->data, c.password->size);
    if (!c.will) return;
    good_text(frame, c.will->topic);
    in_frame(frame, c.will->payload.data, c.will->payload.size);
    promise(valid_topic_name(c.will->topic) && c.will->qos < 3, "a bad will was accepted");
}

void check_publish(const Frame &frame)
{
    Publish p;
    if (!decode_publish(frame, p)) return;
    good_text(frame, p.topic);
    in_frame(frame, p.payload.data, p.payload.size);
    promise(valid_topic_name(p.topic) && p.qos < 3 && (p.qos != 0) == (p.packet_id != 0), "a bad PUBLISH was accepted");
    std::string again;
    encode_publish(again, p);
    Frame second;
    promise(next_frame(ByteSpan(std::string_view(again)), again.size(), second) == FrameStatus::complete,
            "an encoded PUBLISH is no packet");
    Publish q;
    promise(decode_publish(second, q) && q.topic == p.topic && q.payload.text() == p.payload.text() && q.qos == p.qos &&
                q.packet_id == p.packet_id && q.retain == p.retain && q.dup == p.dup,
            "a PUBLISH changes on its way through the codec");
}

void check_filters(const Frame &frame)
{
    std::uint16_t id = 0;
    std::vector<SubscribeEntry> entries;
    if (frame.type == PacketType::subscribe && decode_subscribe(frame, id, entries)) {
        promise(id != 0 && !entries.empty(), "an empty SUBSCRIBE was accepted");
        for (const SubscribeEntry &each : entries) {
            good_text(frame, each.filter);
            promise(valid_filter(each.filter) && each.qos < 3, "a bad filter was accepted");
        }
    }
    std::vector<std::string_view> filters;
    if (frame.type == PacketType::unsubscribe && decode_unsubscribe(frame, id, filters)) {
        promise(id != 0 && !filters.empty(), "an empty UNSUBSCRIBE was accepted");
        for (const std::string_view each : filters)
            good_text(frame, each);
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const lmq::fuzz::Exact bytes({reinterpret_cast<const char *>(data), size});
    ByteSpan stream(bytes.data(), bytes.size());
    Frame frame;
    while (next_frame(stream, 100000, frame) == FrameStatus::complete) {
        promise(frame.size <= stream.size && frame.body.size < frame.size, "a frame is larger than its bytes");
        if (frame.type == PacketType::connect) check_connect(frame);
        if (frame.type == PacketType::publish) check_publish(frame);
        check_filters(frame);
        std::uint16_t id = 0;
        (void)decode_ack(frame, id);
        (void)decode_empty(frame);
        stream = stream.from(frame.size);
    }
    return 0;
}
