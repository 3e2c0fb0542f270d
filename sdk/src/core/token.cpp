#include "lmq/token.hpp"

#include <array>

#include <openssl/evp.h>

namespace lmq
{

std::string_view to_string(TokenReason reason) noexcept
{
    switch (reason) {
    case TokenReason::none_held:
        return "none_held";
    case TokenReason::renewal:
        return "renewal";
    case TokenReason::expired:
        return "expired";
    case TokenReason::rejected:
        return "rejected";
    case TokenReason::wider_rights:
        return "wider_rights";
    }
    return "unknown";
}

std::optional<Errc> token_errc(std::int64_t code) noexcept
{
    switch (code) {
    case 1:
        return Errc::token_forged;
    case 2:
        return Errc::token_expired;
    case 3:
        return Errc::token_revoked;
    case 4:
        return Errc::token_resource;
    case 5:
        return Errc::token_type;
    case 8:
        return Errc::token_signature;
    case -1:
        return Errc::token_account;
    default:
        return std::nullopt;
    }
}

std::string token_fingerprint(const Secret &token)
{
    constexpr std::size_t bytes = 8;
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    const std::string_view text = token.reveal();
    if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) return {};
    std::string hex;
    for (std::size_t i = 0; i < bytes; ++i) {
        hex += digits[digest[i] >> 4U];
        hex += digits[digest[i] & 15U];
    }
    return hex;
}

} // namespace lmq
