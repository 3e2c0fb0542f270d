#include <thread>

#include <doctest/doctest.h>

#include "http_client.hpp"
#include "raw_fixture.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

struct Mq {
    std::unique_ptr<broker::Broker> broker = start_with_control();
    HttpClient http{broker->http_address()};

    std::string produce_error(const std::string &body)
    {
        const HttpAnswer answer = http.post("/mq/v1/topics/TopicA/messages", body);
        CHECK(answer.status == 400);
        return answer.body;
    }
    std::string consume_error(const std::string &query, int status = 400)
    {
        const HttpAnswer answer = http.get("/mq/v1/topics/TopicA/messages" + query);
        CHECK(answer.status == status);
        return answer.body;
    }
};

const std::string none = R"({"messages":[]})";

} // namespace

TEST_CASE_FIXTURE(Mq, "a message that was produced is consumed once by each group, from the oldest kept")
{
    const HttpAnswer produced = http.post("/mq/v1/topics/TopicA/messages",
                                          R"({"tag":"t1","properties":{"key":"v\u00e9"},"body_base64":"AP8Q"})");
    REQUIRE(produced.status == 200);
    CHECK(produced.header("Lmq-Note").find("not an interface of the vendor") == 0);
    const std::string id = produced.body.substr(7, produced.body.size() - 9);
    CHECK(produced.body == R"({"id":")" + id + R"("})");
    const HttpAnswer consumed = http.get("/mq/v1/topics/TopicA/messages?group=one");
    CHECK(consumed.body.find(R"({"messages":[{"id":")" + id +
                             R"(","tag":"t1","properties":{"key":"vé"},"body_base64":"AP8Q",)"
                             R"("store_time_ms":1546272000000,)") == 0);
    CHECK(http.get("/mq/v1/topics/TopicA/messages?group=one").body == none);
    CHECK(http.get("/mq/v1/topics/TopicA/messages?group=two").body == consumed.body);
}

TEST_CASE_FIXTURE(Mq, "what a device publishes is consumed with the properties of the mapping")
{
    RawClient client(broker->tcp_address());
    REQUIRE(client.ask(connect()) == connack(0));
    publish_acked(client, "TopicA/notice/", "hello");
    const std::string body = http.get("/mq/v1/topics/TopicA/messages?group=g&wait_ms=5000").body;
    CHECK(body.find(R"("body_base64":"aGVsbG8=")") != std::string::npos);
    CHECK(body.find(R"("mqttSecondTopic":"/notice/")") != std::string::npos);
}

TEST_CASE_FIXTURE(Mq, "a message tagged MQ2MQTT reaches the devices that subscribe")
{
    RawClient client(broker->tcp_address());
    REQUIRE(client.ask(connect()) == connack(0));
    REQUIRE(client.ask(subscribe(1, {{"TopicA/#", 0}})) == suback(1, {0}));
    REQUIRE(http.post("/mq/v1/topics/TopicA/messages",
                      R"({"tag":"MQ2MQTT","properties":{"mqttSecondTopic":"/x","qoslevel":"0"},"body":"down"})")
                .status == 200);
    CHECK(client.next() == publish("TopicA/x", "down"));
}

TEST_CASE_FIXTURE(Mq, "max bounds an answer and tag selects")
{
    for (const char *tag : {"a", "b", "c", "a"})
        REQUIRE(http.post("/mq/v1/topics/TopicA/messages", R"({"tag":")" + std::string(tag) + R"("})").status == 200);
    const auto count = [&](const std::string &query) {
        const std::string body = http.get("/mq/v1/topics/TopicA/messages?" + query).body;
        std::size_t found = 0;
        for (std::size_t at = 0; (at = body.find("\"id\"", at)) != std::string::npos; ++at)
            ++found;
        return found;
    };
    CHECK(count("group=g&max=3") == 3);
    CHECK(count("group=g&max=3") == 1);
    CHECK(count("group=h&tag=a%7C%7Cc") == 3);
}

