#ifndef LMQ_TESTS_FUZZ_BASE64URL_HPP
#define LMQ_TESTS_FUZZ_BASE64URL_HPP

#include <string>
#include <string_view>

namespace lmq::fuzz
{

/// Without padding (RFC 4648, section 5).
inline std::string base64url(std::string_view bytes)
{
    constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    unsigned bits = 0;
    unsigned held = 0;
    for (const char each : bytes) {
        held = held << 8U | static_cast<unsigned char>(each);
        for (bits += 8; bits >= 6; bits -= 6)
            text += digits[held >> (bits - 6) & 63U];
        held &= (1U << bits) - 1;
    }
    if (bits > 0) text += digits[held << (6 - bits) & 63U];
    return text;
}

} // namespace lmq::fuzz

#endif
