#include <algorithm>
#include <csignal>

#include <cjson/cJSON.h>
#include <doctest/doctest.h>

#include "broker_cli_process.hpp"
#include "http_client.hpp"
#include "lmq/version.hpp"
#include "support/raw_client.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

/// Requires that the run failed as a usage error, in one line, and answers the line.
std::string mistake(const std::vector<std::string> &arguments)
{
    const BrokerRun run = run_broker(arguments);
    CHECK(run.code == 2);
    CHECK(run.output.empty());
    CHECK(std::count(run.errors.begin(), run.errors.end(), '\n') == 1);
    return run.errors;
}

std::string mistake_in_file(const std::string &text)
{
    const TemporaryFile file(text);
    const std::string line = mistake({"--config", file.path()});
    CHECK(line.find("lmq-broker: " + file.path() + ":") == 0);
    return line.substr(std::min(line.size(), std::string("lmq-broker: ").size() + file.path().size()));
}

bool signs_in(const std::string &address)
{
    RawClient client(address);
    return client.ask(connect()) == connack(0);
}

} // namespace

TEST_CASE("one line of JSON says that every listener accepts, and where")
{
    BrokerProcess process({"--tcp", "0", "--http", "127.0.0.1:0", "--control"});
    const std::string line = process.read_line();
    cJSON *ready = cJSON_Parse(line.c_str());
    REQUIRE(ready != nullptr);
    CHECK(cJSON_IsTrue(cJSON_GetObjectItem(ready, "ready")));
    CHECK(cJSON_GetObjectItem(ready, "pid")->valuedouble == process.pid());
    const cJSON *listeners = cJSON_GetObjectItem(ready, "listeners");
    REQUIRE(cJSON_IsString(cJSON_GetObjectItem(listeners, "tcp")));
    REQUIRE(cJSON_IsString(cJSON_GetObjectItem(listeners, "http")));
    CHECK(signs_in(cJSON_GetObjectItem(listeners, "tcp")->valuestring));
    HttpClient http(cJSON_GetObjectItem(listeners, "http")->valuestring);
    CHECK(http.get("/healthz").status == 200);
    CHECK(http.get("/control/v1/clock").status == 200);
    cJSON_Delete(ready);
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(process.rest_of_output().empty());
}

TEST_CASE("SIGTERM and SIGINT end it cleanly, with clients connected")
{
    for (const int number : {SIGTERM, SIGINT}) {
        BrokerProcess process({"--http", "0", "--log", "warn"});
        RawClient client(process.listener("tcp"));
        REQUIRE(client.ask(connect()) == connack(0));
        HttpClient waiting(process.listener("http"));
        waiting.send("GET /mq/v1/topics/TopicA/messages?group=g&wait_ms=60000 HTTP/1.1\r\n\r\n");
        process.signal(number);
        CHECK(process.wait() == 0);
        CHECK(client.is_closed());
        CHECK(process.errors().empty());
    }
}

TEST_CASE("stderr tells who was refused and why, from the level of --log up")
{
    for (const std::string level : {"", "info", "warn"}) {
        std::vector<std::string> arguments;
        if (!level.empty()) arguments = {"--log", level};
        BrokerProcess process(arguments);
        ConnectFields fields;
        fields.client_id = "GID_NONE@@@d";
        REQUIRE(RawClient(process.listener("tcp")).ask(connect(fields)) == connack(2));
        process.signal(SIGTERM);
        REQUIRE(process.wait() == 0);
        const std::string errors = process.errors();
        CAPTURE(errors);
        CHECK((errors.find("client 'GID_NONE@@@d'") != std::string::npos) == (level != "warn"));
        CHECK((errors.find("refused with CONNACK 2") != std::string::npos) == (level != "warn"));
    }
}

TEST_CASE("nobody reading the ready line does not end it")
{
    BrokerProcess process({"--tcp", "0"});
    CHECK(signs_in(process.listener("tcp")));
    process.signal(SIGPIPE);
    CHECK(signs_in(process.listener("tcp")));
}

TEST_CASE("a bad option is one line that names it, and exit code 2")
{
    CHECK(mistake({"--nonsense"}).find("--nonsense") != std::string::npos);
    CHECK(mistake({"stray"}).find("stray") != std::string::npos);
    CHECK(mistake({"--tcp"}).find("--tcp") != std::string::npos);
    CHECK(mistake({"--tcp", "nowhere"}).find("lmq-broker: tcp: \"nowhere\"") == 0);
    CHECK(mistake({"--http", "127.0.0.1:99999"}).find("lmq-broker: http: ") == 0);
    CHECK(mistake({"--tcp", "no.such.host.invalid:0"}).find("lmq-broker: tcp: cannot resolve") == 0);
    CHECK(mistake({"--clock", "lunar"}).find("--clock") != std::string::npos);
    CHECK(mistake({"--log", "loud"}).find("lmq-broker: log: \"loud\"") == 0);
    CHECK(mistake({"--control"}).find("lmq-broker: --control: ") == 0);
    CHECK(mistake({"--tcp", ""}).find("lmq-broker: --tcp: ") == 0);
    for (const char *kind : {"", "disk", "sqlite", "sqlite:"})
        CHECK(mistake({"--store", kind}).find("lmq-broker: store: ") == 0);
}

