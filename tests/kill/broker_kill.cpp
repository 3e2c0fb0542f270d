#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "http/base64.hpp"
#include "loopback/broker_cli_process.hpp"
#include "loopback/http_client.hpp"
#include "loopback/sdk_fixture.hpp"
#include "support/setting.hpp"

// `kill -9` of lmq-broker with an SQLite store, at seeded instants, while devices publish to each other through the
// real SDK. LMQ_KILL_SEED and LMQ_KILL_ROUNDS set the seed and the number of kills.

using namespace lmq;
using namespace lmq::test;

namespace
{

/// lmq-broker on one file and one port, killed and started again.
class Victim
{
public:
    Victim() : folder_(std::filesystem::temp_directory_path() / ("lmq_kill_" + std::to_string(getpid())))
    {
        std::filesystem::create_directories(folder_);
        start();
    }
    ~Victim()
    {
        process_.reset();
        std::filesystem::remove_all(folder_);
    }
    void kill()
    {
        process_->signal(SIGKILL);
        process_->wait();
        process_.reset();
        start();
    }
    std::string uri() const { return "tcp://" + tcp_; }
    std::string http() const { return http_; }

private:
    void start()
    {
        REQUIRE(eventually([this] { return starts(); }));
    }
    /// While the port was free, another process's connection may have been given it, and has to let it go first.
    bool starts()
    {
        constexpr int port_taken = 3; // contracts.md: lmq-broker's exit code
        process_ = std::make_unique<BrokerProcess>(std::vector<std::string>{
            "--tcp", tcp_, "--http", http_, "--store", "sqlite:" + (folder_ / "broker.db").string(), "--log", "error"});
        const std::string tcp = process_->listener("tcp");
        if (tcp.empty()) {
            REQUIRE_MESSAGE(process_->wait() == port_taken, process_->errors());
            return false;
        }
        tcp_ = tcp;
        http_ = process_->listener("http");
        return true;
    }

    std::filesystem::path folder_;
    std::string tcp_ = "127.0.0.1:0";
    std::string http_ = "127.0.0.1:0";
    std::unique_ptr<BrokerProcess> process_;
};

ClientOptions options_of(const Victim &victim, const std::string &name, bool clean)
{
    ClientOptions options;
    options.server_uri = victim.uri();
    options.client_id = "GID_AAA@@@" + name;
    options.credentials = AccessKey{access_key, Secret(secret_key)};
    options.clean_session = clean;
    options.back_off = {milliseconds(5), milliseconds(50), seconds(60)};
    return options;
}

/// Publishes numbers without end, a few at a time, and knows which completed.
class Publisher
{
public:
    using Publish = std::function<Result<void>(Client &, std::string, PublishHandler)>;

    Publisher(ClientOptions options, Publish publish) : device_(std::move(options)), publish_(std::move(publish))
    {
        device_.connect();
    }
    /// Keeps `most` under way.
    void fill(std::size_t most)
    {
        while (begun_ < done_.size() + most) {
            const int number = static_cast<int>(begun_++);
            const auto taken =
                publish_(device_.client(), std::to_string(number), [this, number](const Result<void> &result) {
                    CHECK_MESSAGE(result, (result ? std::string() : result.error().detail));
                    done_.add(number);
                });
            REQUIRE(taken);
        }
    }
    bool finish() { return done_.wait_for(begun_); }
    Recorder<int> &done() { return done_; }
    Device &device() { return device_; }

private:
    Recorder<int> done_;
    Device device_;
    Publish publish_;
    std::size_t begun_ = 0;
};

Publisher::Publish to_topic(const std::string &topic, QoS qos)
{
    return [topic, qos](Client &client, std::string payload, PublishHandler done) {
        Message message;
        message.topic = topic;
        message.payload = std::move(payload);
        message.qos = qos;
        return client.publish(std::move(message), std::move(done));
    };
}

std::map<std::string, int> counted(const Recorder<ReceivedMessage> &messages, const std::string &topic)
{
    std::map<std::string, int> counts;
    for (const ReceivedMessage &each : messages.all())
        if (each.topic == topic) ++counts[each.payload];
    return counts;
}

/// The bodies of all messages in an MQ topic.
std::set<std::string> stored_in_mq(const Victim &victim, const std::string &topic)
{
    std::set<std::string> bodies;
    HttpClient http(victim.http());
    for (;;) {
        const std::string answer = http.get("/mq/v1/topics/" + topic + "/messages?group=GID_check&max=1000").body;
        constexpr std::string_view key = "\"body_base64\":\"";
        std::size_t found = 0;
        for (std::size_t at = answer.find(key); at != std::string::npos; at = answer.find(key, at)) {
            at += key.size();
            const std::size_t end = answer.find('"', at);
            bodies.insert(broker::http::base64_decode(std::string_view(answer).substr(at, end - at)).value_or("?"));
            ++found;
        }
        if (found == 0) return bodies;
    }
}

/// The numbers that did not come.
std::string missing(const std::map<std::string, int> &counts, const std::vector<int> &numbers)
{
    std::string all;
    for (const int number : numbers)
        if (counts.count(std::to_string(number)) == 0) all += " " + std::to_string(number);
    return all;
}

} // namespace

