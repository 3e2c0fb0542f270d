#ifndef LMQ_BROKER_CODEC_SPAN_HPP
#define LMQ_BROKER_CODEC_SPAN_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lmq::broker::codec
{

/// Bytes owned by somebody else. C++17 has no std::span.
struct ByteSpan {
    const std::uint8_t *data = nullptr;
    std::size_t size = 0;

    ByteSpan() = default;
    ByteSpan(const std::uint8_t *bytes, std::size_t count) : data(bytes), size(count) {}
    explicit ByteSpan(std::string_view text)
        : data(reinterpret_cast<const std::uint8_t *>(text.data())), size(text.size())
    {
    }
    std::string_view text() const { return {reinterpret_cast<const char *>(data), size}; }
    ByteSpan from(std::size_t offset) const { return {data + offset, size - offset}; }
    bool empty() const { return size == 0; }
};

} // namespace lmq::broker::codec

#endif
