#include <algorithm>
#include <csignal>
#include <filesystem>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "broker_cli_process.hpp"
#include "http_client.hpp"
#include "support/raw_client.hpp"
#include "token_request.hpp"

using namespace lmq::test;

namespace
{

/// A file name in a directory that goes with the object, whatever lies beside it by then.
class StoreFile
{
public:
    StoreFile()
    {
        directory_ = (std::filesystem::temp_directory_path() / "lmq-store-cli-XXXXXX").string();
        REQUIRE(mkdtemp(directory_.data()) != nullptr);
    }
    ~StoreFile()
    {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }
    StoreFile(const StoreFile &) = delete;
    StoreFile &operator=(const StoreFile &) = delete;
    std::string path() const { return directory_ + "/broker.db"; }
    std::string option() const { return "sqlite:" + path(); }

private:
    std::string directory_;
};

/// Requires that the store is refused before anything else, in one line, and answers the line.
std::string refused(const std::string &option)
{
    const BrokerRun run = run_broker({"--store", option, "--tcp", "0"});
    CHECK(run.code == 2);
    CHECK(run.output.empty());
    CHECK(std::count(run.errors.begin(), run.errors.end(), '\n') == 1);
    return run.errors;
}

void end(BrokerProcess &process)
{
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
}

std::string query(HttpClient &http, const std::string &token)
{
    return member_of(http.get("/token/query?" + urlencoded(signed_token(token))).body, "code");
}

} // namespace

TEST_CASE("a broker with a file serves as one without, and leaves it whole")
{
    const StoreFile file;
    for (int start = 0; start < 2; ++start) {
        BrokerProcess process({"--store", file.option(), "--tcp", "0"});
        RawClient client(process.listener("tcp"));
        REQUIRE(client.ask(connect()) == connack(0));
        CHECK(client.ask(publish("TopicA/b", "payload", 1, 1)) == puback(1));
        end(process);
        CHECK(process.errors().find("store") == std::string::npos);
        CHECK_FALSE(std::filesystem::exists(file.path() + "-wal"));
    }
    struct stat status {
    };
    REQUIRE(stat(file.path().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("tokens outlive the broker that issued them, even one that was killed")
{
    const StoreFile file;
    std::string token;
    {
        BrokerProcess process({"--store", file.option(), "--http", "0", "--control"});
        HttpClient http(process.listener("http"));
        const std::string expiry = "4102444800000";
        const HttpAnswer issued = http.post("/control/v1/tokens/issue",
                                            R"({"actions":"R","resources":"TopicA/#","expire_ms":)" + expiry + "}");
        token = member_of(issued.body, "token");
        token = token.substr(1, token.size() - 2);
        CHECK(query(http, token) == "200");
        process.signal(SIGKILL);
        CHECK(process.wait() == -1);
    }
    BrokerProcess process({"--store", file.option(), "--http", "0"});
    HttpClient http(process.listener("http"));
    CHECK(query(http, token) == "200");
    end(process);
    BrokerProcess stranger({"--http", "0"});
    HttpClient other(stranger.listener("http"));
    CHECK(query(other, token) == "1");
}

TEST_CASE("a second broker on one file is told so, and the first does not notice")
{
    const StoreFile file;
    BrokerProcess first({"--store", file.option(), "--tcp", "0"});
    const std::string address = first.listener("tcp");
    CHECK(refused(file.option()) == "lmq-broker: store " + file.path() + ": another process has it open\n");
    RawClient client(address);
    CHECK(client.ask(connect()) == connack(0));
    end(first);
}

TEST_CASE("a file that cannot be used is named with the reason")
{
    const StoreFile file;
    CHECK(refused("sqlite:/nonexistent/broker.db") ==
          "lmq-broker: store /nonexistent/broker.db: cannot be made: No such file or directory\n");
    const TemporaryFile text("not a database");
    CHECK(refused("sqlite:" + text.path()) ==
          "lmq-broker: store " + text.path() + ": is not a file of lmq-broker's; it was left as it is\n");
    CHECK(refused("sqlite:/proc/version").find("lmq-broker: store /proc/version: ") == 0);
}
