#include "basic_auth.hpp"

#include <algorithm>
#include <cctype>

namespace
{

std::optional<std::string> decode_base64(std::string_view text)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.empty() || text.size() % 4 != 0) return std::nullopt;
    for (int padding = 0; padding < 2 && text.back() == '='; ++padding)
        text.remove_suffix(1);
    std::string bytes;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char digit : text) {
        const std::size_t value = alphabet.find(digit);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6U | static_cast<unsigned>(value)) & 0xFFFFU;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xFFU);
    }
    return bytes;
}

} // namespace

std::optional<BasicAuth> parse_basic_auth(std::string_view header)
{
    constexpr std::string_view scheme = "basic ";
    const auto same = [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); };
    if (header.size() < scheme.size() || !std::equal(scheme.begin(), scheme.end(), header.begin(), same)) {
        return std::nullopt;
    }
    const auto text = decode_base64(header.substr(scheme.size()));
    const std::size_t colon = text ? text->find(':') : std::string::npos;
    if (colon == std::string::npos) return std::nullopt;
    return BasicAuth{text->substr(0, colon), lmq::Secret(std::string_view(*text).substr(colon + 1))};
}
