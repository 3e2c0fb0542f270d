#ifndef LMQ_TESTS_UNIT_DOORS_DOOR_FIXTURE_HPP
#define LMQ_TESTS_UNIT_DOORS_DOOR_FIXTURE_HPP

#include <atomic>
#include <memory>
#include <string>

#include "support/throwaway_ca.hpp"
#include "unit/client/client_support.hpp"

namespace lmq::test
{

/// A server of one door, as small as can be: it takes CONNECT, accepts it, acknowledges publishes of QoS 1, and says
/// how far anybody came.
class DoorServer
{
public:
    explicit DoorServer(ScriptedHttpServer::MakeTls tls = {});

    std::uint16_t port() const { return server_.port(); }
    std::string uri(const std::string &scheme, const std::string &host = "localhost") const;
    unsigned connections() const { return server_.connections(); }
    unsigned shaken() const { return shaken_; }     ///< handshakes that the server took for done
    unsigned sign_ins() const { return sign_ins_; } ///< connections on which a byte of MQTT came

private:
    std::atomic<unsigned> shaken_{0};
    std::atomic<unsigned> sign_ins_{0};
    ScriptedHttpServer server_;
};

/// Serves MQTT on what has been agreed; false when nothing came.
bool serve_mqtt(HttpPeer &peer);

/// Options of a client that trusts `ca`, with a password that must not get lost.
ClientOptions door_options(const std::string &uri, const ThrowawayCa *ca);

/// The first error of a client with these options, which must not become ready.
Error first_error(ClientOptions options);

/// Checks that the first error is `code`, that its detail names each of `names`, and that it has the cure of a row of
/// its own.
void expect_failure(const ClientOptions &options, Errc code, std::initializer_list<std::string_view> names);

Result<void> connect_once(ClientOptions options);

} // namespace lmq::test

#endif
