#include "codec/empty.hpp"
#include "engine/control_payload.hpp"
#include "engine/core.hpp"

namespace lmq::broker::engine
{

using codec::PacketType;

// A PUBLISH to `$SYS/…` by a client that signed in (spec 17).
Core::Handled Core::handle_control(Connection &c, const codec::Publish &publish)
{
    ++statistics_.publishes_in;
    if (publish.topic == "$SYS/enableOrderMsg") {
        if (const auto wanted = order_wanted(publish.payload)) c.ordered = *wanted;
    } else if (publish.topic == "$SYS/uploadToken") {
        upload_token(c, publish);
        return Handled::done;
    } else if (publish.topic == "$SYS/getOfflineMsg") {
        acknowledge(c, publish); // first (spec 9.4)
        pull(c, publish.payload);
        return Handled::done;
    } else {
        begin_close(c, CloseMode::after_flush, "publish to an unknown $SYS topic");
        return Handled::done;
    }
    acknowledge(c, publish);
    return Handled::done;
}

// Spec 8.6: what an anonymous client may do before its first token.
void Core::handle_pending(Connection &c, const codec::Frame &frame)
{
    codec::Publish publish;
    switch (frame.type) {
    case PacketType::pingreq:
        if (!codec::decode_empty(frame)) break;
        {
            const auto packet = codec::encode_pingresp();
            send(c, PacketType::pingresp, {packet.data(), packet.size()});
        }
        return;
    case PacketType::disconnect:
        if (!codec::decode_empty(frame)) break;
        begin_close(c, CloseMode::after_flush, "DISCONNECT");
        return;
    case PacketType::unsubscribe:
        handle_unsubscribe(c, frame);
        return;
    case PacketType::publish:
        if (!codec::decode_publish(frame, publish)) break;
        ++statistics_.publishes_in;
        if (publish.topic == "$SYS/uploadToken") {
            upload_token(c, publish);
            return;
        }
        notice_and_close(c, TokenCode::no_permission, "W");
        return;
    case PacketType::subscribe:
        notice_and_close(c, TokenCode::no_permission, "R");
        return;
    case PacketType::puback:
    case PacketType::pubrec:
    case PacketType::pubrel:
    case PacketType::pubcomp:
        notice_and_close(c, TokenCode::no_permission, "RW");
        return;
    default:
        break;
    }
    begin_close(c, CloseMode::after_flush, "malformed or unexpected packet");
}

} // namespace lmq::broker::engine
