// Offline messages over real sockets, against a server that does what a script says.

#include "client_support.hpp"
#include "lmq/control.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

constexpr unsigned publish_type = 3;
constexpr unsigned puback_type = 4;

ClientOptions pulling_options(const std::string &uri, std::optional<OfflinePull> configured = std::nullopt)
{
    ClientOptions options = standard_options(uri, "GID_AAA@@@device-1");
    options.profile = ServiceProfile::aliyun;
    options.offline_pull = configured;
    return options;
}

OfflinePull quick(int batch = 30)
{
    return {control::PullOrder::ascending, batch, 100ms};
}

/// Keeps messages and hands them out when it is asked; notes what it was asked and what was acknowledged.
class OfflineServer
{
public:
    explicit OfflineServer(int stored) : left_(stored) {}

    ScriptedServer::Script script()
    {
        return [this](Peer &peer, unsigned number) {
            peer.serve([&](const WirePacket &packet) {
                if (packet.type == puback_type) acknowledged.add(packet.packet_id());
                if (packet.type != publish_type || packet.topic() != control::get_offline_topic) return true;
                requests.add(packet.payload());
                if (number == 0 && lose_first_) return false;
                const auto asked = control::decode_get_offline(packet.payload());
                peer.puback(packet.packet_id()); // and once more by serve(), which is nobody's
                for (int i = 0; asked && i < asked->max_push && left_ > 0; ++i, --left_)
                    peer.publish("TopicA", std::to_string(left_), 1, 1000 + static_cast<unsigned>(left_));
                return true;
            });
        };
    }
    void lose_first() { lose_first_ = true; }

    Recorder<std::string> requests;
    Recorder<unsigned> acknowledged;

private:
    std::atomic<int> left_;
    std::atomic<bool> lose_first_{false};
};

bool finished(const std::vector<PullProgress> &all)
{
    return all.back().finished;
}

} // namespace

TEST_CASE("the configured pull asks after the connect, until nothing comes, and tells how far it is")
{
    Recorder<PullProgress> news;
    Recorder<std::string> received;
    OfflineServer service(7);
    ScriptedServer server(service.script());
    Client client = make_client(pulling_options(server.uri(), quick(4)));
    client.on_offline([&](const PullProgress &progress) { news.add(progress); });
    client.on_message([&](const ReceivedMessage &message) { received.add(message.payload); });
    REQUIRE(ok(client.connect(10s)));
    REQUIRE(news.wait(finished));
    const auto all = news.values();
    REQUIRE(all.size() == 3);
    CHECK(all[0].received == 4);
    CHECK(all[0].requests == 1);
    CHECK(all[1].received == 7);
    CHECK(all[1].requests == 2);
    CHECK(all[2].received == 7);
    CHECK(all[2].requests == 3);
    CHECK(ok(all[2].result));
    CHECK(received.values() == std::vector<std::string>{"7", "6", "5", "4", "3", "2", "1"});
    CHECK(service.requests.values() == std::vector<std::string>(3, R"({"maxPushNum":4,"pushOrder":"ASC"})"));
    CHECK(service.acknowledged.wait_for_count(7));
}

TEST_CASE("the configured pull goes on after a lost connection")
{
    Recorder<PullProgress> news;
    OfflineServer service(2);
    service.lose_first();
    ScriptedServer server(service.script());
    Client client = make_client(pulling_options(server.uri(), quick()));
    client.on_offline([&](const PullProgress &progress) { news.add(progress); });
    REQUIRE(ok(client.start()));
    REQUIRE(news.wait(finished));
    CHECK(news.values().back().received == 2);
    CHECK(news.values().back().requests == 2);
    CHECK(service.requests.values().size() == 3);
}

TEST_CASE("a request made before the client is ready is sent then, and is done when acknowledged")
{
    Recorder<Result<void>> done;
    Recorder<std::string> received;
    OfflineServer service(2);
    ScriptedServer server(service.script());
    Client client = make_client(pulling_options(server.uri()));
    client.on_message([&](const ReceivedMessage &message) { received.add(message.payload); });
    REQUIRE(ok(client.offline().pull(1, control::PullOrder::descending,
                                     [&](const Result<void> &result) { done.add(result); })));
    REQUIRE(ok(client.connect(10s)));
    REQUIRE(done.wait_for_count(1));
    CHECK(ok(done.values()[0]));
    REQUIRE(received.wait_for_count(1));
    CHECK(service.requests.values() == std::vector<std::string>{R"({"maxPushNum":1,"pushOrder":"DESC"})"});
}

