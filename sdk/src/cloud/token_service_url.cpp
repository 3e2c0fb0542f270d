#include <array>
#include <utility>

#include "lmq/cloud/token_service.hpp"

namespace lmq::cloud
{

Result<std::string> token_service_url(std::string_view region)
{
    constexpr std::string_view beijing = "https://mqauth.aliyuncs.com";
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> table{{
        {"cn-beijing", beijing},
        {"cn-hangzhou", beijing},
        {"cn-shanghai", beijing},
        {"cn-shenzhen", beijing},
        {"mq-internet-access", beijing},
        {"ap-southeast-1", "https://mqauth.ap-southeast-1.aliyuncs.com"},
    }};
    std::string known;
    for (const auto &[name, url] : table) {
        if (name == region) return std::string(url);
        known.append(known.empty() ? "" : ", ").append(name);
    }
    return fail(Errc::out_of_range, "region: \"" + std::string(region) + "\" has no auth server; there are " + known);
}

} // namespace lmq::cloud
