#include <fstream>
#include <sstream>

#include <cjson/cJSON.h>

#include "raw_fixture.hpp"

using namespace lmq::broker;
using namespace lmq::test;

namespace
{

/// Sends `packet` first on a new connection; true when the answer is CONNACK `code` and a close.
bool refused(const Service &service, const Packet &packet, unsigned code)
{
    RawClient client = service.open();
    const Packet answer = client.ask(packet);
    INFO("answer " << answer);
    CHECK(answer == connack(code));
    CHECK(client.is_closed());
    return answer == connack(code);
}

ConnectFields fields_of(const std::string &client_id, const char *user = "AK_TEST_0001")
{
    ConnectFields fields;
    fields.client_id = client_id;
    fields.user = user;
    return fields;
}

struct ClientIdRow {
    std::string client_id;
    bool valid = false;
};

std::vector<ClientIdRow> client_id_vectors()
{
    std::ifstream file(LMQ_TEST_DATA_DIR "/vectors.json");
    std::stringstream text;
    text << file.rdbuf();
    const std::unique_ptr<cJSON, void (*)(cJSON *)> root(cJSON_Parse(text.str().c_str()), cJSON_Delete);
    REQUIRE(root);
    std::vector<ClientIdRow> rows;
    const cJSON *entry = nullptr;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(root.get(), "client_id_parse")) rows.push_back(
        {cJSON_GetObjectItem(entry, "client_id")->valuestring, cJSON_IsTrue(cJSON_GetObjectItem(entry, "valid")) != 0});
    REQUIRE(rows.size() == 14);
    return rows;
}

} // namespace

TEST_CASE("the specification's CONNECT packets are accepted byte for byte")
{
    Service service;
    RawClient signature = service.open();
    CHECK(
        signature.ask(hex("104800044d51545404c2005a00104749445f414141404040424242303031000c414b5f544553545f30303031001"
                          "c73735265502b657533306143352b4b6e556f4975546e536953586b3d")) == hex("20020000"));
    RawClient persistent = service.open();
    CHECK(
        persistent.ask(hex("104800044d51545404c0003c00104749445f414141404040424242303031000c414b5f544553545f3030303100"
                           "1c73735265502b657533306143352b4b6e556f4975546e536953586b3d")) == hex("20020000"));
}

TEST_CASE("protocol levels other than ours get CONNACK 1")
{
    Service service;
    for (const unsigned level : {0U, 1U, 2U, 3U, 5U, 132U, 255U}) {
        ConnectFields fields;
        fields.level = level;
        INFO("MQTT " << level);
        CHECK(refused(service, connect(fields), 1));
    }
    ConnectFields odd;
    odd.protocol = "MQIsdp";
    odd.level = 4;
    CHECK(refused(service, connect(odd), 1));
}

TEST_CASE("MQIsdp with level 3 is served unless the policy says no")
{
    ConnectFields old;
    old.protocol = "MQIsdp";
    old.level = 3;
    {
        Service service;
        CHECK(service.sign_in(old).quiet());
    }
    Config config = service_config();
    config.policy.accept_mqisdp = false;
    Service service(config);
    CHECK(refused(service, connect(old), 1));
}

TEST_CASE("client ids of the vectors: the invalid ones get CONNACK 2")
{
    Service service;
    for (const ClientIdRow &row : client_id_vectors()) {
        INFO(row.client_id);
        const Packet packet = connect(fields_of(row.client_id));
        if (row.valid)
            CHECK(service.open().ask(packet) == connack(0));
        else
            CHECK(refused(service, packet, 2));
    }
}

TEST_CASE("client ids with invisible characters, none at all, or too long get CONNACK 2")
{
    Service service;
    for (const char *device : {"\x01", "a b", "a\x7f", "a\xc2\x80", "a\xc2\x85", "a\xc2\x9f", "\n", "a\xc2\x80z"})
        CHECK(refused(service, connect(fields_of(dev(device))), 2));
    CHECK(refused(service, connect(fields_of("")), 2));
    ConnectFields empty_persistent = fields_of("");
    empty_persistent.clean = false;
    CHECK(refused(service, connect(empty_persistent), 2));
    CHECK(refused(service, connect(fields_of(dev(std::string(55, 'd')))), 2));
}

