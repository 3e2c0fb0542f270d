#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

ClientOptions standard(const Service &service, const std::string &client_id)
{
    ClientOptions options = service.device("");
    options.client_id = client_id;
    options.profile = ServiceProfile::standard;
    options.credentials = Anonymous{};
    return options;
}

} // namespace

TEST_CASE("the standard profile knows no groups, no parents and no control messages")
{
    Service service(broker::Config::plain());
    Device device(standard(service, "any client id"));
    device.connect().subscribe({{"#", QoS::exactly_once}, {"/leading/+", QoS::at_least_once}});
    for (const std::string topic : {"/leading/slash", "a/p2p/not special", "x"})
        REQUIRE(device.publish(message(topic, QoS::exactly_once, topic)));
    REQUIRE(device.messages.wait_for(3));
    CHECK(payloads(device.messages) == std::vector<std::string>{"/leading/slash", "a/p2p/not special", "x"});
    CHECK(device.p2p.size() == 0);
}

TEST_CASE("the standard profile may switch keepalive off and use long topics")
{
    Service service(broker::Config::plain());
    auto options = standard(service, "c");
    options.keep_alive = seconds(0);
    Device device(std::move(options));
    const std::string topic = "t/" + std::string(500, 'x');
    device.connect().subscribe({{topic, QoS::at_least_once}});
    REQUIRE(device.publish(message("long", QoS::at_least_once, topic)));
    CHECK(device.messages.wait_for(1));
}

TEST_CASE("a standard client survives losses as any other")
{
    Service service(broker::Config::plain());
    Device device(standard(service, "c"));
    device.connect().subscribe({{"t", QoS::at_least_once}});
    REQUIRE(service->kick("c"));
    REQUIRE(device.publish(message("after", QoS::at_least_once, "t")));
    CHECK(device.messages.wait_for(1));
}
