// Token mode over real sockets, against a server that does what a script says.

#include <algorithm>
#include <thread>

#include "client_support.hpp"
#include "lmq/control.hpp"
#include "lmq/token_store.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

constexpr unsigned connect_type = 1;

Token token(const std::string &text)
{
    Token made;
    made.text = Secret(std::string(text));
    made.expire_time_ms = 1546272000000;
    made.valid_for = std::chrono::hours(1);
    return made;
}

/// Answers "secret-token-1", "secret-token-2", … and remembers what it was asked.
class Provider
{
public:
    TokenProvider function()
    {
        return [this](const TokenRequest &request, const TokenAnswer &answer) {
            requests.add(request);
            answer(token("secret-token-" + std::to_string(++count_)));
        };
    }
    Recorder<TokenRequest> requests;

private:
    std::atomic<int> count_{0};
};

ClientOptions token_options(const std::string &uri, TokenProvider provider)
{
    ClientOptions options = standard_options(uri, "GID_AAA@@@device-1");
    options.profile = ServiceProfile::aliyun;
    Tokens tokens;
    tokens.needs = {{TokenType::read_write, {}}};
    tokens.provider = std::move(provider);
    options.credentials = std::move(tokens);
    return options;
}

std::string notice(const char *member, const char *number)
{
    return std::string("{\"") + member + "\":" + number + R"(,"type":"RW"})";
}

/// A script's connection up to its first upload, which is answered.
WirePacket take_upload(Peer &peer)
{
    peer.read_type(connect_type);
    peer.connack();
    const WirePacket upload = peer.read();
    peer.puback(upload.packet_id());
    return upload;
}

} // namespace

TEST_CASE("a token client connects without user name and password and uploads its token before anything else")
{
    Recorder<WirePacket> packets;
    ScriptedServer server([&](Peer &peer, unsigned) {
        packets.add(peer.read());
        peer.connack();
        peer.serve([&](const WirePacket &packet) {
            packets.add(packet);
            return true;
        });
    });
    Provider provider;
    auto client = make_client(token_options(server.uri(), provider.function()));
    REQUIRE(client.subscribe({{"TopicA", QoS::at_least_once}}));
    REQUIRE(client.publish({"TopicA", "m"}));
    REQUIRE(client.connect(10s));
    REQUIRE(packets.wait([](const auto &seen) { return seen.size() >= 4; }));
    const auto seen = packets.values();
    CHECK(seen[0].type == connect_type);
    CHECK((static_cast<unsigned char>(seen[0].body[7]) & 0xC0U) == 0U); // CONNECT's flags: neither of the two
    CHECK(seen[1].topic() == "$SYS/uploadToken");
    CHECK(seen[1].qos() == 1);
    CHECK(seen[1].payload() == R"({"token":"secret-token-1","type":"RW"})");
    CHECK(seen[2].type == 8);
    CHECK(seen[3].topic() == "TopicA");
    CHECK(provider.requests.values().at(0).client_id == "GID_AAA@@@device-1");
}

TEST_CASE("what is published while a token is renewed waits for its acknowledgement, and is not refused")
{
    Gate published;
    Recorder<WirePacket> packets;
    Recorder<bool> overtaken;
    ScriptedServer server([&](Peer &peer, unsigned) {
        take_upload(peer);
        peer.publish("$SYS/tokenExpireNotice", notice("expireTime", "1546272000000"));
        const WirePacket renewal = peer.read();
        packets.add(renewal);
        published.wait();
        overtaken.add(peer.read(200ms).type != 0); // nothing may come before the acknowledgement
        peer.puback(renewal.packet_id());
        peer.serve([&](const WirePacket &packet) {
            packets.add(packet);
            return true;
        });
    });
    auto options = token_options(server.uri(), [](const TokenRequest &request, const TokenAnswer &answer) {
        answer(token("secret-" + std::string(to_string(request.reason))));
    });
    // From the store, so that the notice is not that of a token just issued.
    class Kept final : public TokenStore
    {
        Result<std::vector<Token>> load(const std::string &) override
        {
            Token kept = token("kept");
            const auto soon = std::chrono::system_clock::now() + std::chrono::hours(1);
            kept.expire_time_ms =
                std::chrono::duration_cast<std::chrono::milliseconds>(soon.time_since_epoch()).count();
            return std::vector<Token>{kept};
        }
        Result<void> save(const std::string &, const std::vector<Token> &) override { return {}; }
    };
    std::get<Tokens>(options.credentials).store = std::make_shared<Kept>();
    Recorder<Result<void>> done;
    auto client = make_client(std::move(options));
    REQUIRE(client.connect(10s));
    REQUIRE(packets.wait([](const auto &seen) { return !seen.empty(); }));
    CHECK(packets.values()[0].payload() == R"({"token":"secret-renewal","type":"RW"})");
    REQUIRE(client.publish({"TopicA", "meanwhile"}, [&](const Result<void> &result) { done.add(result); }));
    published.open();
    REQUIRE(done.wait([](const auto &all) { return all.size() == 1; }));
    CHECK(done.values()[0].has_value());
    CHECK(overtaken.values().at(0) == false);
    CHECK(packets.values().at(1).payload() == "meanwhile");
    CHECK(client.status().state == ConnectionState::ready);
}