TEST_CASE("a broker that is killed at any instant has lost nothing that it acknowledged")
{
    const std::uint64_t seed = setting("LMQ_KILL_SEED", 1);
    const std::uint64_t rounds = setting("LMQ_KILL_ROUNDS", 100);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    Victim victim;

    // Receives by a persistent subscription and by P2P, and pulls what came while it was away.
    ClientOptions receiver_options = options_of(victim, "receiver", false);
    receiver_options.offline_pull = OfflinePull{};
    Device receiver(std::move(receiver_options));
    receiver.connect().subscribe({{"TopicA/up", QoS::at_least_once}});
    Publisher up(options_of(victim, "up", true), to_topic("TopicA/up", QoS::at_least_once));
    const std::string p2p_topic = "TopicB/p2p/" + receiver.id();
    Publisher p2p(options_of(victim, "peer", false), to_topic(p2p_topic, QoS::at_least_once));

    // Exactly once, for as long as a connection lasts.
    struct Twice {
        std::mutex mutex;
        std::set<std::string> of_connection;
        int duplicates = 0;
        int received = 0;
    } twice;
    Device once(options_of(victim, "once", true));
    once.client().on_state([&](const ConnectionStatus &status) {
        const std::lock_guard lock(twice.mutex);
        if (status.state == ConnectionState::restoring) twice.of_connection.clear();
    });
    once.client().on_message([&](const ReceivedMessage &message) {
        const std::lock_guard lock(twice.mutex);
        ++twice.received;
        if (!twice.of_connection.insert(message.payload).second) ++twice.duplicates;
    });
    once.connect().subscribe({{"OrderedTopic/two", QoS::exactly_once}});
    Publisher second(options_of(victim, "second", true), to_topic("OrderedTopic/two", QoS::exactly_once));

    const auto fill = [&] {
        up.fill(40);
        p2p.fill(20);
        second.fill(5);
    };
    for (std::uint64_t round = 0; round < rounds; ++round) {
        // Some traffic first, then any instant of it.
        const std::size_t target = up.done().size() + 1 + random() % 60;
        while (up.done().size() < target) {
            const std::size_t before = up.done().size();
            fill();
            REQUIRE_MESSAGE(up.done().wait_for(before + 1), "round ", round);
        }
        fill();
        if (random() % 2 == 0) up.done().wait_for_change(milliseconds(random() % 4));
        victim.kill();
    }
    REQUIRE(up.finish());
    REQUIRE(p2p.finish());
    REQUIRE(second.finish());

    const auto not_received = [&] {
        return missing(counted(receiver.messages, "TopicA/up"), up.done().all()) +
               missing(counted(receiver.p2p, p2p_topic), p2p.done().all());
    };
    // What is left is pulled at 150 a second (spec 9.4): as long as some come, more may.
    for (std::size_t before = ~std::size_t{0}; before != receiver.messages.size() + receiver.p2p.size();) {
        before = receiver.messages.size() + receiver.p2p.size();
        if (eventually([&] { return not_received().empty(); })) break;
    }
    CHECK_MESSAGE(not_received().empty(), "not received:", not_received());
    const std::lock_guard lock(twice.mutex);
    CHECK(twice.received > 0);
    CHECK(twice.duplicates == 0);
    for (const auto &counts : {counted(receiver.messages, "TopicA/up"), counted(receiver.p2p, p2p_topic)})
        for (const auto &[payload, count] : counts)
            CHECK(count <= static_cast<int>(rounds) + 1); // at most once more for each kill

    // MQ has each one too.
    const std::set<std::string> in_mq = stored_in_mq(victim, "TopicA");
    for (const int number : up.done().all())
        CHECK(in_mq.count(std::to_string(number)) == 1);
    MESSAGE(rounds, " kills, seed ", seed, ": ", up.done().size(), " + ", p2p.done().size(), " QoS 1 publishes, ",
            second.done().size(), " QoS 2; received ", receiver.messages.size(), " + ", receiver.p2p.size());
}
