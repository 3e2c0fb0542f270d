#ifndef APP_SERVER_DOORMAN_HPP
#define APP_SERVER_DOORMAN_HPP

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include <lmq/identity.hpp>
#include <lmq/token.hpp>

#include "options.hpp"
#include "reply.hpp"

/// Decides who may have a token for what. Thread-safe.
class Doorman
{
public:
    explicit Doorman(Entitlements entitlements) : entitlements_(std::move(entitlements)) {}

    /// What the sender of this request may ask the cache for, or how it is turned away: 400, 401 or 403. A request that
    /// names no resources is for all that the device may use.
    std::variant<lmq::TokenRequest, Reply> admit(std::string_view authorization, const std::string &body) const;

    /// From now on nothing is handed out to this device.
    void lock_out(const std::string &device_id);
    /// The client ids that a device may have.
    std::vector<std::string> client_ids(const std::string &device_id) const;

private:
    bool knows(std::string_view device_id, const lmq::Secret &secret) const;
    std::vector<std::string> filters(const std::vector<std::string> &patterns, const lmq::ClientId &client) const;
    std::vector<std::string> allowed(lmq::TokenType type, const lmq::ClientId &client) const;

    const Entitlements entitlements_;
    mutable std::mutex mutex_; ///< of locked_out_
    std::set<std::string, std::less<>> locked_out_;
};

#endif
