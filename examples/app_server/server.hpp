#ifndef APP_SERVER_SERVER_HPP
#define APP_SERVER_SERVER_HPP

#include <memory>
#include <string>

#include <lmq/result.hpp>

#include "options.hpp"

/// An app server (spec 8.1) over HTTP: verifies devices and hands out tokens, as sdk/docs/tokens.md describes:
/// POST /v1/token, and GET /healthz for whoever watches it. Speaks plain HTTP: in the open, put TLS before it.
class AppServer
{
public:
    explicit AppServer(AppServerOptions options);
    /// Stops.
    ~AppServer();
    AppServer(const AppServer &) = delete;
    AppServer &operator=(const AppServer &) = delete;

    /// Serves from now on, on threads of its own. Once. Errors: those of TokenService and TokenCache, of
    /// validate_group_id and validate_topic_filter for the options; bad_uri for an address that is none or that cannot
    /// be listened on.
    lmq::Result<void> start();
    /// Takes no more requests, answers those it has, and returns when all is over. Harmless to repeat.
    void stop();

    /// "127.0.0.1:40001"; while it serves.
    std::string address() const;
    AppServerStatistics statistics() const;

    /// Revokes the client's tokens; it may ask for new ones. Errors: as TokenCache::revoke. While it serves.
    lmq::Result<void> revoke(const std::string &client_id);
    /// Turns a device away from now on, and revokes its tokens. Errors: as TokenCache::revoke; then repeat it. While it
    /// serves.
    lmq::Result<void> lock_out(const std::string &device_id);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

#endif
