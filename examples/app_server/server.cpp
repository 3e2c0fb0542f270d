#include "server.hpp"

#include <atomic>
#include <future>
#include <set>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <lmq/identity.hpp>
#include <lmq/topic.hpp>

#include "connection.hpp"
#include "desk.hpp"

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace
{

/// Opens the acceptor on "host:port", host a numeric address.
lmq::Result<void> listen_on(tcp::acceptor &acceptor, const std::string &text)
{
    const std::size_t colon = text.rfind(':');
    std::string host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
    if (error || digits.empty() || digits.size() > 5 || digits.find_first_not_of("0123456789") != std::string::npos ||
        std::stoul(digits) > 65535) {
        return lmq::fail(lmq::Errc::bad_uri, "listen: " + text + " is not a numeric address and a port");
    }
    const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(std::stoul(digits)));
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return lmq::fail(lmq::Errc::bad_uri, "listen: " + text + ": " + error.message());
    return {};
}

/// Errors: those of validate_group_id and validate_topic_filter, naming the option; empty for no group.
lmq::Result<void> check(const Entitlements &entitlements)
{
    if (entitlements.groups.empty()) return lmq::fail(lmq::Errc::empty, "groups: at least one");
    for (const std::string &group : entitlements.groups) {
        if (auto valid = lmq::validate_group_id(group); !valid) return valid;
    }
    for (const auto *const list : {&entitlements.may_read, &entitlements.may_write}) {
        const std::string name = list == &entitlements.may_read ? "may_read: " : "may_write: ";
        for (const std::string &filter : *list) {
            if (auto valid = lmq::validate_topic_filter(filter); !valid) {
                return lmq::fail(valid.error().code, name + valid.error().detail);
            }
        }
    }
    return {};
}

} // namespace

struct AppServer::Impl {
    explicit Impl(AppServerOptions given) : options(std::move(given)), acceptor(io), pool(options.workers)
    {
        if (!options.log) options.log = [](const std::string &) {};
    }

    void accept();
    void take(tcp::socket socket);
    void route(Asked asked, Connection::Answer answer);
    void serve(Asked asked, Connection::Answer answer);
    void count(const Reply &reply);
    void shut();

    AppServerOptions options;
    std::unique_ptr<Desk> desk;
    asio::io_context io{1};
    /// What the workers have in hand keeps nothing in io busy until they are done: it is not to end meanwhile.
    asio::executor_work_guard<asio::io_context::executor_type> until_stopped{io.get_executor()};
    tcp::acceptor acceptor;
    asio::steady_timer pause{io};
    asio::thread_pool pool;
    std::thread thread; ///< runs io
    std::string address;
    std::set<std::shared_ptr<Connection>> connections; ///< I/O thread only, like accepting and stopping
    bool accepting = false;
    bool stopping = false;
    std::atomic<std::size_t> in_hand{0}; ///< requests that a worker has or that wait for one
    std::atomic<std::uint64_t> tokens{0};
    std::atomic<std::uint64_t> refused{0};
    std::atomic<std::uint64_t> postponed{0};
    std::atomic<std::uint64_t> accepted{0};
};

/// One more when there is room; whoever has to wait, waits in the system's queue.
void AppServer::Impl::accept()
{
    if (accepting || stopping || connections.size() >= options.connections) return;
    accepting = true;
    acceptor.async_accept([this](const error_code &error, tcp::socket socket) {
        accepting = false;
        if (stopping) return;
        if (!error) {
            take(std::move(socket));
            return accept();
        }
        // No descriptors left, for instance: looking again at once would change nothing.
        pause.expires_after(std::chrono::milliseconds(100));
        pause.async_wait([this](const error_code &) { accept(); });
    });
}

void AppServer::Impl::take(tcp::socket socket)
{
    ++accepted;
    const auto connection =
        std::make_shared<Connection>(std::move(socket), options, [this](Asked asked, Connection::Answer answer) {
            route(std::move(asked), std::move(answer));
        });
    connections.insert(connection);
    connection->start([this, weak = std::weak_ptr<Connection>(connection)] {
        connections.erase(weak.lock());
        accept();
    });
}