TEST_CASE("a client id's length counts code points, not bytes")
{
    Service service;
    std::string device;
    for (int i = 0; i < 54; ++i)
        device += "设";
    CHECK(service.open().ask(connect(fields_of(dev(device)))) == connack(0));
    CHECK(refused(service, connect(fields_of(dev(device + "设"))), 2));
    CHECK(service.open().ask(connect(fields_of(dev("\xc2\xa0visible enough")))).bytes.size() == 4);
}

TEST_CASE("unknown groups and groups of another region get CONNACK 2")
{
    Service service;
    CHECK(refused(service, connect(fields_of("GID_UNKNOWN@@@d")), 2));
    CHECK(refused(service, connect(fields_of("GID_FARAWAY@@@d")), 2));
}

TEST_CASE("credentials that are wrong get CONNACK 4")
{
    Service service;
    ConnectFields fields = fields_of(dev("d"));
    for (const char *password :
         {"", "x", "ssReP+eu30aC5+KnUoIuTnSiSXk", "ssReP+eu30aC5+KnUoIuTnSiSXk=\n",
          "SsReP+eu30aC5+KnUoIuTnSiSXk=", "NBfcUL/Nr8ciUWrEGJbnWXpqnMQ=", "SK_test_secret_0001"}) {
        fields.password = password;
        INFO(password);
        CHECK(refused(service, connect(fields), 4));
    }
    CHECK(refused(service, connect(fields_of(dev("d"), "AK_NOBODY")), 4));
    CHECK(refused(service, connect(fields_of(dev("d"), "")), 4));

    ConnectFields without_password = fields_of(dev("d"));
    without_password.flags = 0x82;
    std::string body = connect(without_password).body();
    body.resize(body.size() - 2 - ready_password(dev("d")).size());
    CHECK(refused(service, packet(0x10, body), 4));
}

TEST_CASE("groups of other accounts and groups that do not serve get CONNACK 5")
{
    Service service;
    CHECK(refused(service, connect(fields_of("GID_FOREIGN@@@d")), 5));
    CHECK(refused(service, connect(fields_of("GID_FROZEN@@@d")), 5));
    CHECK(refused(service, connect(fields_of("GID_SUSPENDED@@@d")), 5));
}

TEST_CASE("a sub-account cannot use its parent account's group")
{
    Service service;
    ConnectFields fields = fields_of(dev("d"), "AK_TEST_0004");
    fields.password = "EBb7GUJat64IJr2EKFgOje4XbNY=";
    CHECK(refused(service, connect(fields), 5));
}

TEST_CASE("a disabled access key gets CONNACK 5, an enabled stranger is served")
{
    Service service;
    ConnectFields fields = fields_of("GID_DISABLED@@@d", "AK_TEST_0003");
    fields.password = "yAWVx9gR6IDj3EfsqrIKjtki+ro=";
    CHECK(refused(service, connect(fields), 5));

    fields = fields_of("GID_FOREIGN@@@d", "AK_TEST_0002");
    fields.password = "irBW99FNSOp1Iz3pdu01/zTXzVs=";
    CHECK(service.open().ask(connect(fields)) == connack(0));
}

TEST_CASE("a refused CONNECT leaves no session and takes nobody's place")
{
    Service service;
    RawClient first = service.sign_in(dev("d"));
    ConnectFields wrong = fields_of(dev("d"));
    wrong.password = "wrong";
    CHECK(refused(service, connect(wrong), 4));
    CHECK(first.quiet());
    wrong.client_id = dev("other");
    CHECK(refused(service, connect(wrong), 4));
    CHECK_FALSE(service->session(dev("other")));
    CHECK(service->sessions().size() == 1);
}

