#include "doors.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

const std::string request("<policy-file-request/>\0", 23);
const std::string policy("<?xml version=\"1.0\"?><!DOCTYPE cross-domain-policy SYSTEM "
                         "\"/xml/dtds/cross-domain-policy.dtd\"><cross-domain-policy><allow-access-from domain=\"*\" "
                         "to-ports=\"80,443,1883,8883\"/></cross-domain-policy>\0",
                         197);

std::string all_from(Channel &channel)
{
    std::string got;
    while (!channel.ended())
        got += channel.read_some();
    return got;
}

} // namespace

TEST_CASE("the request for Flash's policy is answered and the connection closed, whole or in single bytes")
{
    const Service service(open_doors());
    Channel whole(service->flash_address());
    whole.send(request);
    CHECK(all_from(whole) == policy);
    Channel single(service->flash_address());
    for (const char byte : request)
        single.send(std::string_view(&byte, 1));
    CHECK(all_from(single) == policy);
}

TEST_CASE("silence is answered with the policy, too")
{
    broker::Config config = open_doors();
    config.limits.flash_silence_ms = 50;
    const Service service(config);
    Channel silent(service->flash_address());
    CHECK(all_from(silent) == policy);
    Channel half(service->flash_address());
    half.send("<policy");
    CHECK(all_from(half) == policy);
}

TEST_CASE("anything else at the port of Flash's policy is closed without an answer")
{
    const Service service(open_doors());
    for (const std::string &noise : {connect().bytes, std::string("GET / HTTP/1.1\r\n\r\n"), request + "x",
                                     std::string("<policy-file-request/>x"), std::string(100000, '<')}) {
        Channel channel(service->flash_address());
        channel.send(noise);
        CHECK(all_from(channel).empty());
    }
    Channel after(service->flash_address());
    after.send(request);
    CHECK(all_from(after) == policy);
}
