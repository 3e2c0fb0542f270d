#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <doctest/doctest.h>

#include "config/schema.hpp"
#include "lmq_broker/config_file.hpp"

using namespace lmq;
using namespace lmq::broker;

namespace
{

std::string error_of(std::string_view text)
{
    const auto parsed = parse_config(text, "some.toml");
    return parsed ? "no error" : parsed.error().detail;
}

/// A configuration in which no value is its default.
Config everything_changed()
{
    Config config;
    config.tcp = "[::1]:1883";
    config.tls = "[::1]:8883";
    config.ws = "80";
    config.wss = "443";
    config.flash = "843";
    config.http = "0.0.0.0:8080";
    config.certificates = {"server.pem", "server.key", ClientCertificate::required, "clients.pem"};
    config.control = true;
    config.clock = ClockMode::virtual_;
    config.virtual_start_ms = 12345;
    config.log_level = "trace";
    config.seed = 99;
    config.instance = {"id-1", "example", "cn-beijing", Edition::standard_prepaid, 10, 20, 50};
    config.accounts = Config::ready_made().accounts;
    config.accounts[0].account_id = "42";
    config.accounts[0].parent_account_id = "41";
    config.accounts[0].enabled = false;
    config.topics = {{"a \"quoted\" \\ name\t", TopicType::global_order, "42", "cn-beijing", {"43", "44"}}};
    config.groups = {{"GID_x-y_z", "42", "cn-beijing", "T", GroupStatus::suspended}};
    config.limits = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18,
                     19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 31, 32, 33, 34, 35, 36};
    config.policy = {true,
                     true,
                     DuplicatePolicy::reject,
                     OverSubscription::close,
                     TrailingSlash::normalise,
                     VerifyPasswordAt::first_use,
                     true,
                     false,
                     false,
                     false,
                     false,
                     true,
                     1,
                     OfflineStart::immediate};
    config.store = "sqlite:some.db";
    return config;
}

template <class T>
void expect_each_differs(const config::Fields<T> &fields, const T &changed)
{
    const T untouched{};
    for (const auto &field : fields) {
        CAPTURE(field.key);
        CHECK(field.print(changed) != field.print(untouched));
    }
}

} // namespace

TEST_CASE("every option round-trips through the printed configuration")
{
    const Config config = everything_changed();
    using namespace config;
    // Else the test would not notice an option that printing or reading forgets.
    expect_each_differs(listen_fields(), config);
    expect_each_differs(tls_fields(), config.certificates);
    expect_each_differs(account_fields(), config.accounts[0]);
    expect_each_differs(instance_fields(), config.instance);
    expect_each_differs(topic_fields(), config.topics[0]);
    expect_each_differs(group_fields(), config.groups[0]);
    expect_each_differs(limits_fields(), config.limits);
    expect_each_differs(policy_fields(), config);
    expect_each_differs(store_fields(), config);
    expect_each_differs(clock_fields(), config);
    expect_each_differs(log_fields(), config);

    const std::string printed = print_config(config);
    const auto read = parse_config(printed, "printed");
    REQUIRE_MESSAGE(read, read.error().detail);
    CHECK(print_config(*read) == printed);
}

TEST_CASE("no member of the configuration lacks a key")
{
    // Each binding stops compiling when a member is added: give it a key, and its non-default value above.
    [[maybe_unused]] const auto &[a1, a2, a3, a4, a5] = AccountConfig{};
    [[maybe_unused]] const auto &[i1, i2, i3, i4, i5, i6, i7] = InstanceConfig{};
    [[maybe_unused]] const auto &[t1, t2, t3, t4, t5] = TopicConfig{};
    [[maybe_unused]] const auto &[g1, g2, g3, g4, g5] = GroupConfig{};
    [[maybe_unused]] const auto &[l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15, l16, l17, l18, l19,
                                  l20, l21, l22, l23, l24, l25, l26, l27, l28, l29, l30, l31, l32, l33, l34, l35] =
        LimitsConfig{};
    [[maybe_unused]] const auto &[c1, c2, c3, c4] = TlsConfig{};
    [[maybe_unused]] const auto &[p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14] = PolicyConfig{};
    CHECK(config::account_fields().size() == 5);
    CHECK(config::instance_fields().size() == 7);
    CHECK(config::topic_fields().size() == 5);
    CHECK(config::group_fields().size() == 5);
    CHECK(config::limits_fields().size() + 4 == 35); // four numbers are switches of open-questions.md
    CHECK(config::tls_fields().size() == 4);
    CHECK(config::policy_fields().size() == 14 + 4);
}

