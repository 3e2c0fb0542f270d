#include <utility>

#include "http/durable_reply.hpp"
#include "http/routes.hpp"

namespace lmq::broker::http
{
namespace
{

Json to_json(const SessionInfo &session)
{
    Json subscriptions = Json::array();
    for (const SubscriptionInfo &subscription : session.subscriptions)
        subscriptions.add(std::move(Json::object().set("filter", subscription.filter).set("qos", subscription.qos)));
    Json tokens = Json::array();
    for (const auto &[type, expiry_ms] : session.tokens)
        tokens.add(std::move(Json::object().set("type", type).set("expire_ms", expiry_ms)));
    Json json = Json::object();
    json.set("client_id", session.client_id)
        .set("connected", session.connected)
        .set("clean", session.clean_session)
        .set("ordered", session.ordered)
        .set("peer", session.peer)
        .set("keep_alive_s", session.keep_alive_s)
        .set("subscriptions", std::move(subscriptions))
        .set("inflight", session.inflight)
        .set("queued", session.queued)
        .set("offline", session.offline)
        .set("tokens", std::move(tokens));
    return json;
}

Reply show(net::Server &server, const std::string &client_id)
{
    const auto session = server.engine().session(client_id);
    if (!session) return error_reply(404, "client: there is no session of that client id");
    return json_reply(to_json(*session));
}

Reply kick(net::Server &server, const std::string &client_id)
{
    if (!server.engine().kick(client_id)) return error_reply(404, "client: it is not connected");
    return durable_reply(server, json_reply(Json::object().set("kicked", true)));
}

} // namespace

void add_session_routes(Router &router, net::Server &server)
{
    router.add("GET", "/control/v1/sessions", [&server](const ExchangePtr &exchange) {
        Json all = Json::array();
        for (const SessionInfo &session : server.engine().sessions())
            all.add(to_json(session));
        exchange->reply(json_reply(Json::object().set("sessions", std::move(all))));
    });
    router.add("GET", "/control/v1/sessions/{client}", [&server](const ExchangePtr &exchange) {
        exchange->reply(show(server, exchange->request().path.at("client")));
    });
    router.add("GET", "/control/v1/alarms", [&server](const ExchangePtr &exchange) {
        Json all = Json::array();
        for (const Alarm &alarm : server.engine().alarms())
            all.add(std::move(Json::object()
                                  .set("kind", alarm.kind)
                                  .set("instance", alarm.instance)
                                  .set("detail", alarm.detail)
                                  .set("time_ms", alarm.time_ms)));
        exchange->reply(json_reply(Json::object().set("alarms", std::move(all))));
    });
    router.add("POST", "/control/v1/sessions/{client}/kick", [&server](const ExchangePtr &exchange) {
        exchange->reply(kick(server, exchange->request().path.at("client")));
    });
}

} // namespace lmq::broker::http
