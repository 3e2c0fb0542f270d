#include <limits>

#include "client_support.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

ClientOptions good()
{
    ClientOptions options;
    options.server_uri = "tcp://127.0.0.1:1883";
    options.client_id = "GID_AAA@@@device-1";
    return options;
}

// The error must have the code, and name the option and its limit.
void refuses(const ClientOptions &options, Errc code, const std::string &name, const std::string &limit = "")
{
    const auto client = Client::create(options);
    REQUIRE_FALSE(client.has_value());
    CHECK(client.error().code == code);
    CHECK_MESSAGE(client.error().detail.find(name) != std::string::npos, client.error().detail);
    CHECK_MESSAGE(client.error().detail.find(limit) != std::string::npos, client.error().detail);
}

template <class Change>
ClientOptions with(Change change)
{
    ClientOptions options = good();
    change(options);
    return options;
}

} // namespace

TEST_CASE("valid options make a client that has connected nothing")
{
    auto client = Client::create(good());
    REQUIRE(client.has_value());
    CHECK(client->status().state == ConnectionState::idle);
}

TEST_CASE("a server address that cannot be one is refused, with the reason")
{
    const auto uri = [](const char *text) { return with([text](ClientOptions &o) { o.server_uri = text; }); };
    refuses(uri(""), Errc::bad_uri, "server_uri");
    refuses(uri("127.0.0.1:1883"), Errc::bad_uri, "server_uri", "scheme");
    refuses(uri("http://host:80"), Errc::bad_uri, "server_uri", "unknown scheme");
    refuses(uri("tcp://"), Errc::bad_uri, "server_uri", "no host");
    refuses(uri("tcp://:1883"), Errc::bad_uri, "server_uri", "no host");
    refuses(uri("tcp://host:0"), Errc::bad_uri, "server_uri", "1 to 65535");
    refuses(uri("tcp://host:65536"), Errc::bad_uri, "server_uri", "1 to 65535");
    refuses(uri("tcp://host:x"), Errc::bad_uri, "server_uri", "1 to 65535");
    refuses(uri("tcp://host:"), Errc::bad_uri, "server_uri", "1 to 65535");
    refuses(uri("tcp://ho st:1"), Errc::bad_uri, "server_uri", "character");
    refuses(uri("tcp://::1:1883"), Errc::bad_uri, "server_uri", "brackets");
    refuses(uri("tcp://[::1:1883"), Errc::bad_uri, "server_uri", "]");
    refuses(uri("tcp://host:1883/path"), Errc::bad_uri, "server_uri", "only ws and wss");
    refuses(uri("ssl://host/path"), Errc::bad_uri, "server_uri", "only ws and wss");
    refuses(uri("ws://host/a b"), Errc::bad_uri, "server_uri", "percent-encoded");
    refuses(uri("ws://host/a\r\nX: y"), Errc::bad_uri, "server_uri", "percent-encoded");
    refuses(uri("wss://host/#part"), Errc::bad_uri, "server_uri", "percent-encoded");
    refuses(uri(("ws://host/" + std::string(2048, 'a')).c_str()), Errc::bad_uri, "server_uri", "2048");
    for (const char *valid : {"tcp://host", "tcp://host:1", "tcp://host:65535", "tcp://[::1]", "tcp://[::1]:1883/",
                              "ssl://host", "ssl://host:8883/", "mqtts://host", "ws://host", "ws://host/",
                              "ws://host:80/mqtt", "ws://host/a/b?c=d:e@f", "wss://[::1]:443/mqtt"})
        CHECK(Client::create(uri(valid)).has_value());
}

TEST_CASE("a password in the server address is refused and not repeated")
{
    const auto client = Client::create(with([](ClientOptions &o) { o.server_uri = "tcp://me:hush@host:1883"; }));
    REQUIRE_FALSE(client.has_value());
    CHECK(client.error().code == Errc::bad_uri);
    CHECK(client.error().detail.find("hush") == std::string::npos);
}

TEST_CASE("the aliyun profile wants GroupID@@@DeviceID, the standard one any MQTT client id")
{
    const auto id = [](std::string text, ServiceProfile profile, bool clean = true) {
        return with([&](ClientOptions &o) {
            o.client_id = std::move(text);
            o.profile = profile;
            o.clean_session = clean;
        });
    };
    refuses(id("device", ServiceProfile::aliyun), Errc::missing_separator, "client id");
    refuses(id("", ServiceProfile::aliyun), Errc::empty, "client id");
    refuses(id("GID_AAA@@@" + std::string(55, 'x'), ServiceProfile::aliyun), Errc::too_long, "client id", "64");
    refuses(id("", ServiceProfile::standard, false), Errc::bad_combination, "client_id", "clean_session");
    refuses(id("a\xff", ServiceProfile::standard), Errc::invalid_utf8, "client_id");
    refuses(id(std::string("a\0b", 3), ServiceProfile::standard), Errc::contains_nul, "client_id");
    refuses(id(std::string(65536, 'x'), ServiceProfile::standard), Errc::too_long, "client_id", "65535");
    CHECK(Client::create(id("any id [1]", ServiceProfile::standard)).has_value());
    CHECK(Client::create(id("", ServiceProfile::standard)).has_value());
}

