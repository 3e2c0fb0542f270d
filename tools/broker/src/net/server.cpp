#include "net/server.hpp"

#include <algorithm>
#include <utility>

#include "net/tcp_stream.hpp"
#include "net/token_key.hpp"

namespace lmq::broker::net
{
namespace
{

using boost::asio::ip::tcp;

/// Turns spent on letting a step's bytes go back and forth before a virtual clock moves on.
constexpr int settle_turns = 1000;
/// A loop that has nothing to do before looks again after it, at the latest.
constexpr std::int64_t longest_sleep_ms = 3600 * 1000;

} // namespace

// A virtual clock stands where the store's last process left it, for time must not go back behind what is in it.
Server::Server(const Config &config, LogLevel level, store::OpenedStore opened)
    : config_(with_token_key(config, opened.token_key)), log_(level, config.log),
      virtual_clock_(std::max(config.virtual_start_ms, opened.newest_ms)), store_(std::move(opened.store)),
      engine_(config_, clock(), store_.get()),
      connections_(engine_, loop_, config_.limits, [this] { (void)engine_.commit(); }),
      consumers_(engine_, loop_, [this] { (void)engine_.commit(); })
{
    engine_.set_epoch(opened.starts);
    engine_.set_log(level, [this](LogLevel of, std::string_view line) { log_.write(of, line); });
}

Server::~Server()
{
    close_doors();
    connections_.close_all();
}

const engine::Clock &Server::clock() const
{
    if (virtual_clock()) return virtual_clock_;
    return real_clock_;
}

Result<void> Server::listen()
{
    if (config_.tls || config_.wss) {
        auto made = TlsContext::make(config_.certificates);
        if (!made) return tl::unexpected(made.error());
        tls_context_ = std::move(*made);
        handshakes_ = std::make_unique<TlsHandshakes>(loop_, log_, *tls_context_, config_.limits.handshakes,
                                                      std::chrono::milliseconds(config_.limits.handshake_timeout_ms));
    }
    if (auto bound = listen_tcp(); !bound) return bound;
    if (auto bound = listen_tls(); !bound) return bound;
    return listen_flash();
}

Result<void> Server::listen_tcp()
{
    if (!config_.tcp) return {};
    const auto address = parse_address(*config_.tcp, "tcp");
    if (!address) return tl::unexpected(address.error());
    tcp_ = std::make_unique<Acceptor>(loop_.io(), log_);
    const auto bound = tcp_->listen(*address, "tcp");
    if (!bound) return bound;
    tcp_->start([this](Socket socket, const tcp::endpoint &peer) {
        connections_.open(std::make_unique<TcpStream>(std::move(socket)), "/" + to_string(peer));
    });
    return {};
}

Result<void> Server::listen_tls()
{
    if (!config_.tls) return {};
    const auto address = parse_address(*config_.tls, "tls");
    if (!address) return tl::unexpected(address.error());
    tls_ = std::make_unique<Acceptor>(loop_.io(), log_);
    const auto bound = tls_->listen(*address, "tls");
    if (!bound) return bound;
    tls_->start([this](Socket socket, const tcp::endpoint &peer) {
        shake_hands(std::move(socket), [this, name = "/" + to_string(peer)](std::unique_ptr<Stream> stream) {
            connections_.open(std::move(stream), name);
        });
    });
    return {};
}

Result<void> Server::listen_flash()
{
    if (!config_.flash) return {};
    const auto address = parse_address(*config_.flash, "flash");
    if (!address) return tl::unexpected(address.error());
    flash_ = std::make_unique<FlashDoor>(loop_.io(), log_, std::chrono::milliseconds(config_.limits.flash_silence_ms));
    return flash_->listen(*address);
}

void Server::shake_hands(Socket socket, TlsHandshakes::Done done)
{
    handshakes_->begin(std::move(socket), std::move(done));
}

Result<void> Server::reload_certificates()
{
    return tls_context_ ? tls_context_->reload() : Result<void>();
}

void Server::close_doors()
{
    if (tcp_) tcp_->close();
    if (tls_) tls_->close();
    if (flash_) flash_->close();
}

void Server::run()
{
    while (!stopping_)
        turn();
    close_doors();
    consumers_.dismiss();
    connections_.close_all();
    (void)engine_.commit(); // what the closing left behind
}

void Server::turn()
{
    const auto until = deadline();
    real_clock_.invalidate(); // handlers run inside of the wait, behind a sleep
    if (more_to_do_ || loop_.has_tasks())
        loop_.handle_ready();
    else
        loop_.wait(until);
    real_clock_.invalidate();
    loop_.run_tasks();
    run_engine();
}

/// Until when the loop may sleep; nothing: until something happens.
std::optional<Loop::SteadyTime> Server::deadline() const
{
    auto until = loop_.next_timer();
    if (virtual_clock()) return until;
    if (const auto due = engine_.next_due_ms()) {
        // A token may expire so late that the steady clock would overflow.
        const auto left = std::chrono::milliseconds(std::clamp<std::int64_t>(*due - now_ms(), 0, longest_sleep_ms));
        const auto at = std::chrono::steady_clock::now() + left;
        if (!until || at < *until) until = at;
    }
    return until;
}

// Everything of the turn is made durable together, before a byte of what it answers is written: by Connections.
void Server::run_engine()
{
    const auto due = engine_.next_due_ms();
    if (due && *due <= now_ms()) engine_.run_due();
    more_to_do_ = !connections_.service_dirty();
    consumers_.look_again();
}

/// Carries bytes until no socket has any more to give.
void Server::settle()
{
    run_engine();
    for (int i = 0; i < settle_turns; ++i) {
        if (loop_.handle_ready() == 0 && !more_to_do_) return;
        run_engine();
    }
}

Result<void> Server::advance(std::chrono::milliseconds by)
{
    if (!virtual_clock()) return fail(Errc::wrong_mode, "clock: only a virtual clock can be moved");
    if (by.count() < 0) return fail(Errc::out_of_range, "ms: a clock never goes back");
    const std::int64_t target = now_ms() + by.count();
    settle();
    for (auto due = engine_.next_due_ms(); due && *due <= target; due = engine_.next_due_ms()) {
        virtual_clock_.set(std::max(*due, now_ms()));
        engine_.run_due();
        settle();
    }
    virtual_clock_.set(target);
    settle();
    return {};
}

Result<void> Server::reset()
{
    consumers_.dismiss();
    engine_.reset();
    run_engine();
    connections_.close_all();
    virtual_clock_.set(config_.virtual_start_ms);
    engine_.reset(); // nothing of the later time may be left in it
    return engine_.commit();
}

} // namespace lmq::broker::net
