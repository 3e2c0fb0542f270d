#ifndef LMQ_BROKER_CODEC_READER_HPP
#define LMQ_BROKER_CODEC_READER_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "codec/span.hpp"
#include "codec/utf8.hpp"

namespace lmq::broker::codec
{

/// Takes fields from the front of a packet's body. A call that answers false took nothing; what it hands out are views
/// into the body.
class Reader
{
public:
    explicit Reader(ByteSpan bytes) : left_(bytes) {}

    bool u8(std::uint8_t &value) noexcept
    {
        if (left_.size < 1) return false;
        value = left_.data[0];
        left_ = left_.from(1);
        return true;
    }

    bool u16(std::uint16_t &value) noexcept
    {
        if (left_.size < 2) return false;
        value = peek_u16();
        left_ = left_.from(2);
        return true;
    }

    /// A two-byte length and as many bytes.
    bool bytes16(ByteSpan &value) noexcept
    {
        if (left_.size < 2) return false;
        const std::size_t length = peek_u16();
        if (left_.size - 2 < length) return false;
        value = ByteSpan(left_.data + 2, length);
        left_ = left_.from(2 + length);
        return true;
    }

    /// As bytes16; also false when the bytes are no valid MQTT string.
    bool string16(std::string_view &value) noexcept
    {
        Reader ahead = *this;
        ByteSpan bytes;
        if (!ahead.bytes16(bytes) || !valid_utf8(bytes.text())) return false;
        value = bytes.text();
        *this = ahead;
        return true;
    }

    ByteSpan rest() const noexcept { return left_; }
    bool at_end() const noexcept { return left_.empty(); }

private:
    std::uint16_t peek_u16() const noexcept { return static_cast<std::uint16_t>(left_.data[0] << 8 | left_.data[1]); }

    ByteSpan left_;
};

} // namespace lmq::broker::codec

#endif
