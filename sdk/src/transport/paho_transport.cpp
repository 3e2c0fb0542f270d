#include "transport/paho_transport.hpp"

#include <algorithm>
#include <utility>

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
    last_error_.clear();
    mask_ = std::make_unique<platform::ProxyEnvironmentMask>();
    if (platform::is_numeric_address(options.host)) {
        addresses_.push_back(options.host);
        try_next_address(now);
    } else {
        lookup_.start(options.host, [this] { listener_.on_step_due(); });
    }
}

void PahoTransport::close()
{
    attempting_ = false;
    lookup_.cancel();
    link_.reset();
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
    if (link_ && next_address_ > 0) link_->adopt_socket(addresses_[next_address_ - 1], options_.port);
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
        give_up({Errc::connect_timeout, "no CONNACK within " + std::to_string(options_.timeout.count()) + " ms" +
                                            (last_error_.empty() ? "" : "; before that: " + last_error_)});
        return;
    }
    if (auto answer = lookup_.take()) {
        if (answer->addresses.empty()) {
            give_up({Errc::network_unreachable, "host " + options_.host + ": " + answer->error});
            return;
        }
        addresses_ = std::move(answer->addresses);
        try_next_address(now);
    }
    std::optional<Failure> failure;
    bool up = false;
    {
        const std::lock_guard<std::mutex> lock(outcome_mutex_);
        failure = std::exchange(failure_, std::nullopt);
        up = up_;
    }
    if (up || !attempting_) return;
    if (failure && failure->code >= 1 && failure->code <= 5) {
        refused(failure->code);
    } else if (failure) {
        last_error_ = addresses_[next_address_ - 1] + ": " + failure->text;
        try_next_address(now);
    } else if (link_ && next_address_ < addresses_.size() && now >= next_address_at_) {
        last_error_ = addresses_[next_address_ - 1] + ": no answer";
        try_next_address(now);
    }
    if (attempting_ && link_ && options_.fast_wake && now >= wake_at_) {
        PahoLibrary::instance().wake();
        wake_at_ = now + wake_interval_;
        wake_interval_ = std::min(wake_interval_ * 2, last_wake);
    }
}

std::optional<Time> PahoTransport::next_deadline() const
{
    if (!attempting_) return link_ && wake_interval_ > Time(0) ? std::optional<Time>(wake_at_) : std::nullopt;
    Time next = give_up_at_;
    if (link_ && next_address_ < addresses_.size()) next = std::min(next, next_address_at_);
    if (link_ && options_.fast_wake) next = std::min(next, wake_at_);
    return next;
}

void PahoTransport::try_next_address(Time now)
{
    while (next_address_ < addresses_.size()) {
        link_.reset();
        {
            const std::lock_guard<std::mutex> lock(outcome_mutex_);
            if (up_) return;
            failure_.reset();
        }
        const std::size_t left = addresses_.size() - next_address_;
        const std::string &address = addresses_[next_address_++];
        next_address_at_ = now + (give_up_at_ - now) / left;
        wake_interval_ = first_wake;
        wake_at_ = now + wake_interval_;
        link_ = std::make_unique<PahoLink>(listener_, *this, epoch_);
        const Result<void> opened = link_->open(options_, address);
        if (opened) return;
        last_error_ = address + ": " + opened.error().detail;
    }
    give_up({Errc::network_unreachable, "host " + options_.host + ": " + last_error_});
}

void PahoTransport::give_up(Error error)
{
    const Epoch epoch = epoch_;
    lookup_.cancel();
    link_.reset();
    end_attempt();
    listener_.on_failed(epoch, std::move(error));
}

void PahoTransport::refused(int code)
{
    link_.reset();
    end_attempt();
    listener_.on_refused(epoch_, code);
}

bool PahoTransport::congested()
{
    return link_ && link_->congested();
}

Result<void> PahoTransport::publish(Token token, const Message &message)
{
    if (!link_) return fail(Errc::not_connected, "no connection");
    return link_->publish(token, message);
}

Result<void> PahoTransport::subscribe(Token token, const std::vector<Subscription> &subscriptions)
{
    if (!link_) return fail(Errc::not_connected, "no connection");
    return link_->subscribe(token, subscriptions);
}

Result<void> PahoTransport::unsubscribe(Token token, const std::vector<std::string> &filters)
{
    if (!link_) return fail(Errc::not_connected, "no connection");
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

} // namespace lmq::transport