TEST_CASE("credentials must be complete, and a signature needs a group")
{
    const auto with_credentials = [](Credentials credentials) {
        return with([&](ClientOptions &o) { o.credentials = std::move(credentials); });
    };
    refuses(with_credentials(AccessKey{"", Secret("key")}), Errc::empty, "credentials.access_key");
    refuses(with_credentials(AccessKey{"ak", Secret()}), Errc::empty, "credentials.secret_key");
    refuses(with_credentials(ReadyPassword{"", Secret("p")}), Errc::empty, "credentials.user_name");
    refuses(with_credentials(ReadyPassword{"u", Secret()}), Errc::empty, "credentials.password");
    refuses(with_credentials(SignedBy{"ak", nullptr}), Errc::missing_field, "credentials.signer");
    refuses(with_credentials(ReadyPassword{"u\xff", Secret("p")}), Errc::invalid_utf8, "credentials.user_name");
    ClientOptions standard = with_credentials(AccessKey{"ak", Secret("key")});
    standard.profile = ServiceProfile::standard;
    standard.client_id = "device";
    refuses(standard, Errc::bad_combination, "credentials", "GroupID@@@DeviceID");
}

TEST_CASE("numbers out of range are refused with the option's name and its range")
{
    using O = ClientOptions;
    refuses(with([](O &o) { o.keep_alive = 0s; }), Errc::out_of_range, "keep_alive", "1 to 120 s");
    refuses(with([](O &o) { o.keep_alive = 121s; }), Errc::out_of_range, "keep_alive", "1 to 120 s");
    refuses(with([](O &o) {
                o.keep_alive = 65536s;
                o.profile = ServiceProfile::standard;
            }),
            Errc::out_of_range, "keep_alive", "65535");
    refuses(with([](O &o) { o.connect_timeout = 99ms; }), Errc::out_of_range, "connect_timeout", "100 ms");
    refuses(with([](O &o) { o.ack_timeout = 0ms; }), Errc::out_of_range, "ack_timeout", "1 ms");
    refuses(with([](O &o) { o.back_off.min = 0ms; }), Errc::out_of_range, "back_off.min", "1 ms");
    refuses(with([](O &o) { o.back_off.max = 999ms; }), Errc::out_of_range, "back_off.max", "back_off.min");
    refuses(with([](O &o) { o.back_off.stable_after = -1ms; }), Errc::out_of_range, "back_off.stable_after", "0 ms");
    refuses(with([](O &o) { o.max_inflight = 0; }), Errc::out_of_range, "max_inflight", "1 to 65535");
    refuses(with([](O &o) { o.max_inflight = 65536; }), Errc::out_of_range, "max_inflight", "1 to 65535");
    refuses(with([](O &o) { o.max_publish_rate = -1; }), Errc::out_of_range, "max_publish_rate", "0");
    refuses(with([](O &o) { o.max_publish_rate = std::numeric_limits<double>::quiet_NaN(); }), Errc::out_of_range,
            "max_publish_rate");
    refuses(with([](O &o) { o.outbox.max_messages = 0; }), Errc::out_of_range, "outbox.max_messages", "1");
    refuses(with([](O &o) { o.outbox.max_bytes = 0; }), Errc::out_of_range, "outbox.max_bytes", "1");
    refuses(with([](O &o) { o.outbox.max_age = 0ms; }), Errc::out_of_range, "outbox.max_age", "1 ms");
    refuses(with([](O &o) { o.outbox.commit_interval = -1ms; }), Errc::out_of_range, "outbox.commit_interval", "60");
    refuses(with([](O &o) { o.outbox.commit_interval = 60001ms; }), Errc::out_of_range, "outbox.commit_interval", "60");
    refuses(with([](O &o) { o.outbox.file = o.inbox.file = "same"; }), Errc::bad_combination, "inbox.file", "own");
    refuses(with([](O &o) { o.inbox_bytes = 0; }), Errc::out_of_range, "inbox_bytes", "1");
    refuses(with([](O &o) { o.inbox_messages = 0; }), Errc::out_of_range, "inbox_messages", "1");
    refuses(with([](O &o) {
                o.ordered = true;
                o.profile = ServiceProfile::standard;
            }),
            Errc::bad_combination, "ordered", "aliyun");
}

TEST_CASE("a will is checked like a message")
{
    const auto will = [](Will will_options) {
        return with([&](ClientOptions &o) { o.will = std::move(will_options); });
    };
    refuses(will({"TopicA/+", "x", QoS::at_most_once, false}), Errc::wildcard_in_name, "will");
    refuses(will({"", "x", QoS::at_most_once, false}), Errc::empty, "will");
    refuses(will({"TopicA", "x", static_cast<QoS>(3), false}), Errc::bad_qos, "will");
    refuses(will({"TopicA", std::string(65536, 'x'), QoS::at_most_once, false}), Errc::payload_too_large, "will",
            "65535");
    CHECK(Client::create(will({"TopicA/gone", std::string("a\0b", 3), QoS::at_least_once, true})).has_value());
}

