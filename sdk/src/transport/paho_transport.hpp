#ifndef LMQ_TRANSPORT_PAHO_TRANSPORT_HPP
#define LMQ_TRANSPORT_PAHO_TRANSPORT_HPP

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "lmq/platform/environment.hpp"
#include "transport/address_lookup.hpp"
#include "transport/paho_link.hpp"
#include "transport/transport.hpp"
#include "transport/tunnel.hpp"

namespace lmq::transport
{

/// Walks one attempt: look up the name, then for one address after the other a Tunnel, where the route has one, and a
/// PahoLink, until one is up.
class PahoTransport final : public Transport, public LinkOwner
{
public:
    explicit PahoTransport(Listener &listener) : listener_(listener) {}
    ~PahoTransport() override { close(); }

    void connect(const ConnectOptions &options, Epoch epoch, Time now) override;
    void close() override;
    void established(Time now) override;
    void step(Time now) override;
    std::optional<Time> next_deadline() const override;
    bool congested() override;
    Result<void> publish(Token token, const Message &message) override;
    Result<void> subscribe(Token token, const std::vector<Subscription> &subscriptions) override;
    Result<void> unsubscribe(Token token, const std::vector<std::string> &filters) override;
    void resume_receiving() override;

    // LinkOwner, on Paho's threads.
    void link_up(bool session_present) override;
    void link_failed(int code, const char *text) override;
    std::optional<std::string> why_lost() override;

private:
    struct Failure {
        int code = 0; ///< above 0: CONNACK's
        std::string text;
    };

    const std::string &host_to_resolve() const;
    void try_next_address(Time now);
    Result<void> try_address(const std::string &address, Time now);
    Result<void> open_link(const std::string &address, std::uint16_t port, Time now);
    void step_tunnel(Time now);
    void step_link(Time now);
    void remember(Error error);
    void drop_connection();
    void give_up(Error error);
    void refused(int code);
    void end_attempt();

    Listener &listener_;
    Epoch epoch_ = 0;
    bool attempting_ = false;
    ConnectOptions options_;
    AddressLookup lookup_;
    std::vector<std::string> addresses_;
    std::size_t next_address_ = 0;
    std::optional<Error> last_error_;
    std::unique_ptr<Tunnel> tunnel_;
    std::unique_ptr<PahoLink> link_; ///< its callbacks look at tunnel_: made after it, gone before it
    std::unique_ptr<platform::ProxyEnvironmentMask> mask_;
    Time give_up_at_{0};
    Time next_address_at_{0};
    Time wake_at_{0};
    Time wake_interval_{0}; ///< 0: no wake-up is wanted

    std::mutex outcome_mutex_; ///< a leaf
    bool up_ = false;
    std::optional<Failure> failure_;
};

} // namespace lmq::transport

#endif
