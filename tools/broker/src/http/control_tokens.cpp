#include "http/routes.hpp"

namespace lmq::broker::http
{
namespace
{

/// Below it an expiry counts from now: four months; no clock of the service ever stood there.
constexpr std::int64_t longest_duration_ms = 10000000000;

/// POST {"actions": "R", "W" or "R,W", "resources": "a,b" or ["a", "b"], "expire_ms": N, "access_key": text, may be
/// missing}: a token without the auth server's checks.
Reply issue(net::Server &server, const std::string &body)
{
    JsonReader reader(body);
    reader.only({"actions", "resources", "expire_ms", "access_key"});
    TokenOrder order;
    order.actions = reader.text("actions").value_or("");
    if (order.actions == "RW") order.actions = "R,W"; // as an upload names it
    order.resources = reader.list("resources");
    order.access_key = reader.text("access_key").value_or("");
    const auto expiry = reader.integer("expire_ms", 0, engine::latest_expiry_ms);
    if (reader.ok() && order.actions.empty()) reader.complain("actions", "is missing");
    if (reader.ok() && !expiry) reader.complain("expire_ms", "is missing");
    if (!reader.ok()) return error_reply(400, reader.error());
    order.expire_ms = *expiry < longest_duration_ms ? server.now_ms() + *expiry : *expiry;
    const auto token = server.engine().issue_token(order);
    if (!token) return error_reply(400, token.error().detail);
    return json_reply(Json::object().set("token", *token).set("expire_ms", order.expire_ms));
}

} // namespace

void add_token_control_routes(Router &router, net::Server &server)
{
    router.add("POST", "/control/v1/tokens/issue",
               [&server](const ExchangePtr &exchange) { exchange->reply(issue(server, exchange->request().body)); });
}

} // namespace lmq::broker::http
