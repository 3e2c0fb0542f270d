#include "lmq/cloud/online_status.hpp"
#include "unit/cloud/service_fixture.hpp"
#include "unit/core/vectors.hpp"

namespace lmq::test
{

using cloud::OnlineStatus;
using cloud::OnlineStatusOptions;
using std::chrono::milliseconds;

namespace
{

OnlineStatusOptions options_at(std::string url)
{
    OnlineStatusOptions options;
    options.url = std::move(url);
    options.access_key = "AK_TEST_0001";
    options.secret_key = Secret("SK_test_secret_0001");
    options.http.allow_plain_http = true;
    options.back_off = milliseconds(1);
    options.clock = [] { return in_an_hour_ms; };
    return options;
}

Result<cloud::OnlineState> ask(const ScriptedHttpServer &server, const std::string &client_id = "GID_AAA@@@BBB001")
{
    const auto status = OnlineStatus::create(options_at(server.url()));
    REQUIRE(status.has_value());
    return status->query(client_id);
}

Result<cloud::OnlineState> answered(const std::string &answer)
{
    ScriptedHttpServer server(answering([&](const HttpAsked &) { return answer; }));
    return ask(server);
}

std::string body_of(int code, const char *online = "-1")
{
    return R"({"code":)" + std::to_string(code) + R"(,"success":)" + (code == 0 ? "true" : "false") + R"(,"online":)" +
           online + R"(,"message":"as told"})";
}

} // namespace

TEST_CASE("the query is the GET of vector C10")
{
    const cJSON *vector = signature_entries("C10").front();
    HttpAsked seen;
    ScriptedHttpServer server(answering([&](const HttpAsked &asked) {
        seen = asked;
        return http_answer(200, body_of(0, "1"));
    }));
    const auto state = ask(server, text(vector, "inputs.signed_params.resource"));
    REQUIRE(state.has_value());
    CHECK(seen.method == "GET");
    CHECK(seen.body.empty());
    CHECK(seen.target == "/route/clientId/get?accessKey=AK_TEST_0001&resource=GID_AAA%40%40%40BBB001&timestamp=" +
                             text(vector, "inputs.signed_params.timestamp") +
                             "&signature=" + text(vector, "signature_form_encoded"));
}

TEST_CASE("the number of connections tells offline, online, a possible duplicate and unknown")
{
    const auto state = [](const char *online) {
        const auto read = answered(http_answer(200, body_of(0, online)));
        REQUIRE(read.has_value());
        return *read;
    };
    CHECK(state("0").connections == 0);
    CHECK_FALSE(state("0").online());
    CHECK(state("1").online());
    CHECK_FALSE(state("1").possible_duplicate());
    CHECK(state("2").possible_duplicate());
    CHECK(state("\"3\"").connections == 3);
    CHECK_FALSE(state("-1").known());
    CHECK(state("-1").online()); // as the documentation advises
    CHECK_FALSE(state("-1").possible_duplicate());
}

TEST_CASE("each of the service's codes is an error of its own, whatever the HTTP status")
{
    const std::pair<int, Errc> table[] = {{1, Errc::status_parameters},
                                          {2, Errc::status_signature},
                                          {3, Errc::status_not_permitted},
                                          {4, Errc::status_time_stamp}};
    for (const auto &row : table) {
        const auto &code = row.first;
        const auto &errc = row.second;
        for (const int status : {200, 400, 403, 500}) {
            CAPTURE(code);
            CAPTURE(status);
            expect_error(answered(http_answer(status, body_of(code))), errc,
                         {"/route/clientId/get", "code " + std::to_string(code), "as told"});
        }
        CHECK(answered(http_answer(403, body_of(0, "1"))).has_value());
    }
}

TEST_CASE("an answer that the interface does not have is an error, by its status where that says more")
{
    expect_error(answered(http_answer(200, "<html>")), Errc::http_bad_answer, {"JSON"});
    expect_error(answered(http_answer(502, "<html>")), Errc::http_status, {"502"});
    expect_error(answered(http_answer(404, "{}")), Errc::http_status, {"404", "code"});
    expect_error(answered(http_answer(200, body_of(7))), Errc::http_bad_answer, {"code 7"});
    expect_error(answered(http_answer(200, R"({"code":0,"success":false,"online":1})")), Errc::http_bad_answer,
                 {"success"});
    expect_error(answered(http_answer(200, R"({"code":0,"success":true})")), Errc::http_bad_answer, {"online"});
    expect_error(answered(http_answer(200, body_of(0, "-2"))), Errc::http_bad_answer, {"online", "-1"});
}

TEST_CASE("no error of a query shows the key or the signature, also when the server repeats them")
{
    ScriptedHttpServer server(answering([](const HttpAsked &asked) {
        return http_answer(403, R"({"code":2,"success":false,"online":-1,"message":"wrong SK_test_secret_0001 )" +
                                    asked.target + "\"}");
    }));
    const auto answer = ask(server);
    expect_error(answer, Errc::status_signature, {"***"});
    CHECK(answer.error().detail.find("SK_test") == std::string::npos);
    CHECK(answer.error().detail.find("SlGCeXR078efBerAc1scqxKYxh8") == std::string::npos);

    OnlineStatusOptions dead = options_at(dead_url());
    dead.attempts = 1;
    const auto unreachable = OnlineStatus::create(dead)->query("GID_AAA@@@BBB001");
    expect_error(unreachable, Errc::http_unreachable, {"/route/clientId/get"});
    CHECK(unreachable.error().detail.find("signature") == std::string::npos);
}

TEST_CASE("while the network fails the query is repeated, and what is no client id is not sent")
{
    ScriptedHttpServer server([](HttpPeer &peer, unsigned number) {
        if (number == 0) return peer.reset();
        answering([](const HttpAsked &) { return http_answer(200, body_of(0, "1")); })(peer, number);
    });
    expect_error(ask(server, "no-group"), Errc::missing_separator, {});
    CHECK(server.connections() == 0);
    CHECK(ask(server).has_value());
    CHECK(server.connections() == 2);
}

TEST_CASE("options of the query that break a rule are refused by name")
{
    const auto refused = [](auto change) {
        auto options = options_at("https://mqtt.example");
        change(options);
        return OnlineStatus::create(std::move(options));
    };
    CHECK(refused([](auto &) {}).has_value());
    expect_error(refused([](auto &o) { o.url = "mqtt.example"; }), Errc::bad_uri, {"url"});
    expect_error(refused([](auto &o) { o.url = "https://mqtt.example/?a=b"; }), Errc::bad_uri, {"url"});
    expect_error(refused([](auto &o) { o.access_key.clear(); }), Errc::empty, {"access_key"});
    expect_error(refused([](auto &o) { o.secret_key = Secret(); }), Errc::empty, {"secret_key"});
    expect_error(refused([](auto &o) { o.attempts = 11; }), Errc::out_of_range, {"attempts", "10"});
    expect_error(refused([](auto &o) { o.connections = 0; }), Errc::out_of_range, {"connections"});
    expect_error(refused([](auto &o) { o.total_timeout = std::chrono::minutes(6); }), Errc::out_of_range,
                 {"total_timeout"});
    expect_error(refused([](auto &o) {
                     o.url = "http://mqtt.example";
                     o.http.allow_plain_http = false;
                 }),
                 Errc::bad_uri, {"url", "allow_plain_http"});
}

} // namespace lmq::test
