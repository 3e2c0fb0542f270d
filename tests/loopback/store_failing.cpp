#include <future>
#include <thread>

#include <doctest/doctest.h>

#include "broker_cli_process.hpp"
#include "http/http_server.hpp"
#include "http_client.hpp"
#include "raw_fixture.hpp"
#include "store/sqlite_store.hpp"
#include "token_request.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

/// A server with a file that can be made to refuse what is written to it.
class Refusing
{
public:
    Refusing() : Refusing(open()) {}
    ~Refusing()
    {
        server_.loop().post([this] { server_.stop(); });
        thread_.join();
    }
    /// Has a change wait that cannot be written, or lets it be.
    void refuse(bool refused)
    {
        std::promise<void> done;
        server_.loop().post([&] {
            CHECK(store_.refuse_writes(refused).has_value());
            store_.put_consumer("topic", "group", 1);
            done.set_value();
        });
        done.get_future().wait();
    }
    HttpClient client() const { return HttpClient(http_.address()); }
    std::string tcp() const { return server_.tcp_address(); }

private:
    static std::unique_ptr<broker::store::SqliteStore> open()
    {
        const TemporaryFile file(""); // the name goes, the file stays as long as it is open
        auto store = broker::store::SqliteStore::open(file.path());
        REQUIRE(store.has_value());
        return std::move(*store);
    }
    explicit Refusing(std::unique_ptr<broker::store::SqliteStore> store)
        : store_(*store), server_(config(), LogLevel::off, {std::move(store), {}, 1, 0}), http_(server_)
    {
        REQUIRE(server_.listen().has_value());
        REQUIRE(http_.listen("0").has_value());
        thread_ = std::thread([this] {
            server_.run();
            http_.stop();
        });
    }
    static broker::Config config()
    {
        broker::Config config = broker::Config::ready_made();
        config.control = true;
        return config;
    }

    broker::store::SqliteStore &store_;
    broker::net::Server server_;
    broker::http::HttpServer http_;
    std::thread thread_;
};

} // namespace

TEST_CASE("what cannot be stored is not answered for, and is again once it can")
{
    Refusing server;
    HttpClient http = server.client();
    const std::string produce = "/mq/v1/topics/TopicA/messages";
    const std::string issue = R"({"actions":"R","resources":"TopicA/#","expire_ms":4102444800000})";
    std::string token = member_of(http.post("/control/v1/tokens/issue", issue).body, "token");
    token = token.substr(1, token.size() - 2);
    const auto revoke = [&] {
        return member_of(http.get("/token/revoke?" + urlencoded(signed_token(token))).body, "code");
    };

    server.refuse(true);
    const HttpAnswer refused = http.post(produce, R"({"body":"payload"})");
    CHECK(refused.status == 503);
    CHECK(refused.body.find("cannot be written") != std::string::npos);
    CHECK(http.post("/control/v1/reset").status == 503);
    server.refuse(false);
    CHECK(eventually([&] { return http.post(produce, R"({"body":"payload"})").status == 200; }));

    // The reset has made the token worthless, but not the next one.
    token = member_of(http.post("/control/v1/tokens/issue", issue).body, "token");
    token = token.substr(1, token.size() - 2);
    server.refuse(true);
    CHECK(revoke() == "410");
}

TEST_CASE("a kick that cannot be stored says so")
{
    Refusing server;
    HttpClient http = server.client();
    RawClient client(server.tcp());
    REQUIRE(client.ask(connect()) == connack(0));
    server.refuse(true);
    CHECK(http.post("/control/v1/sessions/GID_AAA@@@raw001/kick").status == 503);
    CHECK(client.is_closed());
}
