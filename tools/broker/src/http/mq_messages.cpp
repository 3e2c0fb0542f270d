#include <charconv>
#include <optional>
#include <utility>

#include "http/base64.hpp"
#include "http/durable_reply.hpp"
#include "http/routes.hpp"

// /mq/v1: the MQ side of the service for tests and scripts. Not an interface of the vendor's, whose MQ protocol is
// private (spec 1).
//
// POST {"tag": text, "properties": {name: text, ...}, "body": text or "body_base64": text}; each may be missing.
// Answers {"id": ...}, or 503 when it cannot be stored.
// GET ?group=G&max=N&wait_ms=N&tag=EXPRESSION; `max` 1 to 1000, default 16; `wait_ms` up to 60000, default 0; `tag`:
// `*` (default) or `a||b`.
namespace lmq::broker::http
{
namespace
{

constexpr std::int64_t most_messages = 1000;
constexpr std::int64_t default_messages = 16;
constexpr std::int64_t most_wait_ms = 60000;

Reply not_vendor(Reply reply)
{
    reply.headers.emplace_back("Lmq-Note", "not an interface of the vendor's");
    return reply;
}

Reply refused(const Error &error)
{
    if (of_store(error)) return store_reply(error);
    return error_reply(error.code == Errc::bad_first_level ? 404 : 400, error.detail);
}

Reply produce(net::Server &server, const Request &request)
{
    JsonReader reader(request.body);
    reader.only({"tag", "properties", "body", "body_base64"});
    MqMessage message;
    message.tag = reader.text("tag").value_or("");
    reader.object("properties").each_text([&message](std::string key, std::string value) {
        message.properties.emplace(std::move(key), std::move(value));
    });
    message.body = reader.text("body").value_or("");
    if (reader.has("body") && reader.has("body_base64")) reader.complain("body_base64", "stands beside body");
    if (const auto encoded = reader.text("body_base64")) {
        auto decoded = base64_decode(*encoded);
        if (!decoded) reader.complain("body_base64", "is not base64");
        message.body = std::move(decoded).value_or("");
    }
    if (!reader.ok()) return error_reply(400, reader.error());
    const auto id = server.engine().mq_produce(request.path.at("topic"), std::move(message));
    if (!id) return refused(id.error());
    return durable_reply(server, json_reply(Json::object().set("id", *id)));
}

Json to_json(const MqMessage &message)
{
    Json properties = Json::object();
    for (const auto &[key, value] : message.properties)
        properties.set(key.c_str(), value);
    Json json = Json::object();
    json.set("id", message.id)
        .set("tag", message.tag)
        .set("properties", std::move(properties))
        .set("body_base64", base64_encode(message.body))
        .set("store_time_ms", message.store_time_ms)
        .set("queue", message.queue);
    return json;
}

Reply messages_reply(const Result<std::vector<MqMessage>> &messages)
{
    if (!messages) return refused(messages.error());
    Json all = Json::array();
    for (const MqMessage &message : *messages)
        all.add(to_json(message));
    return json_reply(Json::object().set("messages", std::move(all)));
}

/// A whole number of the query; `error` names the key when it is out of range.
std::int64_t number(const Request &request, const std::string &key, std::int64_t least, std::int64_t most,
                    std::int64_t otherwise, std::string &error)
{
    const auto found = request.query.find(key);
    if (found == request.query.end() || found->second.empty()) return otherwise;
    const std::string &text = found->second;
    std::int64_t value = 0;
    const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || stop != text.data() + text.size() || value < least || value > most)
        error = key + ": must be a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    return value;
}

void consume(net::Server &server, const ExchangePtr &exchange)
{
    const Request &request = exchange->request();
    if (request.method == "HEAD") // would consume, and show nothing
        return exchange->reply(not_vendor(error_reply(405, "method: HEAD cannot show messages")));
    const auto text = [&request](const char *key) {
        const auto found = request.query.find(key);
        return found == request.query.end() ? std::string() : found->second;
    };
    std::string error;
    net::ConsumeRequest wanted;
    wanted.topic = request.path.at("topic");
    wanted.group = text("group");
    wanted.max = static_cast<std::size_t>(number(request, "max", 1, most_messages, default_messages, error));
    wanted.wait = std::chrono::milliseconds(number(request, "wait_ms", 0, most_wait_ms, 0, error));
    if (const std::string expression = text("tag"); !expression.empty()) wanted.expression = expression;
    if (wanted.group.empty()) error = "group: is missing";
    if (!error.empty()) return exchange->reply(not_vendor(error_reply(400, error)));

    const auto ticket =
        server.consumers().consume(std::move(wanted), [exchange](const Result<std::vector<MqMessage>> &messages) {
            exchange->reply(not_vendor(messages_reply(messages)));
        });
    // Nobody would get what a consumer that has gone away is given.
    if (ticket) exchange->on_abandoned([&server, ticket = *ticket] { server.consumers().cancel(ticket); });
}

} // namespace

void add_mq_routes(Router &router, net::Server &server)
{
    router.add("POST", "/mq/v1/topics/{topic}/messages", [&server](const ExchangePtr &exchange) {
        exchange->reply(not_vendor(produce(server, exchange->request())));
    });
    router.add("GET", "/mq/v1/topics/{topic}/messages",
               [&server](const ExchangePtr &exchange) { consume(server, exchange); });
}

} // namespace lmq::broker::http
