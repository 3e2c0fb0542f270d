#include <algorithm>
#include <map>

#include "lmq/signature.hpp"

namespace lmq
{

namespace
{

std::string join(const std::vector<std::string> &parts, char separator)
{
    std::string text;
    for (const std::string &part : parts) {
        if (&part != &parts.front()) text.push_back(separator);
        text.append(part);
    }
    return text;
}

std::string to_sign_sorted(const Parameters &parameters)
{
    // A key given twice is one field with more values.
    std::map<std::string, std::string> fields;
    for (const auto &[key, value] : parameters) {
        const auto [field, added] = fields.emplace(key, value);
        if (!added) field->second.append(",").append(value);
    }
    std::vector<std::string> pairs;
    pairs.reserve(fields.size());
    for (const auto &[key, value] : fields) {
        pairs.emplace_back(key).append("=").append(sort_comma_list(value));
    }
    return join(pairs, '&');
}

// Given to std::sort as a pointer, as mqtt_signature.cpp's is: the sort is then the same code.
bool bytes_less(std::string_view a, std::string_view b) noexcept
{
    return a < b;
}

std::string to_sign_raw(const Parameters &parameters)
{
    std::vector<std::string> pairs;
    pairs.reserve(parameters.size());
    for (const auto &[key, value] : parameters) {
        pairs.emplace_back(key).append("=").append(value);
    }
    std::sort(pairs.begin(), pairs.end(), bytes_less);
    return join(pairs, '&');
}

} // namespace

std::string sort_comma_list(std::string_view list)
{
    std::vector<std::string> values;
    for (;;) {
        const std::size_t comma = list.find(',');
        values.emplace_back(list.substr(0, comma));
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
    }
    std::sort(values.begin(), values.end(), bytes_less);
    return join(values, ',');
}

std::string http_string_to_sign(const Parameters &parameters, InnerValues inner)
{
    return inner == InnerValues::sorted ? to_sign_sorted(parameters) : to_sign_raw(parameters);
}

std::string http_signature(const Secret &secret_key, const Parameters &parameters, InnerValues inner)
{
    return hmac_sha1_base64(secret_key.reveal(), http_string_to_sign(parameters, inner));
}

} // namespace lmq
