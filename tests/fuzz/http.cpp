// One group of HTTP endpoints, through the router and against a real engine. An input is lines: a byte of switches and
// the target behind the group's prefix; the content type; the body is the rest.

#include <array>

#include "fuzz/input.hpp"
#include "fuzz/server.hpp"
#include "http/routes.hpp"
#include "http/url.hpp"
#include "lmq/signature.hpp"

using namespace lmq::broker;
using lmq::fuzz::promise;

namespace
{

enum Switches : unsigned { method_bits = 7, signs = 8, has_token = 16, as_form = 32 };

constexpr std::string_view group = LMQ_FUZZ_GROUP;

class FakeExchange final : public http::Exchange
{
public:
    explicit FakeExchange(http::Request request) : request_(std::move(request)) {}
    const http::Request &request() const override { return request_; }
    void reply(http::Reply reply) override
    {
        promise(!replied, "a request is answered twice");
        promise(reply.status >= 200 && reply.status < 600, "an HTTP status that is none");
        replied = true;
    }
    void on_abandoned(std::function<void()> handler) override { abandoned = std::move(handler); }
    bool replied = false;
    std::function<void()> abandoned;

private:
    http::Request request_;
};

/// Behind the prefix comes what the input says; a group of one path has a short name for it.
std::string target_of(std::string_view said)
{
    if (!said.empty() && said.front() == '/') return std::string(said);
    std::string prefix = "/";
    if (group == "token") prefix = "/token/";
    if (group == "route") prefix = "/route/clientId/get?";
    if (group == "mq") prefix = "/mq/v1/topics/";
    if (group == "control") prefix = "/control/v1/";
    return prefix.append(said);
}

/// The parameters, with a token that is good in place of "T" and a signature that is right.
std::string sign(net::Server &server, std::string_view text, bool with_token)
{
    auto fields = http::parse_query(text);
    if (!fields) return std::string(text);
    if (with_token && fields->count("token") != 0)
        (*fields)["token"] =
            server.engine().issue_token({"R,W", {"TopicA"}, server.now_ms() + 3600000, ""}).value_or("");
    std::vector<const char *> names = {"actions", "expireTime", "resources", "serviceName"};
    if (group == "route")
        names = {"accessKey", "resource", "timestamp"};
    else if (fields->count("token") != 0)
        names = {"token"};
    lmq::Parameters parameters;
    for (const char *name : names)
        parameters.emplace_back(name, (*fields)[name]);
    const lmq::Secret key(Config::ready_made().accounts[0].secret_key);
    (*fields)["signature"] = lmq::http_signature(key, parameters);
    (*fields)["accessKey"] = Config::ready_made().accounts[0].access_key;
    std::string made;
    for (const auto &[name, value] : *fields)
        made += (made.empty() ? "" : "&") + lmq::percent_encode(name) + "=" + lmq::percent_encode(value);
    return made;
}

void add_all(http::Router &router, net::Server &server)
{
    http::add_health_routes(router, server);
    http::add_metrics_routes(router, server);
    http::add_mq_routes(router, server);
    http::add_token_routes(router, server);
    http::add_online_routes(router, server);
    http::add_clock_routes(router, server);
    http::add_fault_routes(router, server);
    http::add_session_routes(router, server);
    http::add_token_control_routes(router, server);
}

void ask(net::Server &server, const http::Router &router, lmq::fuzz::Input &input)
{
    constexpr std::array<const char *, 8> methods = {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "get"};
    const unsigned switches = input.byte();
    std::string target = target_of(input.line());
    http::Request request;
    request.method = methods[switches & method_bits];
    request.content_type = input.line();
    request.body = input.line('\x1e'); // the next request, if any, stands behind it
    if ((switches & as_form) != 0) request.content_type = "application/x-www-form-urlencoded";
    if ((switches & signs) != 0) {
        const std::size_t query = target.find('?');
        if (query != std::string::npos)
            target = target.substr(0, query + 1) + sign(server, target.substr(query + 1), (switches & has_token) != 0);
        else
            request.body = sign(server, request.body, (switches & has_token) != 0);
    }
    const auto found = router.find(target, request);
    if (!std::holds_alternative<http::Router::Handler>(found)) return;
    const auto exchange = std::make_shared<FakeExchange>(std::move(request));
    std::get<http::Router::Handler>(found)(exchange);
    lmq::fuzz::turn(server);
    if (exchange->replied) return;
    promise(exchange->abandoned != nullptr, "a request waits, and nobody could end the waiting");
    exchange->abandoned();
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto server = lmq::fuzz::make_server();
    http::Router router;
    add_all(router, *server);
    lmq::fuzz::Input input(data, size);
    for (int i = 0; i < 4 && !input.empty(); ++i)
        ask(*server, router, input);
    return 0;
}
