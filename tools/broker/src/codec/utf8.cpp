#include "codec/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace lmq::broker::codec
{
namespace
{

bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0U) == 0x80U;
}

/// Length of the multi-byte sequence at `at`, 0 when it is ill-formed. Table 3-7 of the Unicode standard: only the
/// second byte's range depends on the first.
std::size_t sequence_length(const unsigned char *at, std::size_t left)
{
    const unsigned char first = at[0];
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
        if (first == 0xE0) low = 0xA0;
        if (first == 0xED) high = 0x9F; // what is above are surrogates
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
        if (first == 0xF0) low = 0x90;
        if (first == 0xF4) high = 0x8F;
    } else {
        return 0;
    }
    if (left < length || at[1] < low || at[1] > high) return 0;
    for (std::size_t i = 2; i < length; ++i)
        if (!is_continuation(at[i])) return 0;
    return length;
}

} // namespace

bool valid_utf8(std::string_view text) noexcept
{
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    constexpr std::uint64_t ones = 0x0101010101010101U;
    const auto *at = reinterpret_cast<const unsigned char *>(text.data());
    std::size_t left = text.size();
    while (left != 0) {
        if (left >= 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, at, 8);
            // With no high bit set, subtracting one from each byte sets one only if a byte was zero.
            if (((word | (word - ones)) & high_bits) == 0) {
                at += 8;
                left -= 8;
                continue;
            }
        }
        if (*at == 0) return false;
        const std::size_t length = *at < 0x80 ? 1 : sequence_length(at, left);
        if (length == 0) return false;
        at += length;
        left -= length;
    }
    return true;
}

} // namespace lmq::broker::codec
