#include <doctest/doctest.h>

#include "http_client.hpp"
#include "lmq/signature.hpp"
#include "raw_fixture.hpp"
#include "token_request.hpp"

using namespace lmq::test;
using namespace lmq;

// Spec 10: the online status as any HTTP client asks for it.

namespace
{

constexpr const char *path = "/route/clientId/get";
constexpr const char *json_type = "application/json;charset=UTF-8";
// Vector C10, to the byte.
constexpr const char *c10 = "/route/clientId/get?accessKey=AK_TEST_0001&resource=GID_AAA%40%40%40BBB001&timestamp="
                            "1546272000000&signature=SlGCeXR078efBerAc1scqxKYxh8%3D";

struct Route {
    Route()
    {
        broker::Config config = service_config();
        config.http = "0";
        auto started = broker::Broker::start(config);
        REQUIRE(started.has_value());
        broker = std::move(*started);
        http = std::make_unique<HttpClient>(broker->http_address());
    }
    TokenFields fields(const std::string &resource)
    {
        TokenFields all = {
            {"accessKey", "AK_TEST_0001"}, {"resource", resource}, {"timestamp", std::to_string(broker->now_ms())}};
        sign_again(all, {"accessKey", "resource", "timestamp"});
        return all;
    }
    HttpAnswer ask(const TokenFields &fields) { return http->get(std::string(path) + "?" + urlencoded(fields)); }
    void refused(const HttpAnswer &answer, int status, int code)
    {
        INFO(answer.body);
        CHECK(answer.status == status);
        CHECK(answer.header("Content-Type") == json_type);
        CHECK(answer.body.find("{\"code\":" + std::to_string(code) +
                               ",\"success\":false,\"online\":-1,\"message\":\"") == 0);
    }
    RawClient sign_in(const std::string &client_id)
    {
        RawClient client(broker->tcp_address());
        ConnectFields fields;
        fields.client_id = client_id;
        REQUIRE(client.ask(connect(fields)) == connack(0));
        return client;
    }

    std::unique_ptr<broker::Broker> broker;
    std::unique_ptr<HttpClient> http;
};

} // namespace

TEST_CASE_FIXTURE(Route, "the specification's request is answered to the byte")
{
    HttpAnswer answer = http->get(c10);
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Type") == json_type);
    CHECK(answer.body == R"({"code":0,"success":true,"online":0,"message":"success"})");
    const RawClient client = sign_in("GID_AAA@@@BBB001");
    answer = http->get(c10);
    CHECK(answer.status == 200);
    CHECK(answer.body == R"({"code":0,"success":true,"online":1,"message":"success"})");
}

TEST_CASE_FIXTURE(Route, "a client that was taken over or has gone is not counted for long")
{
    RawClient old = sign_in(dev("d"));
    RawClient client = sign_in(dev("d"));
    CHECK(old.is_closed());
    CHECK(member_of(ask(fields(dev("d"))).body, "online") == "1");
    client.send(disconnect());
    CHECK(client.is_closed());
    CHECK(eventually([&] { return member_of(ask(fields(dev("d"))).body, "online") == "0"; }));
}

TEST_CASE_FIXTURE(Route, "code 1: a parameter is missing, given twice or no number; the method is not GET")
{
    for (const char *name : {"accessKey", "resource", "timestamp", "signature"}) {
        TokenFields without = fields(dev("d"));
        without.erase(name);
        refused(ask(without), 400, 1);
        const std::string all = urlencoded(fields(dev("d")));
        refused(http->get(std::string(path) + "?" + all + "&" + name + "=x"), 400, 1);
        refused(http->get(std::string(path) + "?" + all + "&" + urlencoded({{name, fields(dev("d"))[name]}})), 400, 1);
    }
    refused(http->get(path), 400, 1);
    refused(http->get(std::string(path) + "?accessKey=%zz"), 400, 1);
    TokenFields wrong = fields(dev("d"));
    wrong["timestamp"] = "2019-01-01";
    refused(ask(wrong), 400, 1);
    wrong["timestamp"] = std::string(9000, '1');
    CHECK(ask(wrong).status >= 400);
    for (const char *method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
        CAPTURE(method);
        refused(http->ask(method, c10), 400, 1);
    }
    refused(http->post_as("application/x-www-form-urlencoded", path, urlencoded(fields(dev("d")))), 400, 1);
    const HttpAnswer head = http->ask("HEAD", c10);
    CHECK(head.status == 400);
    CHECK(head.body.empty());
    CHECK(http->get(c10).status == 200); // and the connection goes on
}

TEST_CASE_FIXTURE(Route, "unknown parameters are ignored, in any order")
{
    const HttpAnswer answer = http->get(std::string(path) + "?instanceId=x&" + urlencoded(fields(dev("d"))) + "&&z");
    CHECK(answer.status == 200);
}

TEST_CASE_FIXTURE(Route, "code 4: more than five minutes from the broker's clock, either way")
{
    const TokenFields made = fields(dev("d"));
    REQUIRE(broker->advance(std::chrono::minutes(5)));
    CHECK(ask(made).status == 200);
    REQUIRE(broker->advance(std::chrono::milliseconds(1)));
    refused(ask(made), 400, 4);
    refused(http->get(c10), 400, 4);
    TokenFields early = fields(dev("d"));
    early["timestamp"] = std::to_string(broker->now_ms() + 300001);
    sign_again(early, {"accessKey", "resource", "timestamp"});
    refused(ask(early), 400, 4);
}

TEST_CASE_FIXTURE(Route, "code 2: the signature is wrong, or its account unknown")
{
    TokenFields wrong = fields(dev("d"));
    wrong["resource"] = dev("e");
    refused(ask(wrong), 403, 2);
    wrong = fields(dev("d"));
    wrong["accessKey"] = "AK_NOBODY";
    sign_again(wrong, {"accessKey", "resource", "timestamp"});
    refused(ask(wrong), 403, 2);
}

TEST_CASE_FIXTURE(Route, "code 3: not a client of a group of this account")
{
    for (const char *resource : {"GID_FOREIGN@@@d", "GID_FARAWAY@@@d", "GID_NOBODY@@@d", "GID_AAA", "d"}) {
        CAPTURE(resource);
        refused(ask(fields(resource)), 403, 3);
    }
    CHECK(ask(fields("GID_AAA@@@neverSeen")).status == 200);
    CHECK(ask(fields("GID_FROZEN@@@d")).status == 200);
}

TEST_CASE_FIXTURE(Route, "only this path is served")
{
    CHECK(http->get("/route/clientId").status == 404);
    CHECK(http->get("/route/clientid/get").status == 404);
    CHECK(http->get("/route/clientId/get/more").status == 404);
}
