#include <doctest/doctest.h>

#include "http_client.hpp"
#include "raw_fixture.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

struct Control {
    std::unique_ptr<broker::Broker> broker = start_with_control();
    HttpClient http{broker->http_address()};

    RawClient sign_in(const std::string &client_id)
    {
        RawClient client(broker->tcp_address());
        ConnectFields fields;
        fields.client_id = client_id;
        REQUIRE(client.ask(connect(fields)) == connack(0));
        return client;
    }
    std::string error(const std::string &target, const std::string &body, int status = 400)
    {
        const HttpAnswer answer = http.post(target, body);
        CHECK(answer.status == status);
        return answer.body;
    }
};

} // namespace

TEST_CASE_FIXTURE(Control, "the virtual clock is shown and moved")
{
    const HttpAnswer shown = http.get("/control/v1/clock");
    CHECK(shown.status == 200);
    CHECK(shown.header("Content-Type") == "application/json");
    CHECK(shown.body == R"({"now_ms":1546272000000,"virtual":true})");
    CHECK(http.post("/control/v1/clock/advance", R"({"ms":1500})").body ==
          R"({"now_ms":1546272001500,"virtual":true})");
    CHECK(broker->now_ms() == 1546272001500);
}

TEST_CASE_FIXTURE(Control, "moving the clock runs what falls due before it answers")
{
    RawClient silent = sign_in(dev("silent"));
    CHECK(http.post("/control/v1/clock/advance", R"({"ms":90000})").status == 200);
    CHECK_FALSE(broker->session(dev("silent")).has_value());
    CHECK(silent.is_closed());
}

