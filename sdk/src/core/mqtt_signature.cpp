#include <algorithm>

#include "core/hmac.hpp"
#include "lmq/signature.hpp"

namespace lmq
{

namespace
{

/// Orders UTF-8 as its UTF-16 form would be ordered. That is byte order but for one thing: characters above
/// U+FFFF, which start with F0 to F4, come before U+E000 to U+FFFF, which start with EE or EF.
bool utf16_less(std::string_view a, std::string_view b) noexcept
{
    const auto [in_a, in_b] =
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin());
    if (in_a == a.end() || in_b == b.end()) return a.size() < b.size();
    const auto rank = [](char c) {
        const unsigned byte = static_cast<unsigned char>(c);
        return byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte;
    };
    return rank(*in_a) < rank(*in_b);
}

} // namespace

Secret mqtt_password(const Secret &secret_key, std::string_view group_id)
{
    return core::hmac_sha1_base64_secret(secret_key.reveal(), group_id);
}

std::string publish_signature(const Secret &secret_key, std::string_view client_id)
{
    return hmac_sha1_base64(secret_key.reveal(), client_id);
}

std::string subscribe_signature(const Secret &secret_key, std::vector<std::string> topics, std::string_view client_id)
{
    std::sort(topics.begin(), topics.end(), utf16_less);
    std::string text;
    for (const std::string &topic : topics) {
        text.append(topic).push_back('\n');
    }
    text.append(client_id);
    return hmac_sha1_base64(secret_key.reveal(), text);
}

} // namespace lmq
