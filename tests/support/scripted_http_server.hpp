#ifndef LMQ_TESTS_SUPPORT_SCRIPTED_HTTP_SERVER_HPP
#define LMQ_TESTS_SUPPORT_SCRIPTED_HTTP_SERVER_HPP

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/http_peer.hpp"

namespace lmq::test
{

/// Listens on a free port of 127.0.0.1; each connection is handled by `script`, on a thread of its own, with its number
/// from 0.
class ScriptedHttpServer
{
public:
    using Script = std::function<void(HttpPeer &, unsigned number)>;
    using MakeTls = std::function<std::unique_ptr<PeerTls>()>;
    explicit ScriptedHttpServer(Script script, MakeTls make_tls = {});
    ~ScriptedHttpServer();
    ScriptedHttpServer(const ScriptedHttpServer &) = delete;
    ScriptedHttpServer &operator=(const ScriptedHttpServer &) = delete;

    std::uint16_t port() const { return port_; }
    std::string url(const std::string &host = "127.0.0.1") const;
    unsigned connections() const { return connections_; }

private:
    void accept_all();
    Script script_;
    MakeTls make_tls_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<unsigned> connections_{0};
    std::vector<std::shared_ptr<HttpPeer>> peers_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

/// The script that answers each request with what `answer` makes of it.
ScriptedHttpServer::Script answering(std::function<std::string(const HttpAsked &)> answer);

/// `http://127.0.0.1:port` where nobody listens.
std::string dead_url();

} // namespace lmq::test

#endif
