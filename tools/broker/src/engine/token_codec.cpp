#include "engine/token_codec.hpp"

#include <array>
#include <cmath>
#include <memory>

#include <cjson/cJSON.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "lmq/signature.hpp"

namespace lmq::broker::engine
{

namespace
{

using Json = std::unique_ptr<cJSON, decltype(&cJSON_Delete)>;

constexpr int format_version = 1;
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t mac_characters = 43;     // of 32 bytes
constexpr double most_exact = 999999999999999; // what cJSON writes to the last digit

std::size_t base64url_size(std::size_t bytes)
{
    return (bytes * 4 + 2) / 3;
}

// Without padding: `=` is among what a token must stay clear of (spec 8.3).
std::string base64url(std::string_view bytes)
{
    std::string text;
    text.reserve(base64url_size(bytes.size()));
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char byte : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(byte);
        for (held += 8; held >= 6; held -= 6)
            text += alphabet[bits >> (held - 6U) & 63U];
    }
    if (held > 0) text += alphabet[bits << (6U - held) & 63U];
    return text;
}

// Stray bits at the end are no concern here: the MAC is over the text.
std::optional<std::string> base64url_decode(std::string_view text)
{
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char each : text) {
        const std::size_t value = alphabet.find(each);
        if (value == std::string_view::npos) return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 255U);
    }
    return bytes;
}

const char *actions_text(TokenType type)
{
    return type == TokenType::read_write ? "R,W" : type_text(type);
}

std::string to_json(const TokenClaims &claims)
{
    const Json json(cJSON_CreateObject(), &cJSON_Delete);
    cJSON_AddNumberToObject(json.get(), "v", format_version);
    cJSON_AddStringToObject(json.get(), "a", claims.access_key.c_str());
    cJSON_AddStringToObject(json.get(), "x", actions_text(claims.type));
    cJSON *resources = cJSON_AddArrayToObject(json.get(), "r");
    for (const std::string &each : claims.resources)
        cJSON_AddItemToArray(resources, cJSON_CreateString(each.c_str()));
    cJSON_AddNumberToObject(json.get(), "e", static_cast<double>(claims.expire_ms));
    cJSON_AddStringToObject(json.get(), "p", claims.proxy_type.c_str());
    cJSON_AddStringToObject(json.get(), "n", claims.nonce.c_str());
    const std::unique_ptr<char, void (*)(void *)> printed(cJSON_PrintUnformatted(json.get()), cJSON_free);
    return printed ? std::string(printed.get()) : std::string();
}

const char *text_member(const Json &json, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json.get(), name));
}

std::optional<double> number_member(const Json &json, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(json.get(), name);
    if (!cJSON_IsNumber(member)) return std::nullopt;
    return member->valuedouble;
}

std::optional<TokenClaims> from_json(std::string_view text)
{
    const Json json(cJSON_ParseWithLength(text.data(), text.size()), &cJSON_Delete);
    if (!cJSON_IsObject(json.get())) return std::nullopt;
    const char *access_key = text_member(json, "a");
    const char *actions = text_member(json, "x");
    const char *proxy_type = text_member(json, "p");
    const char *nonce = text_member(json, "n");
    const auto expiry = number_member(json, "e");
    const cJSON *resources = cJSON_GetObjectItemCaseSensitive(json.get(), "r");
    const auto type = actions ? type_of_actions(actions) : std::nullopt;
    if (number_member(json, "v") != format_version || !access_key || !type || !proxy_type || !nonce || !expiry ||
        *expiry != std::floor(*expiry) || std::abs(*expiry) > most_exact || !cJSON_IsArray(resources))
        return std::nullopt;
    TokenClaims claims;
    claims.access_key = access_key;
    claims.type = *type;
    claims.expire_ms = static_cast<std::int64_t>(*expiry);
    claims.proxy_type = proxy_type;
    claims.nonce = nonce;
    const cJSON *each = nullptr;
    cJSON_ArrayForEach(each, resources)
    {
        if (!cJSON_IsString(each)) return std::nullopt;
        claims.resources.emplace_back(each->valuestring);
    }
    return claims;
}

} // namespace

const char *type_text(TokenType type)
{
    constexpr std::array<const char *, 3> texts = {"R", "W", "RW"};
    return texts[static_cast<std::size_t>(type)];
}

std::optional<TokenType> type_of_text(std::string_view text)
{
    for (const TokenType type : {TokenType::read, TokenType::write, TokenType::read_write})
        if (text == type_text(type)) return type;
    return std::nullopt;
}

std::optional<TokenType> type_of_actions(std::string_view actions)
{
    if (actions == "R,W" || actions == "W,R") return TokenType::read_write;
    return actions == "RW" ? std::nullopt : type_of_text(actions);
}

std::string TokenCodec::mac(std::string_view text) const
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    const std::string_view key = key_.reveal();
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest.data(), &size) == nullptr)
        return {};
    return {reinterpret_cast<const char *>(digest.data()), size};
}

std::string TokenCodec::encode(const TokenClaims &claims) const
{
    std::string text = base64url(to_json(claims));
    const std::string code = mac(text);
    if (code.empty()) return code;
    return text.append(".").append(base64url(code));
}

std::size_t TokenCodec::encoded_size(const TokenClaims &claims)
{
    return base64url_size(to_json(claims).size()) + 1 + mac_characters;
}

std::optional<TokenClaims> TokenCodec::decode(std::string_view text, TokenCode &code) const
{
    code = TokenCode::forged;
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const std::string_view said = text.substr(0, dot);
    const std::string_view proof = text.substr(dot + 1);
    const auto json = base64url_decode(said);
    if (!json || proof.size() != mac_characters || !base64url_decode(proof)) return std::nullopt;
    auto claims = from_json(*json);
    if (!claims) return std::nullopt;
    code = TokenCode::bad_signature;
    if (!constant_time_equal(base64url(mac(said)), proof)) return std::nullopt;
    return claims;
}

} // namespace lmq::broker::engine
