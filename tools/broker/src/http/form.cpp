#include "http/form.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "http/url.hpp"

namespace lmq::broker::http
{
namespace
{

constexpr std::size_t most_boundary = 70; // RFC 2046, 5.1.1
constexpr std::string_view blanks = " \t";
constexpr const char *bad_multipart = "body: not well-formed multipart/form-data";

char lower(char c)
{
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool same_word(std::string_view a, std::string_view b)
{
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Cuts the next `; name=value` off `text`, with its quotes undone.
bool next_parameter(std::string_view &text, std::string_view &name, std::string &value)
{
    const std::size_t semicolon = text.find(';');
    if (semicolon == std::string_view::npos) return false;
    text.remove_prefix(semicolon + 1);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return false;
    name = trimmed(text.substr(0, equals));
    text = text.substr(equals + 1);
    value.clear();
    if (text.empty() || text.front() != '"') {
        value = trimmed(text.substr(0, text.find(';')));
        return true;
    }
    for (text.remove_prefix(1); !text.empty() && text.front() != '"'; text.remove_prefix(1)) {
        if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
        value += text.front();
    }
    return !text.empty(); // at the closing quote
}

std::optional<std::string> parameter(std::string_view header, std::string_view wanted)
{
    std::string_view name;
    std::string value;
    while (next_parameter(header, name, value))
        if (same_word(name, wanted)) return value;
    return std::nullopt;
}

// The field's name, from the headers of its part.
std::optional<std::string> name_in(std::string_view headers)
{
    while (!headers.empty()) {
        const std::size_t end = headers.find("\r\n");
        const std::string_view line = headers.substr(0, end);
        headers = end == std::string_view::npos ? std::string_view() : headers.substr(end + 2);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !same_word(trimmed(line.substr(0, colon)), "Content-Disposition"))
            continue;
        const std::string_view value = line.substr(colon + 1);
        if (is_media_type(value, "form-data")) return parameter(value, "name");
    }
    return std::nullopt;
}

} // namespace

bool is_media_type(std::string_view content_type, std::string_view type)
{
    return same_word(trimmed(content_type.substr(0, content_type.find(';'))), type);
}

std::string read_urlencoded(std::string_view text, const FieldSink &sink)
{
    while (!text.empty()) {
        const std::size_t end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value =
            percent_decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
        if (!name || !value) return "fields: a % is not followed by two hex digits";
        if (std::string complaint = sink(std::move(*name), std::move(*value)); !complaint.empty()) return complaint;
    }
    return {};
}

std::string read_multipart(std::string_view text, std::string_view content_type, const FieldSink &sink)
{
    const auto boundary = parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > most_boundary) return "Content-Type: no boundary";
    const std::string first = "--" + *boundary;
    const std::string next = "\r\n" + first;
    std::size_t at = 0;
    if (text.substr(0, first.size()) == first) {
        at = first.size();
    } else {
        at = text.find(next); // behind a preamble
        if (at == std::string_view::npos) return bad_multipart;
        at += next.size();
    }
    while (text.substr(at, 2) != "--") {
        const std::size_t line_end = text.find("\r\n", at);
        if (line_end == std::string_view::npos || !trimmed(text.substr(at, line_end - at)).empty())
            return bad_multipart;
        const std::size_t content = text.find("\r\n\r\n", line_end);
        const std::size_t end = content == std::string_view::npos ? content : text.find(next, content + 2);
        if (end == std::string_view::npos) return bad_multipart;
        auto name = name_in(text.substr(line_end + 2, content - line_end - 2));
        if (!name) return bad_multipart;
        const std::size_t start = content + 4;
        // A part without content ends where its headers do.
        std::string value(end < start ? std::string_view() : text.substr(start, end - start));
        if (std::string complaint = sink(std::move(*name), std::move(value)); !complaint.empty()) return complaint;
        at = end + next.size();
    }
    return {};
}

} // namespace lmq::broker::http
