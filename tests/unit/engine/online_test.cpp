#include <doctest/doctest.h>

#include "harness.hpp"
#include "lmq/signature.hpp"
#include "token_scene.hpp"

// Spec 10: how many TCP connections a client has, and the checks before the answer in their order.

using namespace engine_test;
using namespace lmq::broker::engine;

namespace
{

struct Desk {
    Broker broker{with_strangers()};

    AuthFields fields(const std::string &resource = "GID_AAA@@@d", std::int64_t later_ms = 0)
    {
        AuthFields all = {
            {"accessKey", access_key}, {"resource", resource}, {"timestamp", std::to_string(broker.now() + later_ms)}};
        sign(all, Config::ready_made().accounts[0].secret_key);
        return all;
    }
    static void sign(AuthFields &fields, const std::string &secret_key)
    {
        lmq::Parameters parameters;
        for (const char *name : {"accessKey", "resource", "timestamp"})
            parameters.emplace_back(name, fields[name]);
        fields["signature"] = lmq::http_signature(lmq::Secret(secret_key), parameters);
    }
    OnlineAnswer ask(const AuthFields &fields) { return broker.engine().online_status(fields); }
    int online(const std::string &resource = "GID_AAA@@@d")
    {
        const OnlineAnswer answer = ask(fields(resource));
        CHECK(answer.message == "success");
        CHECK(answer.code == OnlineCode::ok);
        return answer.online;
    }
    void refused(const AuthFields &fields, OnlineCode code, const std::string &beginning)
    {
        const OnlineAnswer answer = ask(fields);
        CHECK(answer.code == code);
        CHECK(answer.online == -1);
        CHECK_MESSAGE(answer.message.find(beginning) == 0, answer.message);
    }
};

} // namespace

TEST_CASE_FIXTURE(Desk, "a client has the connections whose sockets are open, the one taken over among them")
{
    CHECK(online() == 0);
    Client first(broker);
    REQUIRE(first.connect(device("d")) == 0);
    CHECK(online() == 1);
    CHECK(online("GID_AAA@@@other") == 0);
    Client second(broker);
    REQUIRE(second.connect(device("d")) == 0);
    CHECK(online() == 2);
    first.drop();
    CHECK(online() == 1);
    second.send(std::string("\xE0\0", 2));
    CHECK(online() == 1); // DISCONNECT, but the socket is open yet
    second.drop();
    CHECK(online() == 0);
    CHECK(broker.engine().session("GID_AAA@@@d") == std::nullopt);
}

TEST_CASE_FIXTURE(Desk, "a persistent session is no connection, and an anonymous client has none before its token")
{
    {
        Client client(broker);
        REQUIRE(client.connect(device("d", false)) == 0);
        REQUIRE(client.subscribe("TopicA", 1) == 1);
    }
    CHECK(online() == 0);
    Client client(broker);
    REQUIRE(client.connect(anonymous("d")) == 0);
    CHECK(online() == 0);
    upload(client, issue(broker, "R", {"TopicA"}), "R");
    CHECK(online() == 1);
}

TEST_CASE_FIXTURE(Desk, "every parameter must be there, readable and of sane size")
{
    for (const char *name : {"accessKey", "resource", "timestamp", "signature"}) {
        CAPTURE(name);
        AuthFields without = fields();
        without.erase(name);
        refused(without, OnlineCode::missing_parameter, std::string(name) + ": is missing");
        without[name] = "";
        refused(without, OnlineCode::missing_parameter, std::string(name) + ": is missing");
        without[name] = std::string(8193, '1');
        refused(without, OnlineCode::missing_parameter, std::string(name) + ": over 8192 bytes");
        without[name] = "\xFF";
        refused(without, OnlineCode::missing_parameter, std::string(name) + ": not UTF-8");
    }
    for (const char *text :
         {"now", "1546272000000ms", " 1546272000000", "+1546272000000", "1.5e12", "99999999999999999999"}) {
        AuthFields wrong = fields();
        wrong["timestamp"] = text;
        refused(wrong, OnlineCode::missing_parameter, "timestamp: must be a whole number");
    }
}

TEST_CASE_FIXTURE(Desk, "the timestamp may be five minutes off, either way, on the broker's clock")
{
    CHECK(ask(fields("GID_AAA@@@d", 300000)).code == OnlineCode::ok);
    CHECK(ask(fields("GID_AAA@@@d", -300000)).code == OnlineCode::ok);
    refused(fields("GID_AAA@@@d", 300001), OnlineCode::timestamp_expired, "timestamp: ");
    refused(fields("GID_AAA@@@d", -300001), OnlineCode::timestamp_expired, "timestamp: ");
    const AuthFields old = fields();
    broker.jump(300001);
    refused(old, OnlineCode::timestamp_expired, "timestamp: ");
    for (const char *extreme : {"9223372036854775807", "-9223372036854775808"}) {
        AuthFields far = fields();
        far["timestamp"] = extreme;
        refused(far, OnlineCode::timestamp_expired, "timestamp: ");
    }
}

TEST_CASE_FIXTURE(Desk, "the signature is checked before the permission, and an unknown account has none")
{
    AuthFields wrong = fields("GID_FOREIGN@@@d");
    wrong["signature"] = "SlGCeXR078efBerAc1scqxKYxh8=";
    refused(wrong, OnlineCode::bad_signature, "signature");
    AuthFields unknown = fields();
    unknown["accessKey"] = "AK_NOBODY";
    sign(unknown, Config::ready_made().accounts[0].secret_key);
    refused(unknown, OnlineCode::bad_signature, "signature");
    AuthFields disabled = fields("GID_DISABLED@@@d");
    disabled["accessKey"] = "AK_TEST_0003";
    refused(disabled, OnlineCode::bad_signature, "signature");
    sign(disabled, "SK_3");
    refused(disabled, OnlineCode::no_permission, "resource");
}

TEST_CASE_FIXTURE(Desk, "the checks come in the order 1, 4, 2, 3")
{
    AuthFields all_wrong = fields("GID_FOREIGN@@@d", 400000);
    all_wrong["signature"] = "wrong";
    AuthFields missing = all_wrong;
    missing.erase("resource");
    refused(missing, OnlineCode::missing_parameter, "resource");
    refused(all_wrong, OnlineCode::timestamp_expired, "timestamp");
    all_wrong["timestamp"] = std::to_string(broker.now());
    refused(all_wrong, OnlineCode::bad_signature, "signature");
    sign(all_wrong, Config::ready_made().accounts[0].secret_key);
    refused(all_wrong, OnlineCode::no_permission, "resource");
}

TEST_CASE_FIXTURE(Desk, "only clients of the account's own groups may be asked for")
{
    for (const char *resource : {"GID_FOREIGN@@@d", "GID_NOBODY@@@d", "GID_AAA", "GID_AAA@@@", "@@@d", "d"}) {
        CAPTURE(resource);
        refused(fields(resource), OnlineCode::no_permission, "resource");
    }
    refused(fields("GID_AAA@@@" + std::string(55, 'x')), OnlineCode::no_permission, "resource");
}
