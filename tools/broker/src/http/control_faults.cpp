#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "http/routes.hpp"

namespace lmq::broker::http
{
namespace
{

template <class E, std::size_t N>
using Words = std::array<std::pair<std::string_view, E>, N>;

constexpr Words<FaultDirection, 3> directions{
    {{"any", FaultDirection::any}, {"in", FaultDirection::in}, {"out", FaultDirection::out}}};
constexpr Words<FaultAction, 6> actions{{{"drop", FaultAction::drop},
                                         {"close", FaultAction::close},
                                         {"delay", FaultAction::delay},
                                         {"corrupt", FaultAction::corrupt},
                                         {"duplicate", FaultAction::duplicate},
                                         {"refuse", FaultAction::refuse}}};
constexpr std::array<std::string_view, 14> packets{"CONNECT",  "CONNACK", "PUBLISH",   "PUBACK",    "PUBREC",
                                                   "PUBREL",   "PUBCOMP", "SUBSCRIBE", "SUBACK",    "UNSUBSCRIBE",
                                                   "UNSUBACK", "PINGREQ", "PINGRESP",  "DISCONNECT"};
constexpr std::int64_t exact = std::int64_t{1} << 53; // what a JSON number holds

template <class E, std::size_t N>
const char *word(const Words<E, N> &words, E value)
{
    for (const auto &[name, meaning] : words)
        if (meaning == value) return name.data();
    return "";
}

template <class E, std::size_t N>
void read_word(JsonReader &reader, const char *key, const Words<E, N> &words, E &value)
{
    const auto text = reader.text(key);
    if (!text) return;
    std::string wanted = "must be one of";
    for (const auto &[name, meaning] : words) {
        if (name == *text) {
            value = meaning;
            return;
        }
        wanted += " " + std::string(name);
    }
    reader.complain(key, wanted);
}

void read_packet(JsonReader &reader, std::string &packet)
{
    packet = reader.text("packet").value_or("");
    bool known = packet.empty();
    for (const std::string_view name : packets)
        known = known || name == packet;
    if (!known) reader.complain("packet", "must be the name of an MQTT packet in capitals, e.g. PUBACK");
}

/// A rule as contracts.md writes it. What is wrong is in `reader.error()`.
FaultRule read_rule(JsonReader &reader)
{
    FaultRule rule;
    reader.only({"when", "do", "ms", "code"});
    JsonReader when = reader.object("when");
    when.only({"client", "packet", "direction", "topic", "nth", "times"});
    rule.client = when.text("client").value_or("");
    read_packet(when, rule.packet);
    read_word(when, "direction", directions, rule.direction);
    rule.topic = when.text("topic").value_or("");
    rule.nth = static_cast<std::uint64_t>(when.integer("nth", 1, exact).value_or(1));
    rule.times = static_cast<std::uint64_t>(when.integer("times", 0, exact).value_or(1));
    if (reader.ok() && !reader.has("do")) reader.complain("do", "is missing");
    read_word(reader, "do", actions, rule.action);
    rule.ms =
        static_cast<std::uint32_t>(reader.integer("ms", 0, std::numeric_limits<std::uint32_t>::max()).value_or(0));
    rule.code = static_cast<int>(reader.integer("code", 1, 5).value_or(rule.code));
    return rule;
}

Json to_json(const FaultStatus &fault)
{
    const FaultRule &rule = fault.rule;
    Json when = Json::object();
    if (!rule.client.empty()) when.set("client", rule.client);
    if (!rule.packet.empty()) when.set("packet", rule.packet);
    when.set("direction", word(directions, rule.direction));
    if (!rule.topic.empty()) when.set("topic", rule.topic);
    when.set("nth", rule.nth).set("times", rule.times);
    Json json = Json::object();
    json.set("id", fault.id).set("when", std::move(when)).set("do", word(actions, rule.action));
    if (rule.action == FaultAction::delay) json.set("ms", rule.ms);
    if (rule.action == FaultAction::refuse) json.set("code", rule.code);
    json.set("seen", fault.seen).set("hits", fault.hits);
    return json;
}

Reply add_rule(net::Server &server, const std::string &body)
{
    JsonReader reader(body);
    FaultRule rule = read_rule(reader);
    if (!reader.ok()) return error_reply(400, reader.error());
    return json_reply(Json::object().set("id", server.engine().add_fault(std::move(rule))));
}

std::optional<std::uint64_t> id_of(const Exchange &exchange)
{
    const std::string &text = exchange.request().path.at("id");
    std::uint64_t id = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
    return id;
}

Reply no_rule()
{
    return error_reply(404, "id: there is no such rule");
}

Reply show_rule(net::Server &server, std::optional<std::uint64_t> id)
{
    for (const FaultStatus &fault : server.engine().faults())
        if (id && fault.id == *id) return json_reply(to_json(fault));
    return no_rule();
}

Reply remove_rule(net::Server &server, std::optional<std::uint64_t> id)
{
    if (!id || !server.engine().remove_fault(*id)) return no_rule();
    return json_reply(Json::object().set("removed", 1));
}

} // namespace

void add_fault_routes(Router &router, net::Server &server)
{
    router.add("POST", "/control/v1/faults",
               [&server](const ExchangePtr &exchange) { exchange->reply(add_rule(server, exchange->request().body)); });
    router.add("GET", "/control/v1/faults", [&server](const ExchangePtr &exchange) {
        Json all = Json::array();
        for (const FaultStatus &fault : server.engine().faults())
            all.add(to_json(fault));
        exchange->reply(json_reply(Json::object().set("faults", std::move(all))));
    });
    router.add("DELETE", "/control/v1/faults", [&server](const ExchangePtr &exchange) {
        const std::size_t count = server.engine().faults().size();
        server.engine().clear_faults();
        exchange->reply(json_reply(Json::object().set("removed", count)));
    });
    router.add("GET", "/control/v1/faults/{id}",
               [&server](const ExchangePtr &exchange) { exchange->reply(show_rule(server, id_of(*exchange))); });
    router.add("DELETE", "/control/v1/faults/{id}",
               [&server](const ExchangePtr &exchange) { exchange->reply(remove_rule(server, id_of(*exchange))); });
}

} // namespace lmq::broker::http
