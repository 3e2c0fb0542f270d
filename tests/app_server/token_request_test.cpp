#include "fixture.hpp"

namespace lmq::test
{

namespace
{

std::string body_of(const std::string &client_id, const std::string &type, const std::string &resources)
{
    return R"({"client_id":")" + client_id + R"(","type":")" + type + R"(","resources":)" + resources + "}";
}

bool has(const Said &said, const std::string &text)
{
    return said.text.body.find(text) != std::string::npos;
}

} // namespace

TEST_CASE("a device that proves itself gets a token for what it may use")
{
    Stage stage;
    const Said said = stage.ask_for_token();
    CHECK(said.status == 200);
    CHECK(said.text.body ==
          R"({"token":"token-1","type":"RW","expire_time_ms":1546354800000,"valid_for_ms":86400000})");
    CHECK(said.text.header("Content-Type") == "application/json");
    CHECK(said.text.header("Cache-Control") == "no-store");
    CHECK(stage.server->statistics().tokens == 1);
}

TEST_CASE("one token serves a device until it asks for another in its place")
{
    Stage stage;
    stage.ask_for_token();
    CHECK(has(stage.ask_for_token(), "token-1"));
    const std::string renewal =
        R"({"client_id":"GID_AAA@@@BBB001","type":"RW","resources":["TopicA/notice/"],"reason":"renewal","instead_of":")" +
        token_fingerprint(Secret("token-1")) + R"("})";
    CHECK(has(stage.ask_for_token(renewal), "token-2"));
    CHECK(has(stage.ask_for_token(renewal), "token-2"));
    CHECK(stage.applied == 2);
    CHECK(stage.server->statistics().from_cache == 2);
}

TEST_CASE("many requests share a connection")
{
    Stage stage;
    Caller caller(stage.server->address());
    for (int i = 0; i < 5; ++i) {
        caller.send(post(good_body));
        CHECK(caller.read().status == 200);
    }
    caller.send(post(good_body) + post(good_body)); // one behind the other
    CHECK(caller.read().status == 200);
    CHECK(caller.read().status == 200);
    CHECK(stage.server->statistics().connections == 1);
}

TEST_CASE("who does not prove to be a device is turned away, and has to connect again")
{
    Stage stage;
    const char *headers[] = {
        "",
        "Authorization: Basic QkJCMDAxOndyb25n\r\n",                 // BBB001:wrong
        "Authorization: Basic QkJCMDAyOmRldmljZS1zZWNyZXQtMQ==\r\n", // BBB002 with the secret of BBB001
        "Authorization: Basic bm9ib2R5OmRldmljZS1zZWNyZXQtMQ==\r\n", // nobody:device-secret-1
        "Authorization: Basic QkJCMDAxOg==\r\n",                     // BBB001 and nothing
        "Authorization: Basic QkJCMDAx\r\n",                         // no colon
        "Authorization: Basic *\r\n",
        "Authorization: Basic \r\n",
        "Authorization: Bearer QkJCMDAxOmRldmljZS1zZWNyZXQtMQ==\r\n",
    };
    for (const std::string line : headers) {
        CAPTURE(line);
        Caller caller(stage.server->address());
        caller.send(post(good_body, line));
        const Said said = caller.read();
        CHECK(said.status == 401);
        CHECK(has(said, "authorization: "));
        CHECK_FALSE(said.text.header("WWW-Authenticate").empty());
        CHECK(caller.is_closed());
    }
    CHECK(stage.applied == 0);
    CHECK(stage.server->statistics().refused == 9);
}