TEST_CASE_FIXTURE(Mq, "a consumer that waits is answered when a message comes, and others are served meanwhile")
{
    HttpClient waiting(broker->http_address());
    waiting.send("GET /mq/v1/topics/TopicA/messages?group=g&wait_ms=60000 HTTP/1.1\r\nHost: t\r\n\r\n");
    CHECK(http.get("/healthz").status == 200);
    broker::MqMessage message;
    message.body = "late";
    REQUIRE(broker->mq_produce("TopicA", message).has_value());
    const HttpAnswer answer = waiting.read_answer();
    CHECK(answer.body.find(R"("body_base64":"bGF0ZQ==")") != std::string::npos);
    CHECK(waiting.get("/healthz").status == 200); // the connection goes on
}

TEST_CASE_FIXTURE(Mq, "a wait that ends without a message answers none")
{
    CHECK(http.get("/mq/v1/topics/TopicA/messages?group=g&wait_ms=50").body == none);
}

TEST_CASE_FIXTURE(Mq, "a consumer that goes away while it waits takes no message with it")
{
    for (const bool reset : {false, true}) {
        CAPTURE(reset);
        {
            HttpClient gone(broker->http_address());
            gone.send("GET /mq/v1/topics/TopicA/messages?group=g&wait_ms=60000 HTTP/1.1\r\nHost: t\r\n\r\n");
            CHECK(http.get("/healthz").status == 200);
            if (reset) gone.drop();
        }
        // Behind its end on the broker's side: whoever connects later is accepted later.
        CHECK(HttpClient(broker->http_address()).get("/healthz").status == 200);
        REQUIRE(http.post("/mq/v1/topics/TopicA/messages", R"({"body":"kept"})").status == 200);
        CHECK(http.get("/mq/v1/topics/TopicA/messages?group=g").body.find(R"("a2VwdA==")") != std::string::npos);
    }
}

TEST_CASE_FIXTURE(Mq, "HEAD consumes nothing")
{
    REQUIRE(http.post("/mq/v1/topics/TopicA/messages", "{}").status == 200);
    CHECK(http.ask("HEAD", "/mq/v1/topics/TopicA/messages?group=g").status == 405);
    CHECK(http.get("/mq/v1/topics/TopicA/messages?group=g").body != none);
}

TEST_CASE_FIXTURE(Mq, "a bad request names the field")
{
    CHECK(produce_error("hello") == R"({"error":"body: must be a JSON object"})");
    CHECK(produce_error(R"({"tags":"t"})") == R"({"error":"tags: unknown member"})");
    CHECK(produce_error(R"({"tag":1})") == R"({"error":"tag: must be a string"})");
    CHECK(produce_error(R"({"properties":{"qoslevel":1}})") == R"({"error":"properties.qoslevel: must be a string"})");
    CHECK(produce_error(R"({"body":"a","body_base64":"YQ=="})") == R"({"error":"body_base64: stands beside body"})");
    CHECK(produce_error(R"({"body_base64":"YQ="})") == R"({"error":"body_base64: is not base64"})");
    CHECK(consume_error("") == R"({"error":"group: is missing"})");
    CHECK(consume_error("?group=g&max=0").find(R"({"error":"max: )") == 0);
    CHECK(consume_error("?group=g&max=x").find(R"({"error":"max: )") == 0);
    CHECK(consume_error("?group=g&wait_ms=60001").find(R"({"error":"wait_ms: )") == 0);
    CHECK(http.get("/mq/v1/topics/NoSuch/messages?group=g").status == 404);
    CHECK(http.post("/mq/v1/topics/NoSuch/messages", "{}").status == 404);
    CHECK(http.ask("PUT", "/mq/v1/topics/TopicA/messages").header("Allow") == "POST, GET");
}

TEST_CASE_FIXTURE(Mq, "in C++ a consumer waits for the first message too")
{
    std::thread producer([&] {
        // Reaches the broker behind the consumer's question or before it: both must end in the message.
        broker::MqMessage message;
        message.body = "m";
        CHECK(broker->mq_produce("TopicB", message).has_value());
    });
    const auto got = broker->mq_consume("TopicB", "g", 10, std::chrono::seconds(10));
    producer.join();
    REQUIRE(got.has_value());
    REQUIRE(got->size() == 1);
    CHECK(got->front().body == "m");
    const auto unknown = broker->mq_consume("NoSuch", "g", 10, std::chrono::seconds(10));
    REQUIRE_FALSE(unknown.has_value());
    CHECK(unknown.error().code == Errc::bad_first_level);
}