TEST_CASE("the ready-made configuration can be started from its printed form")
{
    const auto read = parse_config(print_config(Config::ready_made()), "printed");
    REQUIRE_MESSAGE(read, read.error().detail);
    CHECK(read->accounts.at(0).secret_key == "SK_test_secret_0001");
    CHECK(read->accounts.at(0).enabled);
    CHECK(print_config(*read) == print_config(Config::ready_made()));
}

TEST_CASE("a secret key of the user's own is never printed, and its account comes back disabled")
{
    const auto config =
        parse_config("[[account]]\naccount_id = '1'\naccess_key = 'AK'\nsecret_key = 'tops3cret'\n", "f");
    REQUIRE(config);
    CHECK(config->accounts.at(0).enabled);
    const std::string printed = print_config(*config);
    CHECK(printed.find("tops3cret") == std::string::npos);
    CHECK(printed.find("# secret_key") != std::string::npos);
    const auto again = parse_config(printed, "printed");
    REQUIRE_MESSAGE(again, again.error().detail);
    CHECK_FALSE(again->accounts.at(0).enabled);
}

TEST_CASE("a token key is read and never printed")
{
    const auto config = parse_config("[tokens]\nkey = 'tops3cret'\n", "f");
    REQUIRE(config);
    CHECK(config->token_key == "tops3cret");
    const std::string printed = print_config(*config);
    CHECK(printed.find("tops3cret") == std::string::npos);
    CHECK(printed.find("# key") != std::string::npos);
    const auto again = parse_config(printed, "printed");
    REQUIRE_MESSAGE(again, again.error().detail);
    CHECK(again->token_key.empty());
    CHECK(print_config(*again).find("\nkey = \"\"") != std::string::npos);
}

TEST_CASE("a file holds nothing of the ready-made account")
{
    const auto config = parse_config("[listen]\ntcp = '0'\n", "f");
    REQUIRE(config);
    CHECK(config->accounts.empty());
    CHECK(config->topics.empty());
    CHECK(config->groups.empty());
}

TEST_CASE("plain is a preset of policy and limits; what else the file says stands above it, wherever it stands")
{
    const auto preset = parse_config("[policy]\nplain = true\n", "f");
    REQUIRE(preset);
    const Config plain = Config::plain();
    for (const auto &field : config::limits_fields()) {
        CAPTURE(field.key);
        CHECK(field.print(preset->limits) == field.print(plain.limits));
    }
    for (const auto &field : config::policy_fields()) {
        CAPTURE(field.key);
        CHECK(field.print(*preset) == field.print(plain));
    }
    CHECK(preset->policy.offline_start == OfflineStart::immediate);
    CHECK(preset->limits.max_keepalive_s == 0);
    CHECK(preset->limits.retry_interval_ms == 0);
    CHECK(preset->limits.packet_bytes == 268435455);
    CHECK(preset->accounts.empty());
    const auto read = parse_config(print_config(*preset), "printed");
    REQUIRE_MESSAGE(read, read.error().detail);
    CHECK(print_config(*read) == print_config(*preset));

    const auto mixed = parse_config("[limits]\ntopic_length = 9\n[policy]\nmax_keepalive = 7\nplain = true\n", "f");
    REQUIRE(mixed);
    CHECK(mixed->limits.topic_length == 9);
    CHECK(mixed->limits.max_keepalive_s == 7);
    CHECK(mixed->limits.payload_bytes == 268435455);
    const auto none = parse_config("[policy]\nplain = false\n", "f");
    REQUIRE(none);
    CHECK(print_config(*none) == print_config(Config()));
    CHECK(error_of("[policy]\nplain = 'yes'") == "some.toml:2: policy.plain must be true or false");
}

TEST_CASE("an unknown key is an error that names key and line")
{
    CHECK(error_of("[limits]\ntopic_length = 9\ntopic_lenght = 9\n") == "some.toml:3: unknown key limits.topic_lenght");
    CHECK(error_of("\n[listn]\ntcp = '1'\n") == "some.toml:2: unknown key listn");
    CHECK(error_of("tcp = '1'\n") == "some.toml:1: unknown key tcp");
    CHECK(error_of("[[topic]]\nname = 'T'\nowner = '1'\nkind = 'normal'\n") == "some.toml:4: unknown key topic.kind");
    CHECK(error_of("[tls]\ncert = 'x'\n") == "some.toml:2: unknown key tls.cert");
}