TEST_CASE("a publish that breaks a rule is refused at once, and its handler is not called")
{
    auto client = Client::create(good());
    REQUIRE(client.has_value());
    const auto refused = [&](Message message, Errc code) {
        const auto taken = client->publish(std::move(message), [](const Result<void> &) { FAIL("called"); });
        REQUIRE_FALSE(taken.has_value());
        CHECK(taken.error().code == code);
    };
    refused({"", "x"}, Errc::empty);
    refused({"TopicA/#", "x"}, Errc::wildcard_in_name);
    refused({"TopicA/" + std::string(58, 'x'), "x"}, Errc::too_long);
    refused({"TopicA", std::string(65537, 'x')}, Errc::payload_too_large);
    refused({"TopicA", "x", static_cast<QoS>(3)}, Errc::bad_qos);
    refused({"$SYS/uploadToken", "{}"}, Errc::reserved_topic);
    refused({"TopicA", "x", QoS::at_least_once, false, 0ms}, Errc::out_of_range);
    refused({"TopicA", "x", QoS::at_least_once, false, {}, static_cast<Priority>(3)}, Errc::out_of_range);
    CHECK(client->statistics().publishes_accepted == 0);
}

TEST_CASE("in order mode a priority is refused, for nothing may overtake")
{
    auto client = Client::create(with([](ClientOptions &o) { o.ordered = true; }));
    REQUIRE(client.has_value());
    const auto taken = client->publish({"TopicA", "x", QoS::at_least_once, false, {}, Priority::high});
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code == Errc::bad_combination);
    CHECK(taken.error().detail.find("priority") == 0);
    CHECK(client->publish({"TopicA", "x"}));
}

TEST_CASE("the 31st filter is refused and nothing of its call is taken")
{
    auto client = Client::create(good());
    REQUIRE(client.has_value());
    std::vector<Subscription> thirty;
    for (int i = 0; i < 30; ++i)
        thirty.push_back({"TopicA/" + std::to_string(i), QoS::at_least_once});
    REQUIRE(ok(client->subscribe(thirty)));
    const auto more = client->subscribe({{"TopicB/1", QoS::at_least_once}});
    REQUIRE_FALSE(more.has_value());
    CHECK(more.error().code == Errc::too_many_subscriptions);
    CHECK(more.error().detail.find("30") != std::string::npos);
    CHECK(client->statistics().subscriptions == 30);
    CHECK(ok(client->subscribe({{"TopicA/7", QoS::exactly_once}})));
    CHECK(client->subscribe({}).error().code == Errc::empty);
    CHECK(client->subscribe({{"a/#/b", QoS::at_least_once}}).error().code == Errc::bad_wildcard);
    CHECK(client->subscribe({{"a", static_cast<QoS>(9)}}).error().code == Errc::bad_qos);
    CHECK(client->unsubscribe({}).error().code == Errc::empty);
}

TEST_CASE("token mode wants one to three tokens of different types, valid resources, and a provider")
{
    const auto tokens = [](const auto &change) {
        return with([&](ClientOptions &o) {
            Tokens made;
            made.needs = {{TokenType::read_write, {"TopicA/#"}}};
            made.provider = [](const TokenRequest &, const TokenAnswer &) {};
            change(made);
            o.credentials = made;
        });
    };
    CHECK(Client::create(tokens([](Tokens &) {})).has_value());
    refuses(tokens([](Tokens &t) { t.needs.clear(); }), Errc::out_of_range, "credentials.needs", "one to three");
    refuses(tokens([](Tokens &t) { t.needs.resize(2); }), Errc::bad_combination, "credentials.needs", "two of type RW");
    refuses(tokens([](Tokens &t) { t.needs.resize(4); }), Errc::out_of_range, "credentials.needs", "one to three");
    refuses(tokens([](Tokens &t) { t.needs[0].resources.resize(101, "TopicA"); }), Errc::out_of_range,
            "credentials.needs.resources", "at most 100");
    refuses(tokens([](Tokens &t) { t.needs[0].resources = {"#"}; }), Errc::bad_first_level,
            "credentials.needs.resources");
    refuses(tokens([](Tokens &t) { t.provider = nullptr; }), Errc::missing_field, "credentials.provider");
    refuses(tokens([](Tokens &t) { t.provider_timeout = std::chrono::milliseconds(0); }), Errc::out_of_range,
            "credentials.provider_timeout", "1 ms");
    auto standard = tokens([](Tokens &) {});
    standard.profile = ServiceProfile::standard;
    refuses(standard, Errc::bad_combination, "credentials", "aliyun profile only");
    auto will = tokens([](Tokens &) {});
    will.will = Will{"TopicB", "gone"};
    refuses(will, Errc::token_resource, "will: 'TopicB'");
}
