#include "http/base64.hpp"

#include <cstdint>

namespace lmq::broker::http
{
namespace
{

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t octet(std::string_view bytes, std::size_t at)
{
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

} // namespace

std::string base64_encode(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::uint32_t group = octet(bytes, at) << 16 | octet(bytes, at + 1) << 8 | octet(bytes, at + 2);
        text += alphabet[group >> 18];
        text += alphabet[group >> 12 & 63];
        text += at + 1 < bytes.size() ? alphabet[group >> 6 & 63] : '=';
        text += at + 2 < bytes.size() ? alphabet[group & 63] : '=';
    }
    return text;
}

std::optional<std::string> base64_decode(std::string_view text)
{
    if (text.size() % 4 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (std::size_t at = 0; at < text.size(); at += 4) {
        std::uint32_t group = 0;
        std::size_t padding = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const char c = text[at + i];
            const auto value = alphabet.find(c);
            if (c == '=' && i >= 2 && at + 4 == text.size())
                ++padding;
            else if (value == std::string_view::npos || padding != 0)
                return std::nullopt;
            group = group << 6 | (c == '=' ? 0 : static_cast<std::uint32_t>(value));
        }
        bytes += static_cast<char>(group >> 16);
        if (padding < 2) bytes += static_cast<char>(group >> 8 & 255);
        if (padding < 1) bytes += static_cast<char>(group & 255);
    }
    if (base64_encode(bytes) != text) return std::nullopt; // stray bits under the padding
    return bytes;
}

} // namespace lmq::broker::http