TEST_CASE("a value of the wrong type or range names key and line")
{
    CHECK(error_of("[limits]\npayload_bytes = 'big'") == "some.toml:2: limits.payload_bytes must be a whole number");
    CHECK(error_of("[limits]\nconnect_timeout_ms = 4294967296") ==
          "some.toml:2: limits.connect_timeout_ms must be from 0 to 4294967295");
    CHECK(error_of("[limits]\npayload_bytes = -1").find("some.toml:2: limits.payload_bytes must be from 0") == 0);
    CHECK(error_of("[listen]\ncontrol = 1") == "some.toml:2: listen.control must be true or false");
    CHECK(error_of("[listen]\ntcp = 1883") == "some.toml:2: listen.tcp must be a string");
    CHECK(error_of("[policy]\nduplicate_policy = 'kick'") ==
          "some.toml:2: policy.duplicate_policy must be one of \"takeover\" \"reject\"");
    CHECK(error_of("[policy]\np2p_max_qos = 3") == "some.toml:2: policy.p2p_max_qos must be from 0 to 2");
    CHECK(error_of("[log]\nlevel = 'loud'").find("some.toml:2: log.level") == 0);
    CHECK(error_of("[store]\nkind = 'postgres:x'").find("some.toml:2: store.kind") == 0);
    CHECK(error_of("[tls]\ncertificate = 'c.pem'") == "some.toml:2: tls.certificate needs tls.key");
    CHECK(error_of("[tls]\n\nkey = 'k.pem'") == "some.toml:3: tls.key needs tls.certificate");
    CHECK(error_of("[tls]\nclient_certificate = 'required'") ==
          "some.toml:2: tls.client_certificate needs tls.client_ca");
    CHECK(error_of("[[topic]]\nname = 'T'\nowner = '1'\ngranted_to = ['2', 3]") ==
          "some.toml:4: topic.granted_to must be an array of strings");
}

TEST_CASE("a limit of nothing at all is refused where it would silence the service")
{
    for (const char *key :
         {"topic_length", "client_id_length", "payload_bytes", "packet_bytes", "max_inflight", "mq_queues_per_topic"}) {
        CAPTURE(key);
        CHECK(error_of("[limits]\n" + std::string(key) + " = 0") ==
              "some.toml:2: limits." + std::string(key) + " must be at least 1");
        CHECK(error_of("[limits]\n" + std::string(key) + " = 1") == "no error");
    }
}

TEST_CASE("an empty file is a configuration, a directory is none")
{
    const auto path = std::filesystem::temp_directory_path() / ("lmq-empty-" + std::to_string(::getpid()) + ".toml");
    std::ofstream(path).close();
    CHECK(load_config(path.string()));
    std::filesystem::remove(path);
    const auto folder = load_config(std::filesystem::temp_directory_path().string());
    REQUIRE_FALSE(folder);
    CHECK(folder.error().detail.find(": cannot be read") != std::string::npos);
}

TEST_CASE("a table that is missing, doubled or bracketed wrongly is named")
{
    CHECK(error_of("\n[[topic]]\nowner = '1'") == "some.toml:2: topic.name is missing");
    CHECK(error_of("[topic]\nname = 'T'").find("some.toml:1: [[topic]] stands in two brackets") == 0);
    CHECK(error_of("[[limits]]\n").find("some.toml:1: [limits] is a table") == 0);
    CHECK(error_of("[[instance]]\nid='a'\n[[instance]]\nid='b'").find("some.toml:3: instance") == 0);
    CHECK(error_of("[[topic]]\nname='T'\nowner='1'\n[[topic]]\nname='T'\nowner='2'") ==
          "some.toml:5: topic.name \"T\" is there twice");
    CHECK(error_of("[[topic]]\nname=''\nowner='1'") == "some.toml:2: topic.name is empty");
}

TEST_CASE("a group id keeps the rules of its creation")
{
    const auto group = [](std::string id) { return error_of("[[group]]\nowner='1'\nid='" + id + "'"); };
    CHECK(group("GID_abc") == "no error");
    CHECK(group("GID_ab").find("some.toml:3: group.id") == 0);
    CHECK(group("GID_a-b").find("some.toml:3: group.id") == 0);
    CHECK(group("CID_abc").find("some.toml:3: group.id") == 0);
    CHECK(group("GID_" + std::string(29, 'a')).find("some.toml:3: group.id") == 0);
    CHECK(error_of("[policy]\ngroup_id_allow_dash_underscore=true\n[[group]]\nowner='1'\nid='GID_a-b_c'") ==
          "no error");
}

TEST_CASE("broken TOML is one line that names the line and shows no value")
{
    const std::string error = error_of("[[account]]\naccess_key = 'AK'\nsecret_key = 'tops3cret\n");
    CHECK(error.find("some.toml:3: ") == 0);
    CHECK(error.find('\n') == std::string::npos);
    CHECK(error.find("tops3cret") == std::string::npos);
}

TEST_CASE("a file that cannot be read is an error with its path")
{
    const auto missing = load_config("/nowhere/at/all.toml");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().detail.find("/nowhere/at/all.toml") == 0);
}
