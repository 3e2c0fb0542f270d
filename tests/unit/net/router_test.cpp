#include <doctest/doctest.h>

#include "http/router.hpp"

using namespace lmq::broker::http;

namespace
{

class FakeExchange final : public Exchange
{
public:
    const Request &request() const override { return request_; }
    void reply(Reply reply) override { replied = std::move(reply.body); }
    void on_abandoned(std::function<void()>) override {}
    std::string replied;

private:
    Request request_;
};

Router::Handler say(std::string text)
{
    return [text](const ExchangePtr &exchange) { exchange->reply({200, text, "text/plain", {}}); };
}

struct Fixture {
    Fixture()
    {
        router.add("GET", "/things", say("all"));
        router.add("GET", "/things/{id}", say("one"));
        router.add("DELETE", "/things/{id}", say("gone"));
        router.add("POST", "/things/{id}/do/{what}", say("done"));
        router.add("GET", "/text", say("text"), Router::Query::as_text);
    }
    std::string ask(const std::string &method, std::string_view target)
    {
        request = {};
        request.method = method;
        const auto found = router.find(target, request);
        if (const auto *reply = std::get_if<Reply>(&found)) {
            allow = reply->headers.empty() ? "" : reply->headers.front().second;
            return std::to_string(reply->status);
        }
        const auto exchange = std::make_shared<FakeExchange>();
        std::get<Router::Handler>(found)(exchange);
        return exchange->replied;
    }
    Router router;
    Request request;
    std::string allow;
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "a request finds its handler by method and path")
{
    CHECK(ask("GET", "/things?x=1") == "all");
    CHECK(request.query.at("x") == "1");
    CHECK(ask("GET", "/things/a%20b") == "one");
    CHECK(request.path.at("id") == "a b");
    CHECK(ask("POST", "/things/7/do/it") == "done");
    CHECK(request.path.at("what") == "it");
    CHECK(ask("HEAD", "/things") == "all");
}

TEST_CASE_FIXTURE(Fixture, "a handler may have its query as it came, well-encoded or not")
{
    CHECK(ask("GET", "/text?a=1+2&a=%zz") == "text");
    CHECK(request.query_text == "a=1+2&a=%zz");
    CHECK(request.query.empty());
    CHECK(ask("GET", "/things?a=%41") == "all");
    CHECK(request.query_text == "a=%41");
    CHECK(ask("GET", "/text") == "text");
    CHECK(request.query_text.empty());
}

TEST_CASE_FIXTURE(Fixture, "a handler may take every method, and sees which it was")
{
    router.add(Router::any_method, "/any", say("any"));
    for (const char *method : {"GET", "HEAD", "POST", "BREW"}) {
        CHECK(ask(method, "/any") == "any");
        CHECK(request.method == method);
    }
}

TEST_CASE_FIXTURE(Fixture, "an unknown path is 404, a wrong method 405 with what is allowed, a bad target 400")
{
    CHECK(ask("GET", "/") == "404");
    CHECK(ask("GET", "/thing") == "404");
    CHECK(ask("GET", "/things/") == "all"); // a slash at the end means nothing
    CHECK(ask("GET", "/things//do/x") == "404");
    CHECK(ask("POST", "/things/7/do") == "404");
    CHECK(ask("PUT", "/things/7") == "405");
    CHECK(allow == "GET, DELETE");
    CHECK(ask("GET", "/things/%") == "400");
    CHECK(ask("GET", "/things?x=%") == "400");
}