TEST_CASE_FIXTURE(Control, "a bad request to move the clock names the field")
{
    CHECK(error("/control/v1/clock/advance", "") == R"({"error":"body: must be a JSON object"})");
    CHECK(error("/control/v1/clock/advance", "{}") == R"({"error":"ms: is missing"})");
    CHECK(error("/control/v1/clock/advance", R"({"ms":-1})").find(R"({"error":"ms: )") == 0);
    CHECK(error("/control/v1/clock/advance", R"({"ms":"1"})").find(R"({"error":"ms: )") == 0);
    CHECK(error("/control/v1/clock/advance", R"({"ms":1,"s":1})") == R"({"error":"s: unknown member"})");
    CHECK(broker->now_ms() == 1546272000000);
}

TEST_CASE("a real clock is shown, and not moved")
{
    broker::Config config = broker::Config::ready_made();
    config.http = "0";
    config.control = true;
    const auto broker = broker::Broker::start(config);
    REQUIRE(broker.has_value());
    HttpClient http((*broker)->http_address());
    CHECK(http.get("/control/v1/clock").body.find(R"("virtual":false)") != std::string::npos);
    CHECK(http.post("/control/v1/clock/advance", R"({"ms":1})").status == 409);
    const auto moved = (*broker)->advance(std::chrono::milliseconds(1));
    REQUIRE_FALSE(moved.has_value());
    CHECK(moved.error().code == Errc::wrong_mode);
}

TEST_CASE_FIXTURE(Control, "a fault rule is added, strikes, shows its hits and is removed")
{
    const HttpAnswer added = http.post(
        "/control/v1/faults",
        R"({"when":{"client":"GID_AAA@@@d","packet":"PUBACK","direction":"out","nth":2,"times":1},"do":"drop"})");
    CHECK(added.status == 200);
    CHECK(added.body == R"({"id":1})");
    RawClient client = sign_in(dev("d"));
    CHECK(client.ask(publish("TopicA", "1", 1, 1)) == puback(1));
    client.send(publish("TopicA", "2", 1, 2));
    CHECK(client.quiet());
    CHECK(client.ask(publish("TopicA", "3", 1, 3)) == puback(3));
    const std::string rule =
        R"({"id":1,"when":{"client":"GID_AAA@@@d","packet":"PUBACK","direction":"out","nth":2,"times":1},)"
        R"("do":"drop","seen":3,"hits":1})";
    CHECK(http.get("/control/v1/faults/1").body == rule);
    CHECK(http.get("/control/v1/faults").body == R"({"faults":[)" + rule + "]}");
    CHECK(http.ask("DELETE", "/control/v1/faults/1").body == R"({"removed":1})");
    CHECK(http.ask("DELETE", "/control/v1/faults/1").status == 404);
    CHECK(http.get("/control/v1/faults/1").status == 404);
    CHECK(http.get("/control/v1/faults").body == R"({"faults":[]})");
}

TEST_CASE_FIXTURE(Control, "every part of a fault rule reaches the engine")
{
    REQUIRE(http.post("/control/v1/faults",
                      R"({"when":{"topic":"TopicA/#","direction":"in","times":0},"do":"delay","ms":250})")
                .status == 200);
    REQUIRE(http.post("/control/v1/faults", R"({"when":{"packet":"CONNECT"},"do":"refuse","code":5})").status == 200);
    REQUIRE(http.post("/control/v1/faults", R"({"do":"corrupt"})").status == 200);
    const auto faults = broker->faults();
    REQUIRE(faults.size() == 3);
    CHECK(faults[0].rule.topic == "TopicA/#");
    CHECK(faults[0].rule.direction == broker::FaultDirection::in);
    CHECK(faults[0].rule.times == 0);
    CHECK(faults[0].rule.action == broker::FaultAction::delay);
    CHECK(faults[0].rule.ms == 250);
    CHECK(faults[1].rule.packet == "CONNECT");
    CHECK(faults[1].rule.action == broker::FaultAction::refuse);
    CHECK(faults[1].rule.code == 5);
    CHECK(faults[2].rule.direction == broker::FaultDirection::any);
    CHECK(faults[2].rule.nth == 1);
    CHECK(faults[2].rule.times == 1);
    CHECK(faults[2].rule.action == broker::FaultAction::corrupt);
    CHECK(http.ask("DELETE", "/control/v1/faults").body == R"({"removed":3})");
    CHECK(broker->faults().empty());
}

TEST_CASE_FIXTURE(Control, "a bad fault rule names the field and adds nothing")
{
    const auto refused = [&](const char *body) { return error("/control/v1/faults", body); };
    CHECK(refused(R"({"when":{}})") == R"({"error":"do: is missing"})");
    CHECK(refused(R"({"do":"explode"})").find(R"({"error":"do: must be one of drop)") == 0);
    CHECK(refused(R"({"do":"drop","when":{"packet":"puback"}})").find(R"({"error":"when.packet: )") == 0);
    CHECK(refused(R"({"do":"drop","when":{"direction":"up"}})").find(R"({"error":"when.direction: )") == 0);
    CHECK(refused(R"({"do":"drop","when":{"nth":0}})").find(R"({"error":"when.nth: )") == 0);
    CHECK(refused(R"({"do":"drop","when":{"qos":1}})") == R"({"error":"when.qos: unknown member"})");
    CHECK(refused(R"({"do":"drop","when":3})") == R"({"error":"when: must be an object"})");
    CHECK(refused(R"({"do":"delay","ms":4294967296})").find(R"({"error":"ms: )") == 0);
    CHECK(refused(R"({"do":"refuse","code":6})").find(R"({"error":"code: )") == 0);
    CHECK(broker->faults().empty());
}

TEST_CASE_FIXTURE(Control, "sessions are shown, one and all")
{
    CHECK(http.get("/control/v1/sessions").body == R"({"sessions":[]})");
    RawClient client = sign_in(dev("d"));
    REQUIRE(client.ask(subscribe(1, {{"TopicA/#", 1}})) == suback(1, {1}));
    const std::string session = R"({"client_id":"GID_AAA@@@d","connected":true,"clean":true,"ordered":false,"peer":")" +
                                client.local_name() +
                                R"(","keep_alive_s":60,"subscriptions":[{"filter":"TopicA/#","qos":1}],"inflight":0,)"
                                R"("queued":0,"offline":0,"tokens":[]})";
    CHECK(http.get("/control/v1/sessions").body == R"({"sessions":[)" + session + "]}");
    CHECK(http.get("/control/v1/sessions/GID_AAA@@@d").body == session);
    CHECK(http.get("/control/v1/sessions/GID_AAA%40%40%40d").body == session);
    CHECK(http.get("/control/v1/sessions/GID_AAA@@@e").status == 404);
}

TEST_CASE_FIXTURE(Control, "a kick closes the client's connection")
{
    RawClient client = sign_in(dev("d"));
    CHECK(http.post("/control/v1/sessions/GID_AAA@@@d/kick").body == R"({"kicked":true})");
    CHECK(client.is_closed());
    CHECK(http.post("/control/v1/sessions/GID_AAA@@@d/kick").status == 404);
}

TEST_CASE_FIXTURE(Control, "a reset brings back the state of a fresh start")
{
    RawClient client = sign_in(dev("d"));
    publish_acked(client, "TopicA/kept", "r", 1, true);
    REQUIRE(http.post("/control/v1/faults", R"({"do":"drop","when":{"packet":"PUBREL"}})").status == 200);
    REQUIRE(http.post("/control/v1/clock/advance", R"({"ms":1000})").status == 200);
    CHECK(http.post("/control/v1/reset").body == R"({"now_ms":1546272000000,"virtual":true})");
    CHECK(client.is_closed());
    CHECK(broker->sessions().empty());
    CHECK(broker->faults().empty());
    CHECK(broker->statistics().connections == 0);
    const auto stored = broker->mq_consume("TopicA", "GID_AAA", 1, std::chrono::milliseconds(0));
    REQUIRE(stored.has_value());
    CHECK(stored->empty());
    RawClient fresh = sign_in(dev("d"));
    CHECK(fresh.ask(subscribe(1, {{"TopicA/#", 1}})) == suback(1, {1}));
    CHECK(fresh.quiet()); // nothing retained
    publish_acked(fresh, "TopicA/x", "works", 2);
}

TEST_CASE("without control its paths are not there")
{
    broker::Config config = broker::Config::ready_made();
    config.http = "0";
    const auto broker = broker::Broker::start(config);
    REQUIRE(broker.has_value());
    HttpClient http((*broker)->http_address());
    CHECK(http.get("/control/v1/clock").status == 404);
    CHECK(http.post("/control/v1/reset").status == 404);
    CHECK(http.get("/healthz").status == 200);
}

TEST_CASE_FIXTURE(Control, "unknown paths, methods and encodings get their own status")
{
    CHECK(http.get("/").status == 404);
    CHECK(http.get("/control/v1/nothing").status == 404);
    CHECK(http.get("/control/v1/sessions/a/b").status == 404);
    const HttpAnswer wrong = http.ask("DELETE", "/control/v1/clock");
    CHECK(wrong.status == 405);
    CHECK(wrong.header("Allow") == "GET");
    CHECK(http.get("/control/v1/clock/advance").header("Allow") == "POST");
    CHECK(http.get("/%zz").status == 400);
}

TEST_CASE("the cap of offline messages shows in alarms and metrics")
{
    broker::Config config = broker::Config::ready_made();
    config.limits.offline_messages = 1;
    const auto broker = start_with_control(config);
    HttpClient http(broker->http_address());
    CHECK(http.get("/control/v1/alarms").body == R"({"alarms":[]})");
    ConnectFields fields;
    fields.client_id = dev("d");
    fields.clean = false;
    RawClient client(broker->tcp_address());
    REQUIRE(client.ask(connect(fields)) == connack(0));
    REQUIRE(client.ask(subscribe(1, {{"TopicA/x", 1}})) == suback(1, {1}));
    client.send(disconnect());
    CHECK(client.is_closed());
    RawClient sender(broker->tcp_address());
    fields.client_id = dev("sender");
    REQUIRE(sender.ask(connect(fields)) == connack(0));
    publish_acked(sender, "TopicA/x", "1");
    publish_acked(sender, "TopicA/x", "2");
    const std::string alarms = http.get("/control/v1/alarms").body;
    CHECK(alarms.find(R"({"alarms":[{"kind":"offline_messages","instance":"mqtt-test","detail":")") == 0);
    const std::string metrics = http.get("/metrics").body;
    CHECK(metrics.find("\nlmq_offline_messages 1\n") != std::string::npos);
    CHECK(metrics.find("\nlmq_offline_purged_total 1\n") != std::string::npos);
}

TEST_CASE_FIXTURE(Control, "health and metrics are served, for HEAD too")
{
    CHECK(http.get("/healthz").body == R"({"ok":true})");
    const HttpAnswer head = http.ask("HEAD", "/healthz");
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    RawClient client = sign_in(dev("d"));
    publish_acked(client, "TopicA/x", "m");
    const HttpAnswer metrics = http.get("/metrics");
    CHECK(metrics.header("Content-Type") == "text/plain; version=0.0.4");
    CHECK(metrics.body.find("# TYPE lmq_connections gauge\nlmq_connections 1\n") != std::string::npos);
    CHECK(metrics.body.find("\nlmq_publishes_received_total 1\n") != std::string::npos);
    CHECK(metrics.body.find("\nlmq_packets_sent_total 2\n") != std::string::npos);
}
