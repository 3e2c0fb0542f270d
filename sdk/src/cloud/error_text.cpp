#include "cloud/error_text.hpp"

#include "lmq/signature.hpp"

namespace lmq::cloud
{

namespace
{

constexpr std::size_t most_bytes = 200;

void replace_all(std::string &text, std::string_view what)
{
    if (what.empty()) return;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 3))
        text.replace(at, what.size(), "***");
}

} // namespace

std::string error_text(std::string_view foreign, std::initializer_list<std::string_view> secrets)
{
    std::string text(foreign);
    for (const std::string_view secret : secrets) {
        replace_all(text, secret);
        replace_all(text, percent_encode(secret));
    }
    for (char &c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    if (text.size() <= most_bytes) return text;
    std::size_t end = most_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end; // not within a character
    return text.substr(0, end) + "...";
}

} // namespace lmq::cloud
