// Received messages that survive the client: InboxOptions::file.
#include <limits>

#include "sdk_fixture.hpp"
#include "support/no_more_room.hpp"
#include "support/temporary_folder.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

using Strings = std::vector<std::string>;
constexpr const char *topic = "TopicA/x";

ClientOptions durable(const Service &service, const TemporaryFolder &folder)
{
    auto options = service.device("d");
    options.clean_session = false;
    options.inbox.file = folder.file("inbox");
    return options;
}

/// Counts the PUBACKs of a client without touching them.
class Pubacks
{
public:
    Pubacks(Service &service, std::string client) : service_(service)
    {
        broker::FaultRule count;
        count.client = std::move(client);
        count.packet = "PUBACK";
        count.direction = broker::FaultDirection::in;
        count.nth = std::numeric_limits<std::uint32_t>::max();
        id_ = service_->add_fault(count);
    }
    std::uint64_t seen() const
    {
        for (const auto &status : service_->faults())
            if (status.id == id_) return status.seen;
        return 0;
    }

private:
    Service &service_;
    std::uint64_t id_ = 0;
};

} // namespace

TEST_CASE("what was acknowledged and not handled is handled in the next life, as duplicates, before anything new")
{
    Service service(at_once());
    const TemporaryFolder folder;
    Device sender(service.device("sender"));
    sender.connect();
    {
        auto options = durable(service, folder);
        options.dispatch = Dispatch::poll; // so that handlers run when the test wants them to
        Device device(std::move(options));
        const Pubacks pubacks(service, device.id());
        device.connect().subscribe({{topic, QoS::at_least_once}});
        for (const char *payload : {"1", "2", "3"})
            REQUIRE(sender.publish(message(payload, QoS::at_least_once, topic)));
        REQUIRE(eventually([&] { return pubacks.seen() == 3; }));
        CHECK(device.messages.size() == 0);
        CHECK_FALSE(device->close(milliseconds(0)));
        CHECK(device.messages.size() == 0);
    }
    REQUIRE(sender.publish(message("4", QoS::at_least_once, topic)));
    {
        Device next(durable(service, folder));
        CHECK(next.messages.size() == 0); // not before start()
        next.connect();
        REQUIRE(next.messages.wait_for(4));
        CHECK(payloads(next.messages) == Strings{"1", "2", "3", "4"});
        for (const auto &received : next.messages.all())
            CHECK(received.duplicate == (received.payload != "4"));
        REQUIRE(next->close(patience));
    }
    Device last(durable(service, folder));
    last.connect();
    REQUIRE(sender.publish(message("5", QoS::at_least_once, topic)));
    REQUIRE(last.messages.wait_for(1));
    CHECK(payloads(last.messages) == Strings{"5"});
}

TEST_CASE("a QoS 1 message that cannot be stored is not acknowledged, and comes again when it can be")
{
    Service service(at_once());
    const TemporaryFolder folder;
    Device sender(service.device("sender"));
    sender.connect();
    Device other(service.device("other")); // of the same process, at the same server
    other.connect().subscribe({{topic, QoS::at_least_once}});
    Device device(durable(service, folder));
    device.connect().subscribe({{topic, QoS::at_least_once}});
    const Pubacks pubacks(service, device.id());
    REQUIRE(sender.publish(message("before", QoS::at_least_once, topic)));
    REQUIRE(device.messages.wait_for(1));
    REQUIRE(eventually([&] { return pubacks.seen() == 1; }));
    {
        const NoMoreRoom full(4096);
        REQUIRE(sender.publish(message("1", QoS::at_least_once, topic)));
        REQUIRE(sender.publish(message("2", QoS::at_least_once, topic)));
        // Several attempts, each of which meets the message right after the connection is up.
        REQUIRE(eventually([&] { return device->statistics().connection_losses >= 4; }));
        CHECK(device->statistics().store_errors >= 4);
        CHECK(pubacks.seen() == 1);
        CHECK(payloads(device.messages) == Strings{"before"});
        const auto error = [&] {
            for (const auto &status : device.states.all())
                if (status.error &&
                    (status.error->code == Errc::store_full || status.error->code == Errc::store_failed))
                    return true;
            return false;
        };
        CHECK(error());
    }
    REQUIRE(device.messages.wait_for(3));
    CHECK(payloads(device.messages) == Strings{"before", "1", "2"});
    REQUIRE(eventually([&] { return pubacks.seen() == 3; }));
    CHECK(other->statistics().connection_losses == 0);
    CHECK(sender->statistics().connection_losses == 0);
    REQUIRE(other.messages.wait_for(3));
    CHECK(payloads(other.messages) == Strings{"before", "1", "2"});
}

TEST_CASE("QoS 2 stays exactly once within a connection, stored or, when that fails, in memory")
{
    Service service(at_once());
    const TemporaryFolder folder;
    Device sender(service.device("sender"));
    sender.connect();
    Device device(durable(service, folder));
    device.connect().subscribe({{topic, QoS::exactly_once}});
    Strings sent;
    for (int i = 0; i < 20; ++i) {
        sent.push_back(std::to_string(i));
        REQUIRE(sender.publish(message(sent.back(), QoS::exactly_once, topic)));
    }
    REQUIRE(device.messages.wait_for(20));
    {
        const NoMoreRoom full(4096);
        sent.emplace_back("in memory");
        REQUIRE(sender.publish(message("in memory", QoS::exactly_once, topic)));
        REQUIRE(device.messages.wait_for(21));
        CHECK(device->statistics().store_errors >= 1);
    }
    sent.emplace_back("after");
    REQUIRE(sender.publish(message("after", QoS::exactly_once, topic)));
    REQUIRE(device.messages.wait_for(22));
    CHECK(payloads(device.messages) == sent);
    CHECK(device->statistics().connection_losses == 0);
}

TEST_CASE("QoS 0 is not stored")
{
    Service service(at_once());
    const TemporaryFolder folder;
    Device device(durable(service, folder));
    device.connect().subscribe({{topic, QoS::at_most_once}});
    REQUIRE(device.publish(message("x", QoS::at_most_once, topic)));
    REQUIRE(device.messages.wait_for(1));
    CHECK(device->statistics().store_commits == 0);
}
