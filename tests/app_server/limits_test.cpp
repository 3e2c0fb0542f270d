// What the app server bears: slow, large, many, and its own end.
#include <future>

#include "fixture.hpp"

namespace lmq::test
{

using std::chrono::milliseconds;

namespace
{

bool wait_until(const std::function<bool()> &condition)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    return condition();
}

} // namespace

TEST_CASE("a request that is too large is refused by its size, before it is read")
{
    Stage stage;
    CHECK(stage.ask("POST /v1/token HTTP/1.1\r\nHost: app\r\nContent-Length: 32769\r\n\r\n").status == 413);
    CHECK(stage.ask(post(std::string(40000, ' '))).status == 413);
    CHECK(stage.ask(post(good_body, good_auth + "X-Long: " + std::string(9000, 'x') + "\r\n")).status == 431);
    CHECK(stage.ask(post(good_body + std::string(32768 - good_body.size(), ' '))).status == 200);
}

TEST_CASE("what is no HTTP is a bad request, and the connection ends")
{
    Stage stage;
    Caller caller(stage.server->address());
    caller.send("\x16\x03\x01 hello\r\n\r\n");
    CHECK(caller.read().status == 400);
    CHECK(caller.is_closed());
}

TEST_CASE("a device that sends its request too slowly is cut off")
{
    Stage stage([](AppServerOptions &options) { options.request_timeout = milliseconds(150); });
    Caller slow_body(stage.server->address());
    slow_body.send("POST /v1/token HTTP/1.1\r\nHost: app\r\n" + good_auth + "Content-Length: 100\r\n\r\n{\"client");
    Caller slow_header(stage.server->address());
    slow_header.send("POST /v1/tok");
    CHECK(slow_body.is_closed());
    CHECK(slow_header.is_closed());
    CHECK(stage.ask_for_token().status == 200);
}

TEST_CASE("a connection that asks nothing is closed")
{
    Stage stage([](AppServerOptions &options) { options.idle_timeout = milliseconds(100); });
    Caller silent(stage.server->address());
    CHECK(silent.is_closed());
    Caller done(stage.server->address());
    done.send(post(good_body));
    CHECK(done.read().status == 200);
    CHECK(done.is_closed());
}

TEST_CASE("beyond the bound a connection waits for its turn")
{
    Stage stage([](AppServerOptions &options) { options.connections = 1; });
    Caller first(stage.server->address());
    first.send(post(good_body));
    CHECK(first.read().status == 200);
    Caller second(stage.server->address());
    second.send(post(good_body));
    first.send(post(good_body));
    CHECK(first.read().status == 200);
    CHECK(stage.server->statistics().connections == 1);
    first.drop();
    CHECK(second.read().status == 200);
    CHECK(stage.server->statistics().connections == 2);
}

TEST_CASE("while the workers wait for the auth server, other requests are answered, up to a bound")
{
    Stage stage([](AppServerOptions &options) {
        options.workers = 1;
        options.waiting = 1;
    });
    stage.auth_hangs = true;
    Caller at_work(stage.server->address());
    at_work.send(post(good_body));
    REQUIRE(wait_until([&] { return stage.applied == 1; }));
    Caller waiting(stage.server->address());
    waiting.send(post(good_body));
    REQUIRE(wait_until([&] { return stage.server->statistics().in_hand == 2; }));
    const Said busy = stage.ask_for_token();
    CHECK(busy.status == 503);
    CHECK(busy.text.header("Retry-After") == "1");
    CHECK(stage.ask("GET /healthz HTTP/1.1\r\nHost: app\r\n\r\n").status == 200);
    stage.auth.reset();
    CHECK(at_work.read().status == 503);
    CHECK(waiting.read().status == 503);
}

TEST_CASE("a server that stops answers what it has in hand, and then takes nothing more")
{
    Stage stage;
    stage.auth_hangs = true;
    Caller at_work(stage.server->address());
    at_work.send(post(good_body));
    Caller idle(stage.server->address());
    REQUIRE(wait_until([&] { return stage.applied == 1; }));
    auto stopping = std::async(std::launch::async, [&] { stage.server->stop(); });
    CHECK(idle.is_closed());
    stage.auth.reset();
    CHECK(at_work.read().status == 503);
    CHECK(at_work.is_closed());
    REQUIRE(stopping.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
    CHECK_THROWS(Caller(stage.server->address()));
    stage.server->stop();
}

TEST_CASE("a device that goes away before its answer harms nobody")
{
    Stage stage;
    stage.auth_hangs = true;
    {
        Caller caller(stage.server->address());
        caller.send(post(good_body));
        REQUIRE(wait_until([&] { return stage.applied == 1; }));
        caller.drop();
    }
    stage.auth.reset();
    CHECK(wait_until([&] { return stage.server->statistics().postponed == 1; }));
    CHECK(stage.ask("GET /healthz HTTP/1.1\r\nHost: app\r\n\r\n").status == 200);
}

TEST_CASE("options that cannot be served are refused at the start")
{
    const auto start_with = [](const Stage::Change &change) {
        AppServerOptions options;
        options.listen = "127.0.0.1:0";
        options.auth.url = "https://auth.example";
        options.auth.access_key = "AK";
        options.auth.secret_key = Secret("key");
        options.entitlements.groups = {"GID_AAA"};
        change(options);
        const auto started = AppServer(std::move(options)).start();
        return started ? "started" : std::string(error_info(started.error().code).name);
    };
    CHECK(start_with([](auto &) {}) == "started");
    CHECK(start_with([](auto &options) { options.listen = "[::1]:0"; }) == "started");
    for (const char *address :
         {"", "8080", "localhost:0", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:x", "192.0.2.1:0"})
        CHECK(start_with([&](auto &options) { options.listen = address; }) == "bad_uri");
    CHECK(start_with([](auto &options) { options.entitlements.groups.clear(); }) == "empty");
    CHECK(start_with([](auto &options) { options.entitlements.groups = {"AAA"}; }) == "bad_group_prefix");
    CHECK(start_with([](auto &options) { options.entitlements.may_read = {"#"}; }) == "bad_first_level");
    CHECK(start_with([](auto &options) { options.auth.secret_key = Secret(); }) == "empty");
    CHECK(start_with([](auto &options) { options.token_lifetime = milliseconds(1); }) == "out_of_range");
}

} // namespace lmq::test
