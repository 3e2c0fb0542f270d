#include <array>
#include <utility>

#include "http/field_collector.hpp"
#include "http/form.hpp"
#include "http/routes.hpp"

// /route/clientId/get: whether a client is online (spec 10). Unlike the auth server it has an HTTP status for each code
// and answers any other method than GET in its own words.
namespace lmq::broker::http
{
namespace
{

using engine::OnlineAnswer;
using engine::OnlineCode;

constexpr std::array<std::string_view, 4> known_fields = {"accessKey", "resource", "timestamp", "signature"};

int status_of(OnlineCode code)
{
    switch (code) {
    case OnlineCode::ok:
        return 200;
    case OnlineCode::bad_signature:
    case OnlineCode::no_permission:
        return 403;
    case OnlineCode::missing_parameter:
    case OnlineCode::timestamp_expired:
        break;
    }
    return 400;
}

Reply to_reply(const OnlineAnswer &answer)
{
    Json json = Json::object();
    json.set("code", static_cast<int>(answer.code)).set("success", answer.code == OnlineCode::ok);
    json.set("online", answer.online).set("message", answer.message);
    return {status_of(answer.code), json.text(), "application/json;charset=UTF-8", {}};
}

OnlineAnswer answer(net::Server &server, const Request &request)
{
    if (request.method != "GET") return {OnlineCode::missing_parameter, "method: must be GET"};
    engine::AuthFields fields;
    if (std::string complaint = read_urlencoded(request.query_text, FieldCollector(known_fields, fields));
        !complaint.empty())
        return {OnlineCode::missing_parameter, std::move(complaint)};
    return server.engine().online_status(fields);
}

} // namespace

void add_online_routes(Router &router, net::Server &server)
{
    const auto handler = [&server](const ExchangePtr &exchange) {
        exchange->reply(to_reply(answer(server, exchange->request())));
    };
    router.add(Router::any_method, "/route/clientId/get", handler, Router::Query::as_text);
}

} // namespace lmq::broker::http
