#include "http/router.hpp"

#include <optional>
#include <utility>

#include "http/url.hpp"

namespace lmq::broker::http
{
namespace
{

using Values = std::map<std::string, std::string>;

bool is_name(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::optional<Values> match(const std::vector<std::string> &pattern, const std::vector<std::string> &path)
{
    if (pattern.size() != path.size()) return std::nullopt;
    Values values;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (is_name(pattern[i])) {
            if (path[i].empty()) return std::nullopt;
            values[pattern[i].substr(1, pattern[i].size() - 2)] = path[i];
        } else if (pattern[i] != path[i]) {
            return std::nullopt;
        }
    }
    return values;
}

} // namespace

void Router::add(std::string method, std::string_view pattern, Handler handler, Query query)
{
    routes_.push_back({std::move(method), parse_target(pattern)->segments, std::move(handler), query});
}

std::variant<Router::Handler, Reply> Router::find(std::string_view target, Request &request) const
{
    auto parsed = parse_target(target);
    const auto badly_encoded = [] { return error_reply(400, "target: not a well-encoded path"); };
    if (!parsed) return badly_encoded();
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    std::string allowed;
    for (const Route &route : routes_) {
        auto values = match(route.segments, parsed->segments);
        if (!values) continue;
        if (route.method == method || route.method == any_method) {
            request.path = std::move(*values);
            request.query_text = std::move(parsed->query_text);
            if (route.query == Query::as_text) return route.handler;
            auto query = parse_query(request.query_text);
            if (!query) return badly_encoded();
            request.query = std::move(*query);
            return route.handler;
        }
        allowed += (allowed.empty() ? "" : ", ") + route.method;
    }
    if (allowed.empty()) return error_reply(404, "path: nothing is served here");
    Reply reply = error_reply(405, "method: not for this path; it takes " + allowed);
    reply.headers.emplace_back("Allow", allowed);
    return reply;
}

} // namespace lmq::broker::http
