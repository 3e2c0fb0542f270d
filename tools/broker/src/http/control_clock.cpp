#include "http/durable_reply.hpp"
#include "http/routes.hpp"

namespace lmq::broker::http
{
namespace
{

constexpr std::int64_t century_ms = std::int64_t{100} * 366 * 24 * 3600 * 1000;

Reply clock_reply(const net::Server &server)
{
    return json_reply(Json::object().set("now_ms", server.now_ms()).set("virtual", server.virtual_clock()));
}

Reply advance(net::Server &server, const std::string &body)
{
    JsonReader reader(body);
    reader.only({"ms"});
    const auto ms = reader.integer("ms", 0, century_ms);
    if (reader.ok() && !ms) reader.complain("ms", "is missing");
    if (!reader.ok()) return error_reply(400, reader.error());
    if (const auto moved = server.advance(std::chrono::milliseconds(*ms)); !moved)
        return error_reply(409, moved.error().detail);
    return clock_reply(server);
}

} // namespace

void add_clock_routes(Router &router, net::Server &server)
{
    router.add("GET", "/control/v1/clock",
               [&server](const ExchangePtr &exchange) { exchange->reply(clock_reply(server)); });
    router.add("POST", "/control/v1/clock/advance",
               [&server](const ExchangePtr &exchange) { exchange->reply(advance(server, exchange->request().body)); });
    router.add("POST", "/control/v1/reset", [&server](const ExchangePtr &exchange) {
        const auto done = server.reset();
        exchange->reply(done ? clock_reply(server) : store_reply(done.error()));
    });
}

} // namespace lmq::broker::http