void AppServer::Impl::route(Asked asked, Connection::Answer answer)
{
    const bool health = asked.path == "/healthz";
    if (!health && asked.path != "/v1/token") {
        const Reply reply = error_reply(404, "path: nothing is served here");
        count(reply);
        return answer(reply);
    }
    const std::string method = health ? "GET" : "POST";
    if (asked.method != method && !(health && asked.method == "HEAD")) {
        Reply reply = error_reply(405, "method: this path takes " + method);
        reply.allow = method;
        count(reply);
        return answer(std::move(reply));
    }
    if (health) return answer(Reply{200, "{\"serving\":true}", {}, 0});
    serve(std::move(asked), std::move(answer));
}

/// By a worker: this thread never waits for the auth server.
void AppServer::Impl::serve(Asked asked, Connection::Answer answer)
{
    if (in_hand >= options.workers + options.waiting) {
        const Reply reply = error_reply(503, "server: too busy", 1);
        count(reply);
        return answer(reply);
    }
    ++in_hand;
    asio::post(pool, [this, asked = std::move(asked), answer = std::move(answer)]() mutable {
        Reply reply = desk->serve(asked);
        count(reply);
        --in_hand;
        asio::post(io, [answer = std::move(answer), reply = std::move(reply)]() mutable { answer(std::move(reply)); });
    });
}

void AppServer::Impl::count(const Reply &reply)
{
    if (reply.status == 200) ++tokens;
    if (reply.status == 503) ++postponed;
    if (reply.status >= 400 && reply.status < 500) ++refused;
}

void AppServer::Impl::shut()
{
    stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    pause.cancel();
    const auto all = connections; // ending one takes it out
    for (const auto &connection : all)
        connection->finish();
}

AppServer::AppServer(AppServerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

AppServer::~AppServer()
{
    stop();
}

lmq::Result<void> AppServer::start()
{
    if (auto valid = check(impl_->options.entitlements); !valid) return valid;
    auto service = lmq::cloud::TokenService::create(impl_->options.auth);
    if (!service) return tl::unexpected<lmq::Error>(service.error());
    lmq::cloud::TokenCacheOptions cache_options;
    cache_options.lifetime = impl_->options.token_lifetime;
    cache_options.clock = impl_->options.auth.clock;
    auto cache = lmq::cloud::TokenCache::create(std::move(*service), cache_options);
    if (!cache) return tl::unexpected<lmq::Error>(cache.error());
    impl_->desk = std::make_unique<Desk>(impl_->options.entitlements, std::move(*cache), impl_->options.log);

    if (auto listening = listen_on(impl_->acceptor, impl_->options.listen); !listening) return listening;
    error_code ignored;
    const tcp::endpoint bound = impl_->acceptor.local_endpoint(ignored);
    const std::string host = bound.address().to_string();
    impl_->address = (bound.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(bound.port());
    impl_->accept();
    impl_->thread = std::thread([this] { impl_->io.run(); });
    return {};
}

void AppServer::stop()
{
    if (!impl_->thread.joinable()) return;
    std::promise<void> shut;
    asio::post(impl_->io, [this, &shut] {
        impl_->shut();
        shut.set_value();
    });
    shut.get_future().wait(); // from here on the workers get nothing more
    impl_->pool.join();
    impl_->until_stopped.reset();
    impl_->thread.join();
}

std::string AppServer::address() const
{
    return impl_->address;
}

AppServerStatistics AppServer::statistics() const
{
    AppServerStatistics now;
    now.tokens = impl_->tokens;
    now.refused = impl_->refused;
    now.postponed = impl_->postponed;
    now.connections = impl_->accepted;
    now.in_hand = impl_->in_hand;
    if (!impl_->desk) return now;
    const auto cache = impl_->desk->statistics();
    now.applied = cache.applications;
    now.from_cache = cache.hits;
    now.while_down = cache.served_while_down;
    return now;
}

lmq::Result<void> AppServer::revoke(const std::string &client_id)
{
    return impl_->desk->revoke(client_id);
}

lmq::Result<void> AppServer::lock_out(const std::string &device_id)
{
    return impl_->desk->lock_out(device_id);
}
