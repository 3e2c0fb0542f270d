#include "store/property_blob.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace lmq::broker::store
{
namespace
{

constexpr unsigned size_bytes = 4;

void append_sized(std::string &to, std::string_view text)
{
    for (unsigned i = 0; i < size_bytes; ++i)
        to += static_cast<char>(text.size() >> (8 * i) & 0xffU);
    to += text;
}

std::optional<std::string> take_sized(std::string_view &from)
{
    if (from.size() < size_bytes) return std::nullopt;
    std::size_t size = 0;
    for (unsigned i = 0; i < size_bytes; ++i)
        size |= static_cast<std::size_t>(static_cast<unsigned char>(from[i])) << (8 * i);
    from.remove_prefix(size_bytes);
    if (from.size() < size) return std::nullopt;
    std::string text(from.substr(0, size));
    from.remove_prefix(size);
    return text;
}

} // namespace

std::string encode_properties(const std::map<std::string, std::string> &properties)
{
    std::string blob;
    for (const auto &[name, value] : properties) {
        append_sized(blob, name);
        append_sized(blob, value);
    }
    return blob;
}

std::optional<std::map<std::string, std::string>> decode_properties(std::string_view blob)
{
    std::map<std::string, std::string> properties;
    while (!blob.empty()) {
        auto name = take_sized(blob);
        auto value = name ? take_sized(blob) : std::nullopt;
        if (!value) return std::nullopt;
        properties.emplace(std::move(*name), std::move(*value));
    }
    return properties;
}

} // namespace lmq::broker::store
