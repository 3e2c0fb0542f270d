#include <algorithm>

#include <openssl/crypto.h>

#include "lmq/signature.hpp"

namespace lmq
{

namespace
{

// Not std::isalnum: that asks the locale.
bool is_unreserved(char c) noexcept
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
           c == '.' || c == '~';
}

} // namespace

std::string percent_encode(std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded.push_back(c);
            continue;
        }
        const unsigned byte = static_cast<unsigned char>(c);
        encoded.push_back('%');
        encoded.push_back(digits[byte >> 4U]);
        encoded.push_back(digits[byte & 0xFU]);
    }
    return encoded;
}

std::string pop_canonical_query(const Parameters &parameters)
{
    std::vector<std::pair<std::string_view, std::string_view>> sorted;
    sorted.reserve(parameters.size());
    for (const auto &[name, value] : parameters) {
        if (name != "Signature") sorted.emplace_back(name, value);
    }
    std::sort(sorted.begin(), sorted.end());
    std::string query;
    for (const auto &[name, value] : sorted) {
        if (!query.empty()) query.push_back('&');
        query.append(percent_encode(name)).append("=").append(percent_encode(value));
    }
    return query;
}

std::string pop_string_to_sign(std::string_view method, const Parameters &parameters)
{
    return std::string(method) + "&%2F&" + percent_encode(pop_canonical_query(parameters));
}

std::string pop_signature(const Secret &secret_key, std::string_view method, const Parameters &parameters)
{
    std::string key;
    key.reserve(secret_key.reveal().size() + 1);
    key.append(secret_key.reveal()).push_back('&');
    std::string signature = hmac_sha1_base64(key, pop_string_to_sign(method, parameters));
    OPENSSL_cleanse(key.data(), key.size());
    return signature;
}

} // namespace lmq
