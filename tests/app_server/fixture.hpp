#ifndef LMQ_TEST_APP_SERVER_FIXTURE_HPP
#define LMQ_TEST_APP_SERVER_FIXTURE_HPP

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "server.hpp"
#include "support/scripted_http_server.hpp"

namespace lmq::test
{

/// What the app server said.
struct Said {
    int status = 0; ///< 0: it closed without an answer
    HttpAsked text; ///< its header and body
};

/// One connection to the app server, over a plain socket so that nothing well-behaved stands in between.
class Caller
{
public:
    explicit Caller(const std::string &address);
    void send(std::string_view bytes) { peer_->write(bytes); }
    Said read();
    /// Waits until the server ends the connection without another word.
    bool is_closed();
    void drop() { peer_->reset(); }

private:
    std::unique_ptr<HttpPeer> peer_;
};

/// A request as the documentation has it, of device BBB001.
inline const std::string good_body =
    R"({"client_id":"GID_AAA@@@BBB001","type":"RW","resources":["TopicA/notice/"],"reason":"none_held","instead_of":""})";
/// Basic auth of BBB001 with its secret, device-secret-1.
inline const std::string good_auth = "Authorization: Basic QkJCMDAxOmRldmljZS1zZWNyZXQtMQ==\r\n";

std::string post(const std::string &body, const std::string &headers = good_auth,
                 const std::string &target = "/v1/token");

/// The app server, over a scripted auth server that numbers its tokens; a clock that only the test moves.
class Stage
{
public:
    using Change = std::function<void(AppServerOptions &)>;
    explicit Stage(const Change &change = {});

    /// What the server says to `request` on a connection of its own.
    Said ask(const std::string &request);
    Said ask_for_token(const std::string &body = good_body, const std::string &headers = good_auth)
    {
        return ask(post(body, headers));
    }

    std::atomic<std::int64_t> now{1546268400000};
    std::atomic<bool> auth_fails{false}; ///< it answers 409
    std::atomic<bool> auth_hangs{false}; ///< it answers when `auth` goes, or the request's time is up
    std::atomic<unsigned> applied{0};
    std::atomic<unsigned> revoked{0};
    std::unique_ptr<ScriptedHttpServer> auth;
    std::unique_ptr<AppServer> server;

private:
    void serve_auth(HttpPeer &peer);
};

} // namespace lmq::test

#endif
