#include "net/token_key.hpp"

#include <array>
#include <stdexcept>

#include <openssl/rand.h>

namespace lmq::broker::net
{

Config with_token_key(Config config, const std::string &kept)
{
    if (config.token_key.empty()) config.token_key = kept;
    if (!config.token_key.empty()) return config;
    std::array<unsigned char, 32> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random bytes for the token key");
    config.token_key.assign(bytes.begin(), bytes.end());
    return config;
}

} // namespace lmq::broker::net
