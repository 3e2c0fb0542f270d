#include <array>
#include <utility>

#include "http/field_collector.hpp"
#include "http/form.hpp"
#include "http/routes.hpp"

// /token/apply, /token/revoke, /token/query: the auth server (spec 8.2, 8.3). The answer's code says what came of it;
// the HTTP status is always 200, as the vendor's samples want it.
namespace lmq::broker::http
{
namespace
{

using engine::AuthAnswer;
using engine::AuthCall;
using engine::AuthFields;

constexpr std::array<std::string_view, 8> known_fields = {"actions",   "resources", "expireTime", "serviceName",
                                                          "proxyType", "accessKey", "signature",  "token"};

Reply to_reply(const AuthAnswer &answer)
{
    Json json = Json::object();
    json.set("success", answer.code == engine::auth_ok).set("message", answer.message).set("code", answer.code);
    if (!answer.token.empty()) json.set("tokenData", answer.token);
    return {200, json.text(), "application/json;charset=UTF-8", {}};
}

Reply bad_parameter(const std::string &complaint)
{
    return to_reply({engine::auth_bad_parameter, complaint, {}});
}

/// Everything a request says; the complaint, if it cannot be read.
std::string collect(const Request &request, AuthFields &fields)
{
    if (std::string complaint = read_urlencoded(request.query_text, FieldCollector(known_fields, fields));
        !complaint.empty())
        return complaint;
    if (request.method != "POST" || request.body.empty()) return {};
    const std::string &type = request.content_type;
    if (type.empty() || is_media_type(type, "application/x-www-form-urlencoded"))
        return read_urlencoded(request.body, FieldCollector(known_fields, fields));
    if (is_media_type(type, "multipart/form-data"))
        return read_multipart(request.body, type, FieldCollector(known_fields, fields));
    return "Content-Type: must be application/x-www-form-urlencoded or multipart/form-data";
}

Reply answer(net::Server &server, AuthCall call, const Request &request)
{
    if (request.method == "HEAD") { // would do it, and show nothing
        Reply reply = error_reply(405, "method: not for this path; it takes GET, POST");
        reply.headers.emplace_back("Allow", "GET, POST");
        return reply;
    }
    AuthFields fields;
    if (const std::string complaint = collect(request, fields); !complaint.empty()) return bad_parameter(complaint);
    AuthAnswer answer = server.engine().authorize(call, fields);
    if (call == AuthCall::revoke && answer.code == engine::auth_ok && !server.commit())
        answer = {engine::auth_not_revoked, "token revocation failed: it cannot be stored", {}};
    return to_reply(answer);
}

} // namespace

void add_token_routes(Router &router, net::Server &server)
{
    const std::array<std::pair<const char *, AuthCall>, 3> calls = {
        {{"/token/apply", AuthCall::apply}, {"/token/revoke", AuthCall::revoke}, {"/token/query", AuthCall::query}}};
    for (const auto &[path, call] : calls) {
        const auto handler = [&server, call = call](const ExchangePtr &exchange) {
            exchange->reply(answer(server, call, exchange->request()));
        };
        router.add("GET", path, handler, Router::Query::as_text);
        router.add("POST", path, handler, Router::Query::as_text);
    }
}

} // namespace lmq::broker::http
