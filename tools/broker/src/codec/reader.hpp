#ifndef LMQ_BROKER_CODEC_READER_HPP
#define LMQ_BROKER_CODEC_READER_HPP

#include <cstdint>
#include <string_view>

#include "codec/span.hpp"

namespace lmq::broker::codec
{

/// Takes fields from the front of a packet's body. A call that answers false took nothing; what it hands out are views
/// into the body.
class Reader
{
public:
    explicit Reader(ByteSpan bytes) : left_(bytes) {}

    bool u8(std::uint8_t &value) noexcept;
    bool u16(std::uint16_t &value) noexcept;
    /// A two-byte length and as many bytes.
    bool bytes16(ByteSpan &value) noexcept;
    /// As bytes16; also false when the bytes are no valid MQTT string.
    bool string16(std::string_view &value) noexcept;

    ByteSpan rest() const noexcept { return left_; }
    bool at_end() const noexcept { return left_.empty(); }

private:
    ByteSpan left_;
};

} // namespace lmq::broker::codec

#endif