TEST_CASE("a prepaid instance's connection limit answers CONNACK 3 until a place is free")
{
    Config config = service_config();
    config.instance.edition = Edition::standard_prepaid;
    config.instance.max_connections = 2;
    Service service(config);
    RawClient one = service.sign_in(dev("1"));
    RawClient two = service.sign_in(dev("2"));
    CHECK(refused(service, connect(fields_of(dev("3"))), 3));
    CHECK(one.quiet());
    two.send(disconnect());
    CHECK(two.is_closed());
    CHECK(service.open().ask(connect(fields_of(dev("3")))) == connack(0));
}

TEST_CASE("taking over one's own place needs no free one")
{
    Config config = service_config();
    config.instance.edition = Edition::standard_prepaid;
    config.instance.max_connections = 1;
    Service service(config);
    RawClient old = service.sign_in(dev("1"));
    RawClient young = service.sign_in(dev("1"));
    CHECK(old.is_closed());
    CHECK(young.quiet());
}

TEST_CASE("a postpaid instance never refuses connections")
{
    Config config = service_config();
    config.instance.edition = Edition::standard_postpaid;
    config.instance.max_connections = 1;
    Service service(config);
    RawClient one = service.sign_in(dev("1"));
    RawClient two = service.sign_in(dev("2"));
    CHECK(one.quiet());
    CHECK(two.quiet());
}

TEST_CASE("with verify_password_at=first_use a wrong password is found out at the first PUBLISH or SUBSCRIBE")
{
    Config config = service_config();
    config.policy.verify_password_at = VerifyPasswordAt::first_use;
    Service service(config);
    ConnectFields wrong = fields_of(dev("wrong"));
    wrong.password = "wrong";
    RawClient publisher = service.sign_in(wrong);
    CHECK(publisher.quiet());
    publisher.send(publish("TopicA", "x", 1, 1));
    CHECK(publisher.is_closed());
    RawClient subscribing = service.sign_in(wrong);
    subscribing.send(subscribe(1, {{"TopicA", 1}}));
    CHECK(subscribing.is_closed());
    CHECK(service.stored("TopicA").empty());

    RawClient right = service.sign_in(dev("right"));
    publish_acked(right, "TopicA", "x");
}

TEST_CASE("without credentials a client may sign in, but do nothing without a token")
{
    Service service;
    ConnectFields anonymous = fields_of(dev("token"));
    anonymous.user.reset();
    const auto notice = [](const char *type) {
        return publish("$SYS/tokenInvalidNotice", std::string(R"({"code":-1,"type":")") + type + R"("})");
    };

    RawClient publisher = service.sign_in(anonymous);
    CHECK(publisher.quiet());
    CHECK(publisher.ask(unsubscribe(3, {"TopicA"})) == unsuback(3));
    CHECK(publisher.ask(publish("TopicA", "x", 1, 1)) == notice("W"));
    CHECK(publisher.is_closed());

    RawClient subscribing = service.sign_in(anonymous);
    CHECK(subscribing.ask(subscribe(1, {{"TopicA", 1}})) == notice("R"));
    CHECK(subscribing.is_closed());
    CHECK(service.stored("TopicA").empty());
}

TEST_CASE("a client without credentials kicks nobody")
{
    Service service;
    RawClient victim = service.sign_in(dev("victim"));
    ConnectFields anonymous = fields_of(dev("victim"));
    anonymous.user.reset();
    RawClient stranger = service.sign_in(anonymous);
    CHECK(stranger.quiet());
    CHECK(victim.quiet());
}

TEST_CASE("a client without credentials must bring a token within a minute")
{
    Service service;
    ConnectFields anonymous = fields_of(dev("slow"));
    anonymous.user.reset();
    RawClient client = service.sign_in(anonymous);
    service.advance(std::chrono::milliseconds(59900));
    CHECK(client.quiet());
    service.advance(std::chrono::milliseconds(200));
    CHECK(client.next().topic() == "$SYS/tokenInvalidNotice");
    CHECK(client.is_closed());
}