TEST_CASE("after an invalid notice a new token comes before the next connection")
{
    Recorder<std::string> uploads;
    ScriptedServer server([&](Peer &peer, unsigned number) {
        uploads.add(take_upload(peer).payload());
        if (number == 0) {
            peer.publish("$SYS/tokenInvalidNotice", notice("code", "3"));
            return;
        }
        peer.serve();
    });
    Provider provider;
    Recorder<ConnectionStatus> states;
    auto client = make_client(token_options(server.uri(), provider.function()));
    client.on_state([&](const ConnectionStatus &status) { states.add(status); });
    REQUIRE(client.start());
    REQUIRE(uploads.wait([](const auto &all) { return all.size() == 2; }));
    CHECK(uploads.values()[1] == R"({"token":"secret-token-2","type":"RW"})");
    REQUIRE(states.wait([](const auto &all) {
        return std::any_of(all.begin(), all.end(), [](const ConnectionStatus &status) {
            return status.error && status.error->code == Errc::token_revoked;
        });
    }));
    const auto asked = provider.requests.values().at(1);
    CHECK(asked.reason == TokenReason::rejected);
    CHECK(asked.notice_code == 3);
    CHECK(asked.instead_of == token_fingerprint(Secret("secret-token-1")));
}

TEST_CASE("what the service says on $SYS topics reaches no message handler")
{
    ScriptedServer server([&](Peer &peer, unsigned) {
        take_upload(peer);
        peer.publish("$SYS/tokenExpireNotice", notice("expireTime", "1"));
        peer.publish("$SYS/whatever", "x");
        peer.publish("TopicA", "for the user");
        peer.serve();
    });
    Provider provider;
    Recorder<std::string> topics;
    auto client = make_client(token_options(server.uri(), provider.function()));
    client.on_message([&](const ReceivedMessage &message) { topics.add(message.topic); });
    REQUIRE(client.connect(10s));
    REQUIRE(topics.wait([](const auto &all) { return !all.empty(); }));
    CHECK(topics.values() == std::vector<std::string>{"TopicA"});
}

TEST_CASE("the provider runs where handlers run, and a blocking call there is refused instead of a deadlock")
{
    ScriptedServer server([](Peer &peer, unsigned) {
        peer.read_type(connect_type);
        peer.connack();
        peer.serve();
    });
    std::thread::id provider_thread;
    std::thread::id handler_thread;
    std::optional<Errc> refused;
    Client *self = nullptr;
    auto options = token_options(server.uri(), [&](const TokenRequest &, const TokenAnswer &answer) {
        provider_thread = std::this_thread::get_id();
        const auto result = self->connect(1s);
        if (!result) refused = result.error().code;
        answer(token("t"));
    });

    SUBCASE("on the dispatch thread")
    {
        auto client = make_client(std::move(options));
        self = &client;
        client.on_state([&](const ConnectionStatus &) { handler_thread = std::this_thread::get_id(); });
        REQUIRE(client.connect(10s));
        CHECK(client.close(5s).has_value());
        CHECK((provider_thread == handler_thread));
        CHECK((provider_thread != std::this_thread::get_id()));
    }
    SUBCASE("inside of poll()")
    {
        options.dispatch = Dispatch::poll;
        auto client = make_client(std::move(options));
        self = &client;
        REQUIRE(client.connect(10s));
        CHECK((provider_thread == std::this_thread::get_id()));
    }
    CHECK(refused == Errc::would_deadlock);
}

