#include "lmq_broker/broker.hpp"

#include <exception>
#include <future>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>

#include "http/http_server.hpp"
#include "net/async_stream.hpp"
#include "net/broken_pipes.hpp"
#include "net/server.hpp"
#include "store/open_store.hpp"

namespace lmq::broker
{
namespace
{

std::string uri(const char *scheme, const std::string &address, const char *path = "")
{
    return address.empty() ? address : std::string(scheme) + "://" + address + path;
}

} // namespace

class Broker::Impl
{
public:
    Impl(const Config &config, LogLevel level, store::OpenedStore opened) : server(config, level, std::move(opened)) {}

    Result<void> listen()
    {
        if (const auto recovered = server.recover(); !recovered) return recovered;
        if (const auto bound = server.listen(); !bound) return bound;
        const Config &config = server.config();
        if (!config.http && !config.ws && !config.wss) return {};
        http = std::make_unique<http::HttpServer>(server);
        if (config.http)
            if (const auto bound = http->listen(*config.http); !bound) return bound;
        if (config.ws)
            if (const auto bound = http->listen_ws(*config.ws); !bound) return bound;
        if (config.wss)
            if (const auto bound = http->listen_wss(*config.wss); !bound) return bound;
        return {};
    }

    ~Impl()
    {
        if (!thread.joinable()) return;
        server.loop().post([this] { server.stop(); });
        thread.join();
    }

    void run()
    {
        thread = std::thread([this] {
            net::survive_broken_pipes();
            server.run();
            if (http) http->stop();
            net::AsyncStream::close_all(server.loop().io());
        });
    }

    /// Runs `work` on the loop's thread and hands back what it answers.
    template <class Work>
    auto call(Work work) -> decltype(work())
    {
        using Answer = decltype(work());
        const auto promise = std::make_shared<std::promise<Answer>>(); // must outlive set_value, not only the answer
        auto answer = promise->get_future();
        server.loop().post([&work, promise] {
            if constexpr (std::is_void_v<Answer>) {
                work();
                promise->set_value();
            } else {
                promise->set_value(work());
            }
        });
        return answer.get();
    }

    /// The same for what must be durable before it is answered for.
    template <class Work>
    auto call_durable(Work work) -> decltype(work())
    {
        return call([this, &work]() -> decltype(work()) {
            auto answer = work();
            if (!answer) return answer;
            if (auto committed = server.commit(); !committed) return tl::unexpected(committed.error());
            return answer;
        });
    }

    net::Server server;
    std::unique_ptr<http::HttpServer> http;
    std::thread thread;
};

Result<std::unique_ptr<Broker>> Broker::start(Config config)
{
    const auto level = net::parse_log_level(config.log_level, "log");
    if (!level) return tl::unexpected(level.error());
    auto opened = store::open_store(config.store);
    if (!opened) return tl::unexpected(opened.error());
    try {
        auto impl = std::make_unique<Impl>(config, *level, std::move(*opened));
        if (const auto bound = impl->listen(); !bound) return tl::unexpected(bound.error());
        impl->run();
        return std::unique_ptr<Broker>(new Broker(std::move(impl)));
    } catch (const std::exception &error) { // no descriptor for the loop, no thread
        return fail(Errc::internal, std::string("broker: cannot start: ") + error.what());
    }
}

Broker::Broker(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Broker::~Broker() = default;

// The listeners were bound before there was a thread, and stay.
std::string Broker::tcp_address() const
{
    return impl_->server.tcp_address();
}

std::string Broker::tls_address() const
{
    return impl_->server.tls_address();
}

std::string Broker::ws_address() const
{
    return impl_->http ? impl_->http->ws_address() : std::string();
}

std::string Broker::wss_address() const
{
    return impl_->http ? impl_->http->wss_address() : std::string();
}

std::string Broker::flash_address() const
{
    return impl_->server.flash_address();
}

std::string Broker::http_address() const
{
    return impl_->http ? impl_->http->address() : std::string();
}

std::string Broker::tcp_uri() const
{
    return uri("tcp", tcp_address());
}

std::string Broker::tls_uri() const
{
    return uri("ssl", tls_address());
}

std::string Broker::ws_uri() const
{
    return uri("ws", ws_address(), "/mqtt");
}

std::string Broker::wss_uri() const
{
    return uri("wss", wss_address(), "/mqtt");
}

std::string Broker::ca_file() const
{
    return impl_->server.ca_file();
}

Result<void> Broker::reload_certificates()
{
    return impl_->call([this] { return impl_->server.reload_certificates(); });
}

std::int64_t Broker::now_ms() const
{
    return impl_->call([this] { return impl_->server.now_ms(); });
}

Result<void> Broker::advance(std::chrono::milliseconds by)
{
    return impl_->call([this, by] { return impl_->server.advance(by); });
}

std::uint64_t Broker::add_fault(FaultRule rule)
{
    return impl_->call([&] { return impl_->server.engine().add_fault(std::move(rule)); });
}

bool Broker::remove_fault(std::uint64_t id)
{
    return impl_->call([&] { return impl_->server.engine().remove_fault(id); });
}

void Broker::clear_faults()
{
    impl_->call([&] { impl_->server.engine().clear_faults(); });
}

std::vector<FaultStatus> Broker::faults() const
{
    return impl_->call([&] { return impl_->server.engine().faults(); });
}

std::vector<SessionInfo> Broker::sessions() const
{
    return impl_->call([&] { return impl_->server.engine().sessions(); });
}

std::optional<SessionInfo> Broker::session(std::string_view client_id) const
{
    return impl_->call([&] { return impl_->server.engine().session(client_id); });
}

std::vector<Alarm> Broker::alarms() const
{
    return impl_->call([&] { return impl_->server.engine().alarms(); });
}

bool Broker::kick(std::string_view client_id)
{
    return impl_->call([&] { return impl_->server.engine().kick(client_id); });
}

BrokerStatistics Broker::statistics() const
{
    return impl_->call([&] { return impl_->server.engine().statistics(); });
}

Result<std::string> Broker::issue_token(const TokenOrder &order)
{
    return impl_->call([&] { return impl_->server.engine().issue_token(order); });
}

Result<void> Broker::revoke_token(std::string_view token)
{
    return impl_->call_durable([&] { return impl_->server.engine().revoke_token(token); });
}

Result<std::string> Broker::mq_produce(std::string_view topic, MqMessage message)
{
    return impl_->call_durable([&] { return impl_->server.engine().mq_produce(topic, std::move(message)); });
}

Result<std::vector<MqMessage>> Broker::mq_consume(std::string_view topic, std::string_view group, std::size_t max,
                                                  std::chrono::milliseconds wait, std::string_view expression)
{
    const auto promise = std::make_shared<std::promise<Result<std::vector<MqMessage>>>>();
    auto answer = promise->get_future();
    net::ConsumeRequest request{std::string(topic), std::string(group), max, wait, std::string(expression)};
    impl_->server.loop().post([&server = impl_->server, &request, promise] {
        server.consumers().consume(std::move(request), [promise](Result<std::vector<MqMessage>> messages) {
            promise->set_value(std::move(messages));
        });
    });
    return answer.get();
}

void Broker::reset()
{
    impl_->call([this] { (void)impl_->server.reset(); });
}

} // namespace lmq::broker
