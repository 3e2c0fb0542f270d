#include "http/url.hpp"

namespace lmq::broker::http
{
namespace
{

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Cuts `text` at the first `mark`, or at its end, and answers what stood before.
std::string_view cut(std::string_view &text, char mark)
{
    const auto at = text.find(mark);
    const std::string_view head = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    return head;
}

} // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            decoded += ' ';
        } else if (text[i] != '%') {
            decoded += text[i];
        } else {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return decoded;
}

std::optional<Target> parse_target(std::string_view text)
{
    if (text.empty() || text.front() != '/') return std::nullopt;
    Target target;
    std::string_view path = cut(text, '?').substr(1);
    target.query_text = text;
    while (!path.empty()) {
        auto segment = percent_decode(cut(path, '/'));
        if (!segment) return std::nullopt;
        target.segments.push_back(std::move(*segment));
    }
    return target;
}

std::optional<std::map<std::string, std::string>> parse_query(std::string_view text)
{
    std::map<std::string, std::string> query;
    while (!text.empty()) {
        std::string_view value = cut(text, '&');
        const auto key = percent_decode(cut(value, '='), true);
        auto decoded = percent_decode(value, true);
        if (!key || !decoded) return std::nullopt;
        query.emplace(*key, std::move(*decoded));
    }
    return query;
}

} // namespace lmq::broker::http