TEST_CASE("a bad file is one line that names key and line, and exit code 2")
{
    CHECK(mistake_in_file("[limits]\n\ntopik_length = 1\n") == ":3: unknown key limits.topik_length\n");
    CHECK(mistake_in_file("[listen]\ncontrol = 'yes'\n") == ":2: listen.control must be true or false\n");
    CHECK(mistake_in_file("[listen\n").find(":1: ") == 0);
    CHECK(mistake({"--config", "/no/such/file.toml"}).find("lmq-broker: /no/such/file.toml: ") == 0);
}

TEST_CASE("a port that is taken is exit code 3")
{
    BrokerProcess first({"--tcp", "0", "--http", "0"});
    const std::string tcp = first.listener("tcp");
    for (const auto &arguments : {std::vector<std::string>{"--tcp", tcp},
                                  std::vector<std::string>{"--tcp", "0", "--http", first.listener("http")}}) {
        const BrokerRun second = run_broker(arguments);
        CHECK(second.code == 3);
        CHECK(second.output.empty());
        CHECK(second.errors.find("lmq-broker: " + arguments[arguments.size() - 2].substr(2) + ": cannot listen") == 0);
        CHECK(std::count(second.errors.begin(), second.errors.end(), '\n') == 1);
    }
    CHECK(signs_in(tcp));
}

TEST_CASE("a port can be bound again at once after its broker has ended")
{
    BrokerProcess first({"--tcp", "0"});
    const std::string address = first.listener("tcp");
    RawClient client(address);
    REQUIRE(client.ask(connect()) == connack(0));
    first.signal(SIGTERM);
    CHECK(first.wait() == 0);
    BrokerProcess second({"--tcp", address});
    CHECK(second.listener("tcp") == address);
}

TEST_CASE("version and help end with 0")
{
    const BrokerRun version_run = run_broker({"--version"});
    CHECK(version_run.code == 0);
    CHECK(version_run.output == "lmq-broker " + std::string(version()) + "\n");
    const BrokerRun help = run_broker({"--help"});
    CHECK(help.code == 0);
    for (const char *option : {"--config", "--tcp", "--tls", "--ws", "--wss", "--flash", "--http", "--store", "--clock",
                               "--control", "--log", "--version", "--print-config"})
        CHECK(help.output.find(option) != std::string::npos);
}

TEST_CASE("the printed configuration starts the same broker")
{
    const BrokerRun printed = run_broker({"--print-config", "--http", "0", "--control", "--clock", "virtual"});
    REQUIRE(printed.code == 0);
    const TemporaryFile file(printed.output);
    BrokerProcess process({"--config", file.path()});
    CHECK(signs_in(process.listener("tcp")));
    HttpClient http(process.listener("http"));
    CHECK(http.get("/control/v1/clock").body == R"({"now_ms":1546272000000,"virtual":true})");
    const BrokerRun again = run_broker({"--config", file.path(), "--print-config"});
    CHECK(again.output == printed.output);
}

TEST_CASE("the command line wins over the file")
{
    const TemporaryFile file("[listen]\ntcp = 'nonsense'\nhttp = '0'\n[clock]\nmode = 'virtual'\n[log]\nlevel='off'\n");
    BrokerProcess process({"--config", file.path(), "--tcp", "0", "--clock", "real", "--control"});
    CHECK_FALSE(process.listener("tcp").empty());
    HttpClient http(process.listener("http"));
    CHECK(http.get("/control/v1/clock").body.find("\"virtual\":false") != std::string::npos);
}

TEST_CASE("an account of the file's own signs in, its secret key in no output")
{
    const std::string account = "[[account]]\naccount_id = '7'\naccess_key = 'AK_OWN'\nsecret_key = 'SK_own_s3cret'\n"
                                "[[topic]]\nname = 'T'\nowner = '7'\n[[group]]\nid = 'GID_OWN'\nowner = '7'\n";
    const TemporaryFile file(account);
    const BrokerRun printed = run_broker({"--config", file.path(), "--print-config"});
    CHECK(printed.code == 0);
    CHECK((printed.output + printed.errors).find("s3cret") == std::string::npos);
    BrokerProcess process({"--config", file.path(), "--log", "trace"});
    RawClient client(process.listener("tcp"));
    ConnectFields fields;
    fields.client_id = "GID_OWN@@@d";
    fields.user = "AK_OWN";
    fields.password = "p9LzihYmhdXwcXqg49KymvTfWiY=";
    CHECK(client.ask(connect(fields)) == connack(0));
    fields.client_id = "GID_AAA@@@d"; // the ready-made ones are gone
    CHECK(RawClient(process.listener("tcp")).ask(connect(fields)) == connack(2));
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(process.errors().find("s3cret") == std::string::npos);
}

TEST_CASE("an account without a secret key is disabled, and that is said")
{
    const TemporaryFile file("[[account]]\naccount_id = '7'\naccess_key = 'AK_OWN'\n");
    BrokerProcess process({"--config", file.path()});
    CHECK_FALSE(process.listener("tcp").empty());
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(process.errors() == "lmq-broker: account AK_OWN has no secret_key: it is disabled\n");
}