TEST_CASE("a body that is not the documented JSON is a bad request")
{
    Stage stage;
    const std::string bodies[] = {
        "",
        "token, please",
        "[]",
        R"({"client_id":"GID_AAA@@@BBB001","type":"RW")",
        good_body + "x",
        R"({"type":"RW"})",
        R"({"client_id":5,"type":"RW"})",
        R"({"client_id":"GID_AAA@@@BBB001"})",
        body_of("GID_AAA@@@BBB001", "X", "[]"),
        body_of("GID_AAA@@@BBB001", "RW", "\"TopicA/notice/\""),
        body_of("GID_AAA@@@BBB001", "RW", "[7]"),
        body_of("BBB001", "RW", "[]"),
        body_of("GID_AAA@@@BBB001", "RW", R"(["TopicA/#/x"])"),
        R"({"client_id":"GID_AAA@@@BBB001","type":"RW","instead_of":1})",
        std::string(20000, '['),
    };
    for (const std::string &body : bodies) {
        CAPTURE(body);
        const Said said = stage.ask_for_token(body);
        CHECK(said.status == 400);
        CHECK(has(said, R"({"error":")"));
    }
    CHECK(stage.applied == 0);
}

TEST_CASE("a client id of another device or group is not this device's")
{
    Stage stage;
    for (const char *client_id : {"GID_AAA@@@BBB002", "GID_BBB@@@BBB001", "GID_AAA@@@BBB001x", "GID_AAA@@@@BBB001"}) {
        const Said said = stage.ask_for_token(body_of(client_id, "RW", R"(["TopicA/notice/"])"));
        CHECK(said.status == 403);
        CHECK(has(said, "client_id: "));
    }
    CHECK(stage.applied == 0);
}

TEST_CASE("a topic that is not the device's is refused by name, one among allowed ones too")
{
    Stage stage;
    const std::string mine = "GID_AAA@@@BBB001";
    const std::pair<std::string, std::string> refused[] = {
        {"R", R"(["TopicB/notice/"])"},
        {"R", R"(["TopicA/notice/","TopicA/BBB002/state"])"},
        {"R", R"(["TopicA/#"])"},
        {"R", R"(["TopicA/BBB001/#"])"},
        {"W", R"(["TopicA/BBB001/order"])"}, // may be read only
        {"W", R"(["TopicA/BBB001/+"])"},
        {"RW", R"(["TopicA/BBB001/order"])"},
    };
    for (const auto &[type, resources] : refused) {
        CAPTURE(resources);
        const Said said = stage.ask_for_token(body_of(mine, type, resources));
        CHECK(said.status == 403);
        CHECK(has(said, "resources: "));
    }
    CHECK(stage.applied == 0);
    CHECK(stage.ask_for_token(body_of(mine, "R", R"(["TopicA/BBB001/order","TopicA/BBB001/+"])")).status == 200);
    CHECK(stage.ask_for_token(body_of(mine, "RW", R"(["TopicA/BBB001/state"])")).status == 200);
}

TEST_CASE("a request without resources is for all that the device may use")
{
    std::string form;
    ScriptedHttpServer auth(answering([&](const HttpAsked &asked) {
        form = asked.body;
        return http_answer(200, R"({"success":true,"code":200,"tokenData":"token"})");
    }));
    Stage stage([&](AppServerOptions &options) { options.auth.url = auth.url(); });
    CHECK(stage.ask_for_token(R"({"client_id":"GID_AAA@@@BBB001","type":"R"})").status == 200);
    CHECK(form.find("resources=TopicA%2FBBB001%2F%2B%2CTopicA%2Fnotice%2F&") != std::string::npos);
    CHECK(stage.ask_for_token(R"({"client_id":"GID_AAA@@@BBB001","type":"RW","resources":[]})").status == 200);
    CHECK(form.find("resources=TopicA%2FBBB001%2Fstate%2CTopicA%2Fnotice%2F&") != std::string::npos);
}

TEST_CASE("other paths and methods have an answer of their own")
{
    Stage stage;
    CHECK(stage.ask(post(good_body, good_auth, "/")).status == 404);
    CHECK(stage.ask(post(good_body, good_auth, "/v1/token/more")).status == 404);
    for (const char *method : {"GET", "PUT", "DELETE", "PATCH", "BREW"}) {
        const Said said = stage.ask(method + std::string(" /v1/token HTTP/1.1\r\nHost: app\r\n\r\n"));
        CHECK(said.status == 405);
        CHECK(said.text.header("Allow") == "POST");
    }
    const Said health = stage.ask("GET /healthz HTTP/1.1\r\nHost: app\r\n\r\n");
    CHECK(health.status == 200);
    CHECK(health.text.body == R"({"serving":true})");
    CHECK(stage.ask(post("", "", "/healthz")).status == 405);
    CHECK(stage.ask(post(good_body, good_auth, "/v1/token?trace=1")).status == 200);
}

TEST_CASE("while the auth server is down, devices with a token get it again and the others are told when to come back")
{
    std::string logged;
    Stage stage([&](AppServerOptions &options) { options.log = [&](const std::string &line) { logged = line; }; });
    CHECK(stage.ask_for_token().status == 200);
    stage.auth_fails = true;
    stage.now += 20 * 3600000LL; // it is due for another
    CHECK(has(stage.ask_for_token(),
              R"("token":"token-1","type":"RW","expire_time_ms":1546354800000,"valid_for_ms":14400000)"));
    const Said other = stage.ask_for_token(body_of("GID_AAA@@@BBB002", "RW", "[]"),
                                           "Authorization: Basic QkJCMDAyOmRldmljZS1zZWNyZXQtMg==\r\n");
    CHECK(other.status == 503);
    CHECK(other.text.header("Retry-After") == "10");
    CHECK(other.text.body == R"({"error":"token: none to be had at the moment"})");
    CHECK(logged.find("GID_AAA@@@BBB002: token_not_generated") != std::string::npos);
    CHECK(logged.find("secret") == std::string::npos);
    CHECK(stage.server->statistics().while_down == 1);
    CHECK(stage.server->statistics().postponed == 1);
}

TEST_CASE("a device that is locked out gets nothing more, and its tokens are revoked")
{
    Stage stage;
    stage.ask_for_token();
    CHECK(stage.server->lock_out("BBB001").has_value());
    CHECK(stage.revoked == 1);
    CHECK(stage.ask_for_token().status == 401);
}

TEST_CASE("a client that is revoked may ask again")
{
    Stage stage;
    stage.ask_for_token();
    CHECK(stage.server->revoke("GID_AAA@@@BBB001").has_value());
    CHECK(stage.revoked == 1);
    CHECK(has(stage.ask_for_token(), "token-2"));
}

} // namespace lmq::test
