#include "transport/http_head.hpp"

#include <charconv>

#include <openssl/evp.h>

namespace lmq::transport
{
namespace
{

std::string lower(std::string_view text)
{
    std::string made(text);
    for (char &c : made)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return made;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r";
    const std::size_t begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

std::string_view next_line(std::string_view &text)
{
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return trimmed(line);
}

bool read_status_line(std::string_view line, HttpHead &head)
{
    constexpr std::string_view version = "HTTP/1.";
    constexpr std::size_t status_at = 9;
    if (line.substr(0, version.size()) != version || line.size() < status_at + 3 || line[status_at - 1] != ' ')
        return false;
    const char *const digits = line.data() + status_at;
    if (std::from_chars(digits, digits + 3, head.status).ptr != digits + 3 || head.status < 100) return false;
    head.reason = std::string(trimmed(line.substr(status_at + 3)).substr(0, 80));
    return true;
}

} // namespace

std::optional<std::string> HttpHead::field(std::string_view name) const
{
    std::optional<std::string> found;
    for (const auto &[field_name, value] : fields) {
        if (field_name != name) continue;
        found = found ? *found + "," + value : value;
    }
    return found;
}

bool HttpHead::lists(std::string_view name, std::string_view token) const
{
    const std::string all = lower(field(name).value_or(""));
    std::string_view rest = all;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        if (trimmed(rest.substr(0, comma)) == token) return true;
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return false;
}

tl::expected<std::optional<HttpHead>, std::string> take_http_head(std::string &bytes)
{
    constexpr std::string_view start = "HTTP/1.";
    if (bytes.compare(0, std::min(bytes.size(), start.size()), start, 0, std::min(bytes.size(), start.size())) != 0)
        return tl::unexpected<std::string>("an answer that is not HTTP/1.1");
    std::size_t end = bytes.find("\r\n\r\n");
    if (end > most_head_bytes) { // or there is none
        if (bytes.size() > most_head_bytes)
            return tl::unexpected<std::string>("a header of more than " + std::to_string(most_head_bytes) + " bytes");
        return std::optional<HttpHead>();
    }
    end += 4;
    HttpHead head;
    std::string_view text(bytes.data(), end);
    if (!read_status_line(next_line(text), head))
        return tl::unexpected<std::string>("a status line that is not HTTP/1.1");
    while (!text.empty()) {
        const std::string_view line = next_line(text);
        if (line.empty()) continue;
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0)
            return tl::unexpected<std::string>("a header line without a name");
        head.fields.emplace_back(lower(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1))));
    }
    bytes.erase(0, end);
    return std::optional<HttpHead>(std::move(head));
}

std::string to_base64(std::string_view bytes)
{
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char *>(text.data()),
                        reinterpret_cast<const unsigned char *>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

} // namespace lmq::transport
