#include "client/token_rights.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include "core/text.hpp"
#include "lmq/topic.hpp"

namespace lmq::client
{
namespace
{

Result<void> check(const ClientOptions &options, TokenType type, std::string_view topic)
{
    const auto *tokens = std::get_if<Tokens>(&options.credentials);
    if (!tokens || is_control_topic(topic)) return {};
    const std::string letter(control::to_string(type));
    bool any = false;
    for (const TokenNeed &need : tokens->needs) {
        if (need.type != type && need.type != TokenType::read_write) continue;
        any = true;
        if (need.resources.empty()) return {};
        if (std::any_of(need.resources.begin(), need.resources.end(),
                        [topic](const std::string &resource) { return filter_covers(resource, topic); }))
            return {};
    }
    if (!any)
        return core::failure(Errc::token_type,
                             {"credentials.needs: none of type ", letter, " or RW, which '", topic, "' wants"});
    return core::failure(Errc::token_resource,
                         {"'", topic, "' is not among the resources of credentials.needs of type ", letter, " or RW"});
}

} // namespace

Result<void> check_may_publish(const ClientOptions &options, std::string_view topic)
{
    return check(options, TokenType::write, topic);
}

Result<void> check_may_subscribe(const ClientOptions &options, std::string_view filter)
{
    return check(options, TokenType::read, filter);
}

} // namespace lmq::client
