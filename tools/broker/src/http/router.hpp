#ifndef LMQ_BROKER_HTTP_ROUTER_HPP
#define LMQ_BROKER_HTTP_ROUTER_HPP

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/exchange.hpp"

namespace lmq::broker::http
{

/// Finds the handler of a request by method and path.
class Router
{
public:
    using Handler = std::function<void(const ExchangePtr &)>;
    /// How a handler wants its query: decoded, one that cannot be is answered 400; or as it came.
    enum class Query { decoded, as_text };

    static constexpr const char *any_method = "*";

    /// `method`: one, or any_method. `pattern`: "/a/{name}/b"; a {name} stands for one segment that is not empty.
    void add(std::string method, std::string_view pattern, Handler handler, Query query = Query::decoded);

    /// Fills `request.path` and the query from the target. A Reply: what to answer when there is no handler (400,
    /// 404, 405). HEAD goes where GET goes.
    std::variant<Handler, Reply> find(std::string_view target, Request &request) const;

private:
    struct Route {
        std::string method;
        std::vector<std::string> segments;
        Handler handler;
        Query query = Query::decoded;
    };
    std::vector<Route> routes_;
};

} // namespace lmq::broker::http

#endif
