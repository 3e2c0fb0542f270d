// Our client, with the standard profile, against a broker that is not ours.
#include <atomic>
#include <cstdlib>
#include <set>

#include "mosquitto_process.hpp"
#include "unit/client/client_support.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

// In CI a missing mosquitto is a failure: the proof would be missing without anybody noticing.
bool can_run()
{
    if (!MosquittoProcess::find().empty()) return true;
    const char *ci = std::getenv("CI");
    const bool required = ci != nullptr && std::string(ci) == "true";
    CHECK_MESSAGE(!required, "mosquitto is not installed");
    if (!required) MESSAGE("skipped: mosquitto is not installed");
    return false;
}

} // namespace

TEST_CASE("messages of every QoS go through mosquitto and come back as they were")
{
    if (!can_run()) return;
    MosquittoProcess broker({});
    Recorder<ReceivedMessage> in;
    Client receiver = make_client(standard_options(broker.uri(), "receiver"));
    Client sender = make_client(standard_options(broker.uri(), "sender"));
    receiver.on_message([&](const ReceivedMessage &message) { in.add(message); });
    REQUIRE(ok(receiver.connect(10s)));
    const auto granted = receiver.subscribe_and_wait({{"a/+/c", QoS::exactly_once}, {"b", QoS::at_least_once}}, 10s);
    REQUIRE(granted.has_value());
    CHECK(granted->at(0).granted == QoS::exactly_once);
    CHECK(granted->at(1).granted == QoS::at_least_once);
    REQUIRE(ok(sender.connect(10s)));
    const std::string binary("\0\1\2 payload \0", 12);
    for (const QoS qos : {QoS::at_most_once, QoS::at_least_once, QoS::exactly_once})
        REQUIRE(ok(sender.publish_and_wait({"a/b/c", binary, qos}, 10s)));
    REQUIRE(in.wait_for_count(3)); // a QoS 2 message is delivered at the end of its hand-shake, maybe after a later one
    REQUIRE(ok(sender.publish_and_wait({"other", "not for you"}, 10s)));
    REQUIRE(ok(sender.publish_and_wait({"b", "", QoS::exactly_once}, 10s)));
    REQUIRE(in.wait_for_count(4));
    const auto messages = in.values();
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(messages[i].topic == "a/b/c");
        CHECK((messages[i].payload == binary));
        CHECK(static_cast<std::size_t>(messages[i].qos) == i);
    }
    CHECK(messages[3].topic == "b");
    CHECK(messages[3].payload.empty());
    CHECK(messages[3].qos == QoS::at_least_once);
    REQUIRE(ok(receiver.unsubscribe_and_wait({"a/+/c"}, 10s)));
    REQUIRE(ok(sender.publish_and_wait({"a/b/c", "late"}, 10s)));
    REQUIRE(ok(sender.publish_and_wait({"b", "last"}, 10s)));
    REQUIRE(in.wait_for_count(5));
    CHECK(in.values()[4].payload == "last");
}

TEST_CASE("mosquitto lets the right password in, and refuses a wrong one for good")
{
    if (!can_run()) return;
    MosquittoProcess::Options protect;
    protect.user = "device";
    protect.password = "correct horse";
    MosquittoProcess broker(protect);
    ClientOptions options = standard_options(broker.uri());
    options.credentials = ReadyPassword{"device", Secret("correct horse")};
    Client client = make_client(options);
    REQUIRE(ok(client.connect(10s)));
    CHECK(ok(client.publish_and_wait({"t", "x"}, 10s)));

    options.credentials = ReadyPassword{"device", Secret("wrong")};
    options.client_id = "intruder";
    Client wrong = make_client(options);
    const auto refused = wrong.connect(10s);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Errc::refused_not_authorized);
    CHECK(wrong.status().state == ConnectionState::refused);

    options.credentials = Anonymous{};
    Client anonymous = make_client(options);
    CHECK(anonymous.connect(10s).error().code == Errc::refused_not_authorized);
}

TEST_CASE("a retained message is told from a live one, and a will is published on a loss")
{
    if (!can_run()) return;
    MosquittoProcess broker({});
    Recorder<ReceivedMessage> in;
    Client watcher = make_client(standard_options(broker.uri(), "watcher"));
    Client keeper = make_client(standard_options(broker.uri(), "keeper"));
    REQUIRE(ok(keeper.connect(10s)));
    REQUIRE(ok(keeper.publish_and_wait({"state", "kept", QoS::at_least_once, true}, 10s)));
    watcher.on_message([&](const ReceivedMessage &message) { in.add(message); });
    REQUIRE(ok(watcher.connect(10s)));
    REQUIRE(watcher.subscribe_and_wait({{"state", QoS::at_least_once}, {"gone", QoS::at_least_once}}, 10s));
    REQUIRE(in.wait_for_count(1));
    CHECK(in.values()[0].retained);
    CHECK(in.values()[0].payload == "kept");
    REQUIRE(ok(keeper.publish_and_wait({"state", "live", QoS::at_least_once, true}, 10s)));
    REQUIRE(in.wait_for_count(2));
    CHECK_FALSE(in.values()[1].retained);

    ClientOptions mortal = standard_options(broker.uri(), "mortal");
    mortal.will = Will{"gone", std::string("bye\0bye", 7), QoS::at_least_once, false};
    Client first = make_client(mortal);
    REQUIRE(ok(first.connect(10s)));
    mortal.will.reset();
    Client second = make_client(mortal); // the same id: the broker drops the first without a DISCONNECT
    REQUIRE(ok(second.connect(10s)));
    REQUIRE(in.wait_for_count(3));
    CHECK(in.values()[2].topic == "gone");
    CHECK((in.values()[2].payload == std::string("bye\0bye", 7)));
    CHECK(ok(first.close(1s)));
}

TEST_CASE("mosquitto restarts in the middle of the flow and nothing is lost at QoS 1")
{
    if (!can_run()) return;
    MosquittoProcess::Options keep;
    keep.persistence = true;
    MosquittoProcess broker(keep);
    constexpr int count = 3000;
    Recorder<int> in;
    std::atomic<int> acknowledged{0};
    std::atomic<int> failed{0};

    ClientOptions options = standard_options(broker.uri(), "receiver");
    options.clean_session = false;
    Client receiver = make_client(options);
    receiver.on_message([&](const ReceivedMessage &message) { in.add(std::stoi(message.payload)); });
    REQUIRE(ok(receiver.connect(10s)));
    REQUIRE(receiver.subscribe_and_wait({{"flow", QoS::at_least_once}}, 10s).has_value());

    options.client_id = "sender";
    options.outbox.max_messages = count;
    Client sender = make_client(options);
    REQUIRE(ok(sender.connect(10s)));
    for (int i = 0; i < count; ++i) {
        REQUIRE(ok(sender.publish({"flow", std::to_string(i)},
                                  [&](const Result<void> &result) { ++(result ? acknowledged : failed); })));
        if (i == count / 3 || i == 2 * count / 3) {
            REQUIRE(in.wait_for_count(static_cast<std::size_t>(i) / 4));
            broker.stop();
            broker.start();
        }
    }
    const auto complete = [](const std::vector<int> &values) {
        return values.size() >= count && std::set<int>(values.begin(), values.end()).size() == count;
    };
    REQUIRE(in.wait(complete, 60s));
    CHECK(ok(sender.close(30s)));
    CHECK(acknowledged == count);
    CHECK(failed == 0);
    CHECK(sender.statistics().connection_losses >= 1);
}
