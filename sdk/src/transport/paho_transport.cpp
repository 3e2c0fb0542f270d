#include "transport/paho_transport.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "transport/paho_error.hpp"
#include "transport/paho_library.hpp"

namespace lmq::transport
{
namespace
{

// While an attempt is pending, Paho's receive thread is woken after these times: often at first, for a near server, and
// then ever less often, for one that does not answer.
constexpr Time first_wake{1};
constexpr Time last_wake{64};

// Paho looks whether a PINGREQ is due after each of its polls, 1.1 s apart. A keep-alive shorter than this would be
// overdue for the server (1.5 times) by then.
constexpr std::chrono::seconds short_keep_alive{10};

} // namespace

std::unique_ptr<Transport> make_paho_transport(Listener &listener)
{
    return std::make_unique<PahoTransport>(listener);
}

void PahoTransport::connect(const ConnectOptions &options, Epoch epoch, Time now)
{
    close();
    PahoLibrary &library = PahoLibrary::instance();
    if (options.fast_wake) library.enable_wake();
    options_ = options;
    epoch_ = epoch;
    attempting_ = true;
    give_up_at_ = now + options.timeout;
    addresses_.clear();
    next_address_ = 0;
    last_error_.reset();
    mask_ = std::make_unique<platform::ProxyEnvironmentMask>();
    if (platform::is_numeric_address(host_to_resolve())) {
        addresses_.push_back(host_to_resolve());
        try_next_address(now);
    } else {
        lookup_.start(host_to_resolve(), [this] { listener_.on_step_due(); });
    }
}

const std::string &PahoTransport::host_to_resolve() const
{
    return options_.route.proxy ? options_.route.proxy->host : options_.host;
}

void PahoTransport::drop_connection()
{
    link_.reset();
    tunnel_.reset();
}

void PahoTransport::close()
{
    attempting_ = false;
    lookup_.cancel();
    drop_connection();
    end_attempt();
    wake_interval_ = Time(0);
    const std::lock_guard<std::mutex> lock(outcome_mutex_);
    up_ = false;
    failure_.reset();
}

void PahoTransport::end_attempt()
{
    attempting_ = false;
    mask_.reset();
    options_.password.reset();
}

void PahoTransport::established(Time now)
{
    end_attempt();
    wake_interval_ = Time(0);
    if (options_.fast_wake) PahoLibrary::instance().check_keep_alive_often();
    if (options_.fast_wake && options_.keep_alive < short_keep_alive) wake_interval_ = Time(options_.keep_alive) / 4;
    wake_at_ = now + wake_interval_;
    if (link_) link_->adopt_socket();
}

void PahoTransport::step(Time now)
{
    if (!attempting_) {
        if (link_ && wake_interval_ > Time(0) && now >= wake_at_) {
            PahoLibrary::instance().wake();
            wake_at_ = now + wake_interval_;
        }
        return;
    }
    if (now >= give_up_at_) {
        std::string detail = "no CONNACK within " + std::to_string(options_.timeout.count()) + " ms";
        if (tunnel_) detail += ", waiting for " + std::string(tunnel_->phase());
        if (last_error_) detail += "; before that: " + last_error_->detail;
        give_up({Errc::connect_timeout, std::move(detail)});
        return;
    }
    if (auto answer = lookup_.take()) {
        if (answer->addresses.empty()) {
            const Errc code = options_.route.proxy ? Errc::proxy_unreachable : Errc::network_unreachable;
            give_up({code, "host " + host_to_resolve() + ": " + answer->error});
            return;
        }
        addresses_ = std::move(answer->addresses);
        try_next_address(now);
    }
    {
        const std::lock_guard<std::mutex> lock(outcome_mutex_);
        if (up_) return;
    }
    if (attempting_ && tunnel_ && !link_) step_tunnel(now);
    if (attempting_ && link_) step_link(now);
    if (attempting_ && (link_ || tunnel_) && next_address_ < addresses_.size() && now >= next_address_at_) {
        remember({Errc::network_unreachable, addresses_[next_address_ - 1] + ": no answer"});
        try_next_address(now);
    }
    if (attempting_ && link_ && options_.fast_wake && now >= wake_at_) {
        PahoLibrary::instance().wake();
        wake_at_ = now + wake_interval_;
        wake_interval_ = std::min(wake_interval_ * 2, last_wake);
    }
}

void PahoTransport::step_tunnel(Time now)
{
    if (auto failure = tunnel_->failure()) {
        remember({failure->code, addresses_[next_address_ - 1] + ": " + failure->detail});
        try_next_address(now);
    } else if (const auto port = tunnel_->port()) {
        if (auto opened = open_link("127.0.0.1", *port, now); !opened) {
            remember(std::move(opened.error()));
            try_next_address(now);
        }
    }
}

void PahoTransport::step_link(Time now)
{
    std::optional<Failure> failure;
    {
        const std::lock_guard<std::mutex> lock(outcome_mutex_);
        failure = std::exchange(failure_, std::nullopt);
    }
    if (!failure) return;
    if (failure->code >= 1 && failure->code <= 5) {
        refused(failure->code);
        return;
    }
    Error error{Errc::network_unreachable, failure->text};
    // Paho saw its end of the tunnel close; the tunnel knows why.
    if (auto known = tunnel_ ? tunnel_->failure() : std::nullopt; known && known->code != Errc::connection_lost)
        error = std::move(*known);
    else if (known)
        error.detail = known->detail;
    remember({error.code, addresses_[next_address_ - 1] + ": " + error.detail});
    try_next_address(now);
}

// Of several addresses' errors the latest is told, but one that says more than "not there" before one that does not.
void PahoTransport::remember(Error error)
{
    if (last_error_ && last_error_->code != Errc::network_unreachable && error.code == Errc::network_unreachable)
        return;
    last_error_ = std::move(error);
}

std::optional<Time> PahoTransport::next_deadline() const
{
    if (!attempting_) return link_ && wake_interval_ > Time(0) ? std::optional<Time>(wake_at_) : std::nullopt;
    Time next = give_up_at_;
    if ((link_ || tunnel_) && next_address_ < addresses_.size()) next = std::min(next, next_address_at_);
    if (link_ && options_.fast_wake) next = std::min(next, wake_at_);
    return next;
}

void PahoTransport::try_next_address(Time now)
{
    while (next_address_ < addresses_.size()) {
        drop_connection();
        {
            const std::lock_guard<std::mutex> lock(outcome_mutex_);
            if (up_) return;
            failure_.reset();
        }
        const std::size_t left = addresses_.size() - next_address_;
        const std::string &address = addresses_[next_address_++];
        next_address_at_ = now + (give_up_at_ - now) / left;
        const Result<void> begun = try_address(address, now);
        if (begun) return;
        remember({begun.error().code, address + ": " + begun.error().detail});
    }
    give_up({last_error_->code, "host " + host_to_resolve() + ": " + last_error_->detail});
}

Result<void> PahoTransport::try_address(const std::string &address, Time now)
{
    if (!options_.route.is_tunnelled()) return open_link(address, options_.port, now);
    tunnel_ = std::make_unique<Tunnel>(options_.route, options_.host, options_.port, address,
                                       [this] { listener_.on_step_due(); });
    return {};
}

Result<void> PahoTransport::open_link(const std::string &address, std::uint16_t port, Time now)
{
    wake_interval_ = first_wake;
    wake_at_ = now + wake_interval_;
    link_ = std::make_unique<PahoLink>(listener_, *this, epoch_);
    return link_->open(options_, address, port);
}

void PahoTransport::give_up(Error error)
{
    const Epoch epoch = epoch_;
    lookup_.cancel();
    drop_connection();
    end_attempt();
    listener_.on_failed(epoch, std::move(error));
}

void PahoTransport::refused(int code)
{
    drop_connection();
    end_attempt();
    listener_.on_refused(epoch_, code);
}

bool PahoTransport::congested()
{
    return link_ && link_->congested();
}

Result<void> PahoTransport::publish(Token token, const Message &message)
{
    if (!link_) return core::failure(Errc::not_connected, "no connection");
    return link_->publish(token, message);
}

Result<void> PahoTransport::subscribe(Token token, const std::vector<Subscription> &subscriptions)
{
    if (!link_) return core::failure(Errc::not_connected, "no connection");
    return link_->subscribe(token, subscriptions);
}

Result<void> PahoTransport::unsubscribe(Token token, const std::vector<std::string> &filters)
{
    if (!link_) return core::failure(Errc::not_connected, "no connection");
    return link_->unsubscribe(token, filters);
}

void PahoTransport::resume_receiving()
{
    if (link_) link_->resume();
}

void PahoTransport::link_up(bool session_present)
{
    {
        const std::lock_guard<std::mutex> lock(outcome_mutex_);
        up_ = true;
    }
    listener_.on_up(epoch_, session_present);
}

void PahoTransport::link_failed(int code, const char *text)
{
    {
        const std::lock_guard<std::mutex> lock(outcome_mutex_);
        failure_ = Failure{code, paho_error(Errc::network_unreachable, "no connection", code, text).detail};
    }
    listener_.on_step_due();
}

std::optional<std::string> PahoTransport::why_lost()
{
    if (!tunnel_) return std::nullopt;
    auto failure = tunnel_->failure();
    return failure ? std::optional<std::string>(std::move(failure->detail)) : std::nullopt;
}

} // namespace lmq::transport
