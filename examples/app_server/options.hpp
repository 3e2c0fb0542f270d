#ifndef APP_SERVER_OPTIONS_HPP
#define APP_SERVER_OPTIONS_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <lmq/cloud/token_service.hpp>
#include <lmq/secret.hpp>

/// Who may have tokens for what. In the filters, {device} stands for the device's id and {client} for its client id.
struct Entitlements {
    std::map<std::string, lmq::Secret, std::less<>> devices; ///< device id to the secret it proves itself with
    std::vector<std::string> groups;                         ///< group ids a device's client id may begin with
    std::vector<std::string> may_read;
    std::vector<std::string> may_write;
};

struct AppServerOptions {
    std::string listen = "127.0.0.1:8080"; ///< host:port; port 0 takes a free one
    lmq::cloud::TokenServiceOptions auth;  ///< the auth server, and the account's keys; its clock is the server's
    Entitlements entitlements;
    std::chrono::milliseconds token_lifetime = std::chrono::hours(24);

    std::size_t connections = 256;                    ///< more wait to be accepted
    std::size_t workers = 4;                          ///< threads that may wait for the auth server
    std::size_t waiting = 64;                         ///< requests that wait for a worker; more are answered 503
    std::size_t header_bytes = 8192;                  ///< of a request, at most
    std::size_t body_bytes = 32768;                   ///< of a request, at most
    std::chrono::milliseconds request_timeout{10000}; ///< from a request's first byte to its last; for each answer too
    std::chrono::milliseconds idle_timeout{5000};     ///< between requests of a connection
    /// Takes a line for the operator, without secrets; several threads at once.
    std::function<void(const std::string &line)> log;
};

/// Counters since the start.
struct AppServerStatistics {
    std::uint64_t tokens = 0;     ///< handed out
    std::uint64_t refused = 0;    ///< 400, 401, 403, 404, 405, 413, 431
    std::uint64_t postponed = 0;  ///< 503
    std::uint64_t applied = 0;    ///< asked of the auth server
    std::uint64_t from_cache = 0; ///< of the tokens: without asking it
    std::uint64_t while_down = 0; ///< of the tokens: old ones, while it was down
    std::uint64_t connections = 0;
    std::size_t in_hand = 0; ///< now: requests that a worker has, or that wait for one
};

#endif
