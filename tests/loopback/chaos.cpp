// Forced disconnects while messages flow both ways: nothing is lost, nothing completes twice, order is kept.
// LMQ_CHAOS_DISCONNECTS sets their number; there are 25 messages each way for each.

#include <array>
#include <map>
#include <random>
#include <set>

#include "sdk_fixture.hpp"
#include "support/setting.hpp"

using namespace lmq;
using namespace lmq::test;
using broker::FaultAction;
using broker::FaultDirection;

namespace
{

const std::uint64_t forced_disconnects = setting("LMQ_CHAOS_DISCONNECTS", 200);
const int messages_each_way = 25 * static_cast<int>(forced_disconnects);

/// Closes connections of `client` at packets drawn at random, one rule after the other, each on another packet.
class Saboteur
{
public:
    Saboteur(Service &service, std::string client, std::uint64_t seed)
        : service_(service), client_(std::move(client)), random_(seed)
    {
    }

    /// Keeps one rule in force until there were enough disconnects.
    void step()
    {
        if (rule_ != 0) {
            for (const auto &status : service_->faults())
                if (status.id == rule_ && status.hits == 0) return;
            ++hits_;
            service_->remove_fault(rule_);
            rule_ = 0;
        }
        if (hits_ == forced_disconnects) return;
        // Before or after it is handled, in every phase of a connection: sign-in, restoring, traffic.
        static constexpr std::array<const char *, 8> packets = {"PUBLISH", "PUBLISH", "PUBLISH",   "PUBACK",
                                                                "PUBACK",  "CONNECT", "SUBSCRIBE", "SUBACK"};
        broker::FaultRule fault;
        fault.client = client_;
        fault.packet = packets[random_() % packets.size()];
        fault.direction = FaultDirection::any;
        fault.action = random_() % 2 == 0 ? FaultAction::close : FaultAction::refuse;
        if (fault.packet == "CONNECT" || fault.packet == "SUBSCRIBE") fault.action = FaultAction::close;
        fault.nth = fault.packet == "PUBLISH" || fault.packet == "PUBACK" ? 1 + random_() % 60 : 1;
        rule_ = service_->add_fault(fault);
        if (fault.nth == 1 && fault.packet != "PUBLISH" && fault.packet != "PUBACK")
            service_->kick(client_); // or it would never sign in again
    }

    std::uint64_t hits() const { return hits_; }
    bool done() const { return hits_ == forced_disconnects; }

private:
    Service &service_;
    std::string client_;
    std::mt19937_64 random_;
    std::uint64_t rule_ = 0;
    std::uint64_t hits_ = 0;
};

/// What a stream of numbered messages "<stream> <number>" became.
struct Stream {
    std::set<int> seen;
    int last = -1;
    bool in_order = true;

    void arrived(int number)
    {
        if (!seen.insert(number).second) return; // at least once: a repeat is no fault, order is that of the first
        in_order = in_order && number > last;
        last = std::max(last, number);
    }
};

ClientOptions options_for(const Service &service, const std::string &name, bool ordered)
{
    auto options = service.device(name);
    options.ordered = ordered;
    options.back_off = {milliseconds(1), milliseconds(4), seconds(60)};
    options.outbox.max_messages = 2 * messages_each_way;
    options.clean_session = false; // what is on its way to the device survives, as MQTT promises
    return options;
}

Message numbered(const std::string &topic, int number)
{
    return message(std::to_string(number), QoS::at_least_once, topic);
}

} // namespace

TEST_CASE("Messages both ways survive forced disconnects, each completed once, in order in order mode")
{
    for (const bool ordered : {false, true}) {
        CAPTURE(ordered);
        Service service(at_once()); // on the real clock

        // The peer's connection is left alone; the device's is not.
        Device peer(options_for(service, "peer", false));
        peer.connect().subscribe({{"OrderedTopic/up/#", QoS::at_least_once}});
        Device device(options_for(service, "device", ordered));
        device.connect().subscribe({{"TopicB/down/#", QoS::at_least_once}});

        for (int i = 0; i < messages_each_way; ++i) {
            REQUIRE(device.publish_async(numbered("OrderedTopic/up/" + std::to_string(i % 3), i)));
            REQUIRE(peer.publish_async(numbered("TopicB/down/x", i)));
        }

        Saboteur saboteur(service, device.id(), ordered ? 20181023 : 7);
        int extra = messages_each_way;
        REQUIRE(eventually([&] {
            saboteur.step();
            // The last rules need traffic to strike.
            if (!saboteur.done() && device->statistics().outbox_messages == 0) {
                REQUIRE(device.publish_async(numbered("OrderedTopic/up/" + std::to_string(extra % 3), extra)));
                ++extra;
            }
            return saboteur.done();
        }));
        service->clear_faults();

        const auto sent = static_cast<std::size_t>(extra);
        REQUIRE(device.published.wait_for(sent));
        REQUIRE(peer.published.wait_for(messages_each_way));

        const auto all_arrived = [](Device &receiver, std::size_t count) {
            return receiver.messages.wait_for(count) && eventually([&] { // a repeat counts once
                       std::set<std::string> distinct;
                       for (const auto &received : receiver.messages.all())
                           distinct.insert(received.payload);
                       return distinct.size() == count;
                   });
        };
        CHECK(all_arrived(peer, sent));
        CHECK(all_arrived(device, messages_each_way));

        // Each publish completed once, with success.
        CHECK(device.published.size() == sent);
        CHECK(peer.published.size() == messages_each_way);
        std::set<std::string> completed;
        for (const auto &one : device.published.all()) {
            CHECK(one.result);
            CHECK(completed.insert(one.payload).second);
        }

        std::map<std::string, Stream> streams;
        for (const auto &received : peer.messages.all())
            streams[received.topic].arrived(std::stoi(received.payload));
        CHECK(streams.size() == 3);
        if (ordered)
            for (const auto &entry : streams) { // no structured binding: clang 14 lets CAPTURE not have it
                CAPTURE(entry.first);
                CHECK(entry.second.in_order);
            }
        CHECK(device->statistics().connection_losses >= forced_disconnects / 2);
        CHECK(peer->statistics().connection_losses == 0);
        MESSAGE("ordered " << ordered << ": " << saboteur.hits() << " faults struck, "
                           << device->statistics().connection_losses << " connections lost, "
                           << device->statistics().publishes_sent - sent << " publishes repeated");
    }
}
