#include <atomic>

#include "lmq/signature.hpp"
#include "sdk_fixture.hpp"

using namespace lmq;
using namespace lmq::test;
using broker::FaultAction;

namespace
{

broker::FaultRule refuse_connect(int code, std::uint64_t times)
{
    broker::FaultRule refusal = rule("CONNECT", FaultAction::refuse, 1, times);
    refusal.code = code;
    return refusal;
}

Errc refusal_of(Device &device)
{
    const auto connected = device->connect(patience);
    REQUIRE_FALSE(connected);
    CHECK(device->status().state == ConnectionState::refused);
    REQUIRE(device->status().error);
    CHECK(device->status().error->code == connected.error().code);
    return connected.error().code;
}

} // namespace

TEST_CASE("a device signs in with its access key and secret key")
{
    Service service;
    Device device(service.device("d"));
    device.connect();
    const auto session = service->session(device.id());
    REQUIRE(session);
    CHECK(session->connected);
    CHECK(session->clean_session);
    CHECK(session->keep_alive_s == 90);
}

TEST_CASE("a device signs in with a password that was made elsewhere")
{
    Service service;
    auto options = service.device("d");
    // Spec 7.1's example: the password of group GID_AAA under the ready-made key.
    options.credentials = ReadyPassword{access_key, Secret("ssReP+eu30aC5+KnUoIuTnSiSXk=")};
    Device(std::move(options)).connect();
}

TEST_CASE("a signer is asked before each connect, with the group id")
{
    Service service;
    Recorder<std::string> asked;
    auto options = service.device("d");
    options.credentials = SignedBy{access_key, [&](std::string_view text) -> Result<Secret> {
                                       asked.add(std::string(text));
                                       return Secret("ssReP+eu30aC5+KnUoIuTnSiSXk=");
                                   }};
    Device device(std::move(options));
    device.connect();
    REQUIRE(service->kick(device.id()));
    REQUIRE(asked.wait_for(2));
    REQUIRE(device.wait_for_state(ConnectionState::ready));
    CHECK(asked.all() == std::vector<std::string>{"GID_AAA", "GID_AAA"});
}

TEST_CASE("a signer that fails is asked again after the back-off")
{
    Service service;
    std::atomic<int> calls{0};
    auto options = service.device("d");
    options.credentials = SignedBy{access_key, [&](std::string_view) -> Result<Secret> {
                                       if (++calls < 3) return fail(Errc::internal, "the key service is busy");
                                       return Secret("ssReP+eu30aC5+KnUoIuTnSiSXk=");
                                   }};
    Device device(std::move(options));
    device.connect();
    CHECK(calls == 3);
    CHECK(device.states.wait_until_any([](const ConnectionStatus &status) {
        return status.state == ConnectionState::waiting && status.error && status.error->code == Errc::signer_failed;
    }));
}

TEST_CASE("without credentials the connection is made: tokens are to follow")
{
    Service service;
    auto options = service.device("d");
    options.credentials = Anonymous{};
    Device(std::move(options)).connect();
}

TEST_CASE("a wrong secret key is refused for good")
{
    Service service;
    auto options = service.device("d");
    options.credentials = AccessKey{access_key, Secret("SK_wrong")};
    Device device(std::move(options));
    CHECK(refusal_of(device) == Errc::refused_credentials);
    CHECK(service->statistics().connections_accepted == 1);
    CHECK(device->statistics().connects == 0);
}

TEST_CASE("an unknown group is refused for good")
{
    Service service;
    auto options = service.device("d");
    options.client_id = "GID_NOBODY@@@d";
    options.credentials = AccessKey{access_key, Secret(secret_key)};
    Device device(std::move(options));
    CHECK(refusal_of(device) == Errc::refused_identifier);
}

TEST_CASE("a frozen group is refused for good")
{
    auto config = broker::Config::ready_made();
    for (auto &group : config.groups)
        group.status = broker::GroupStatus::frozen;
    Service service(config);
    Device device(service.device("d"));
    CHECK(refusal_of(device) == Errc::refused_not_authorized);
}

TEST_CASE("CONNACK 1 is final; the user may start again")
{
    Service service;
    service->add_fault(refuse_connect(1, 1));
    Device device(service.device("d"));
    CHECK(refusal_of(device) == Errc::refused_protocol);
    CHECK(service->statistics().connections_accepted == 1);
    device.connect();
}

TEST_CASE("CONNACK 3 backs off and tries again")
{
    Service service;
    service->add_fault(refuse_connect(3, 4));
    Device device(service.device("d"));
    device.connect();
    CHECK(service->statistics().connections_accepted == 5);
    CHECK(device.states.wait_until_any([](const ConnectionStatus &status) {
        return status.state == ConnectionState::waiting && status.attempt == 4 && status.error &&
               status.error->code == Errc::refused_unavailable;
    }));
}

TEST_CASE("a CONNACK that does not come ends the attempt, and the next one succeeds")
{
    Service service;
    service->add_fault(rule("CONNACK", FaultAction::drop));
    auto options = service.device("d");
    options.connect_timeout = milliseconds(300);
    Device device(std::move(options));
    device.connect();
    CHECK(device.states.wait_until_any([](const ConnectionStatus &status) {
        return status.state == ConnectionState::waiting && status.error && status.error->code == Errc::connect_timeout;
    }));
}

TEST_CASE("connect() without a server answers timeout, names the cause in the status, and goes on trying")
{
    std::string uri;
    {
        Service gone;
        uri = gone->tcp_uri();
    }
    Service service;
    auto options = service.device("d");
    options.server_uri = uri;
    Device device(std::move(options));
    const auto connected = device->connect(milliseconds(300));
    REQUIRE_FALSE(connected);
    CHECK(connected.error().code == Errc::timeout);
    REQUIRE(eventually([&] { return device->status().error.has_value(); }));
    CHECK(device->status().error->code == Errc::network_unreachable);
    CHECK(eventually([&] { return device->status().attempt >= 3; }));
}
