#include "http/routes.hpp"

namespace lmq::broker::http
{

void add_health_routes(Router &router, net::Server &)
{
    router.add("GET", "/healthz",
               [](const ExchangePtr &exchange) { exchange->reply(json_reply(Json::object().set("ok", true))); });
}

} // namespace lmq::broker::http