TEST_CASE("an answer may come from any thread, twice, or when the client is long gone")
{
    ScriptedServer server([](Peer &peer, unsigned) {
        peer.read_type(connect_type);
        peer.connack();
        peer.serve();
    });
    std::thread answering;
    TokenAnswer kept;
    {
        auto client = make_client(token_options(server.uri(), [&](const TokenRequest &, TokenAnswer answer) {
            kept = answer;
            answering = std::thread([answer = std::move(answer)] {
                answer(token("t"));
                answer(token("again"));
            });
        }));
        REQUIRE(client.connect(10s));
        answering.join();
    }
    kept(token("much too late"));
}

TEST_CASE("a provider that does not answer leaves the client in awaiting_token, with the reason in its state")
{
    auto options = token_options("tcp://127.0.0.1:" + std::to_string(closed_port()),
                                 [](const TokenRequest &, const TokenAnswer &) {});
    std::get<Tokens>(options.credentials).provider_timeout = 50ms;
    Recorder<ConnectionStatus> states;
    auto client = make_client(std::move(options));
    client.on_state([&](const ConnectionStatus &status) { states.add(status); });
    const auto connected = client.connect(300ms);
    REQUIRE_FALSE(connected.has_value());
    CHECK(connected.error().code == Errc::timeout);
    CHECK(connected.error().detail.find("no answer within 50 ms") != std::string::npos);
    REQUIRE(states.wait([](const auto &all) { return all.back().error.has_value(); }));
    CHECK(states.values().back().state == ConnectionState::awaiting_token);
    CHECK(states.values().back().token_error->code == Errc::token_unavailable);
}

TEST_CASE("no token is in any log line, error or state, whatever happens")
{
    ScriptedServer server([&](Peer &peer, unsigned number) {
        take_upload(peer);
        if (number < 3) {
            peer.publish("$SYS/tokenInvalidNotice", notice("code", number == 1 ? "4" : "2"));
            return;
        }
        peer.serve();
    });
    Recorder<std::string> lines;
    Provider provider;
    auto options = token_options(server.uri(), provider.function());
    options.log_level = LogLevel::trace;
    options.log = [&](LogLevel, std::string_view line) { lines.add(std::string(line)); };
    class Failing final : public TokenStore
    {
        Result<std::vector<Token>> load(const std::string &) override { return fail(Errc::token_store_damaged, "d"); }
        Result<void> save(const std::string &, const std::vector<Token> &) override
        {
            return fail(Errc::token_store_failed, "no space");
        }
    };
    std::get<Tokens>(options.credentials).store = std::make_shared<Failing>();
    auto client = make_client(std::move(options));
    CHECK(client.status().token_error->code == Errc::token_store_damaged);
    client.on_state([&](const ConnectionStatus &status) {
        if (status.error) lines.add(describe(*status.error));
        if (status.token_error) lines.add(describe(*status.token_error));
    });
    REQUIRE(client.start());
    REQUIRE(provider.requests.wait([](const auto &all) { return all.size() >= 4; }));
    REQUIRE(client.connect(10s));
    CHECK(client.close(5s).has_value());
    bool store_reported = false;
    for (const std::string &line : lines.values()) {
        CHECK_MESSAGE(line.find("secret-token") == std::string::npos, line);
        store_reported = store_reported || line.find("no space") != std::string::npos;
    }
    CHECK(store_reported);
}

TEST_CASE("what no token will cover is refused before anything is sent")
{
    auto options = token_options("tcp://127.0.0.1:1", [](const TokenRequest &, const TokenAnswer &) {});
    auto &needs = std::get<Tokens>(options.credentials).needs;
    needs = {{TokenType::read, {"TopicA/in/#"}}, {TokenType::write, {"TopicA/out/", "TopicA/p2p/GID_AAA@@@device-2"}}};
    auto client = make_client(options);
    CHECK(client.publish({"TopicA/out/", "m"}).has_value());
    CHECK(client.publish_p2p("TopicA", "GID_AAA@@@device-2", "m").has_value());
    CHECK(client.subscribe({{"TopicA/in/x/+", QoS::at_least_once}}).has_value());
    CHECK(client.publish({"TopicA/in/x", "m"}).error().code == Errc::token_resource);
    CHECK(client.publish({"TopicA/out", "m"}).error().code == Errc::token_resource);
    CHECK(client.subscribe({{"TopicA/#", QoS::at_least_once}}).error().code == Errc::token_resource);

    needs = {{TokenType::read, {}}};
    auto reader = make_client(options);
    CHECK(reader.publish({"TopicA", "m"}).error().code == Errc::token_type);
    CHECK(reader.subscribe({{"TopicB", QoS::at_least_once}}).has_value());
}
