#ifndef LMQ_BROKER_HTTP_URL_HPP
#define LMQ_BROKER_HTTP_URL_HPP

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lmq::broker::http
{

/// Undoes percent encoding; nothing when a `%` is not followed by two hex digits. `plus_is_space`: as in a query.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

/// A request's target, taken apart and decoded. A `/` within a segment is written %2F.
struct Target {
    std::vector<std::string> segments;
    std::map<std::string, std::string> query;
};

/// Nothing when the target is not an absolute path or wrongly encoded. Of a repeated query key the first value counts.
std::optional<Target> parse_target(std::string_view text);

} // namespace lmq::broker::http

#endif
