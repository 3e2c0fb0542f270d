#include "core/hmac.hpp"

#include <array>
#include <climits>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "lmq/signature.hpp"

namespace lmq
{

namespace core
{

Secret hmac_sha1_base64_secret(std::string_view key, std::string_view text)
{
    if (key.size() > static_cast<std::size_t>(INT_MAX)) return {};
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int digest_size = 0;
    const auto *const bytes = reinterpret_cast<const unsigned char *>(text.data());
    if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes, text.size(), digest.data(), &digest_size) ==
        nullptr) {
        return {};
    }
    // EVP_EncodeBlock writes 4 characters for each 3 bytes begun, and a NUL.
    std::array<unsigned char, (EVP_MAX_MD_SIZE + 2) / 3 * 4 + 1> encoded{};
    const int size = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest_size));
    Secret result(std::string_view(reinterpret_cast<const char *>(encoded.data()), static_cast<std::size_t>(size)));
    OPENSSL_cleanse(encoded.data(), encoded.size());
    OPENSSL_cleanse(digest.data(), digest.size());
    return result;
}

} // namespace core

std::string hmac_sha1_base64(std::string_view key, std::string_view text)
{
    return std::string(core::hmac_sha1_base64_secret(key, text).reveal());
}

bool constant_time_equal(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size()) return false;
    return a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace lmq