TEST_CASE("a pull of everything may be cancelled in its handler, and begun again there")
{
    Recorder<PullProgress> news;
    Recorder<Result<void>> again;
    OfflineServer service(100);
    ScriptedServer server(service.script());
    Client client = make_client(pulling_options(server.uri()));
    REQUIRE(ok(client.connect(10s)));
    OfflineMessages offline = client.offline();
    REQUIRE(ok(offline.pull_all(
        [&](const PullProgress &progress) {
            news.add(progress);
            if (!progress.finished)
                offline.cancel();
            else
                again.add(offline.pull_all({}, quick()));
        },
        quick(1))));
    const auto second = offline.pull_all({});
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::in_progress);
    REQUIRE(again.wait_for_count(1));
    CHECK(ok(again.values()[0]));
    const auto all = news.values();
    REQUIRE(all.back().finished);
    CHECK(all.back().result.error().code == Errc::cancelled);
}

TEST_CASE("what a client's end leaves is completed with cancelled, and the handle answers closed from then on")
{
    Recorder<Result<void>> done;
    Recorder<PullProgress> news;
    std::optional<OfflineMessages> offline;
    {
        Client client = make_client(pulling_options("tcp://127.0.0.1:" + std::to_string(closed_port())));
        offline = client.offline();
        REQUIRE(ok(offline->pull(30, {}, [&](const Result<void> &result) { done.add(result); })));
        REQUIRE(ok(offline->pull_all([&](const PullProgress &progress) { news.add(progress); })));
        REQUIRE(ok(client.close(0ms)));
        REQUIRE(done.wait_for_count(1));
        CHECK(done.values()[0].error().code == Errc::cancelled);
        REQUIRE(news.wait(finished));
        CHECK(news.values()[0].result.error().code == Errc::cancelled);
        CHECK(offline->pull(30).error().code == Errc::closed);
    }
    CHECK(offline->pull(30).error().code == Errc::closed);
    CHECK(offline->pull_all({}).error().code == Errc::closed);
    offline->cancel();
}

TEST_CASE("what is out of range, or of another profile, is refused at once")
{
    Client client = make_client(pulling_options("tcp://127.0.0.1:1"));
    CHECK(client.offline().pull(0).error().code == Errc::out_of_range);
    CHECK(client.offline().pull(31).error().code == Errc::out_of_range);
    CHECK(client.offline().pull_all({}, quick(0)).error().code == Errc::out_of_range);
    CHECK(client.offline().pull_all({}, {control::PullOrder::ascending, 30, 99ms}).error().code == Errc::out_of_range);
    Client standard = make_client(standard_options("tcp://127.0.0.1:1"));
    CHECK(standard.offline().pull(30).error().code == Errc::wrong_mode);
    CHECK(standard.offline().pull_all({}).error().code == Errc::wrong_mode);

    ClientOptions options = standard_options("tcp://127.0.0.1:1");
    options.offline_pull = OfflinePull();
    CHECK(Client::create(options).error().code == Errc::bad_combination);
    const auto batch = Client::create(pulling_options("tcp://127.0.0.1:1", quick(31)));
    CHECK(batch.error().code == Errc::out_of_range);
    CHECK(batch.error().detail.find("offline_pull.batch") == 0);
}

TEST_CASE("in poll mode all of it happens inside poll")
{
    OfflineServer service(3);
    ScriptedServer server(service.script());
    ClientOptions options = pulling_options(server.uri(), quick());
    options.dispatch = Dispatch::poll;
    Client client = make_client(options);
    const auto me = std::this_thread::get_id();
    PullProgress last;
    client.on_offline([&](const PullProgress &progress) {
        CHECK((std::this_thread::get_id() == me));
        last = progress;
    });
    REQUIRE(ok(client.start()));
    const auto start = std::chrono::steady_clock::now();
    while (!last.finished && since(start) < 20s)
        REQUIRE(client.poll(1s));
    CHECK(last.finished);
    CHECK(last.received == 3);
}

TEST_CASE("while a handler is at work no silence is taken for the end")
{
    Recorder<PullProgress> news;
    OfflineServer service(2);
    ScriptedServer server(service.script());
    Client client = make_client(pulling_options(server.uri(), quick(1)));
    client.on_offline([&](const PullProgress &progress) { news.add(progress); });
    client.on_message([&](const ReceivedMessage &) {
        // Longer than idle: a wait for what does not come.
        Gate never;
        CHECK_FALSE(never.wait(150ms));
    });
    REQUIRE(ok(client.start()));
    REQUIRE(news.wait(finished));
    CHECK(news.values().back().received == 2);
}
