#ifndef LMQ_BROKER_NET_TEXT_FRAMES_HPP
#define LMQ_BROKER_NET_TEXT_FRAMES_HPP

#include <cstddef>
#include <cstdint>

namespace lmq::broker::net
{

/// Watches a WebSocket's bytes go by for text frames. Beast would look into their text first and close with 1007 what
/// spec 2.2 wants closed with 1003: so they go on as binary ones, and are remembered.
class TextFrames
{
public:
    /// The next bytes from the peer, of any number of frames; changed in place.
    void pass(std::uint8_t *bytes, std::size_t size)
    {
        for (std::size_t at = 0; at < size;) {
            if (left_ == 0) {
                pass_header(bytes[at++]);
                continue;
            }
            const std::uint64_t skipped = left_ < size - at ? left_ : size - at;
            left_ -= skipped;
            at += static_cast<std::size_t>(skipped);
        }
    }
    bool seen() const { return seen_; }

private:
    void pass_header(std::uint8_t &byte)
    {
        constexpr std::uint8_t opcode = 0x0f, text = 1, binary = 2;
        if (position_ == 0) {
            if ((byte & opcode) == text) {
                seen_ = true;
                byte = static_cast<std::uint8_t>((byte & ~opcode) | binary);
            }
        } else if (position_ == 1) {
            mask_ = (byte & 0x80U) != 0 ? 4 : 0;
            length_ = byte & 0x7fU;
            length_bytes_ = length_ == 126 ? 2 : length_ == 127 ? 8 : 0;
            if (length_bytes_ != 0) length_ = 0;
        } else {
            length_ = length_ << 8U | byte;
            --length_bytes_;
        }
        ++position_;
        if (position_ < 2 || length_bytes_ != 0) return;
        left_ = mask_ + length_;
        position_ = 0;
    }

    unsigned position_ = 0; // in a header
    unsigned length_bytes_ = 0;
    unsigned mask_ = 0;
    std::uint64_t length_ = 0;
    std::uint64_t left_ = 0; // of a mask and a payload
    bool seen_ = false;
};

} // namespace lmq::broker::net

#endif
