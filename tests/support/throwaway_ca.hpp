#ifndef LMQ_TESTS_SUPPORT_THROWAWAY_CA_HPP
#define LMQ_TESTS_SUPPORT_THROWAWAY_CA_HPP

#include <chrono>
#include <memory>
#include <string>

#include "support/scripted_http_server.hpp"

namespace lmq::test
{

/// A certificate and its private key, as PEM files.
struct IssuedCertificate {
    std::string certificate_file;
    std::string key_file;
};

/// A certificate authority made for one test, in a folder of its own that goes with it.
class ThrowawayCa
{
public:
    ThrowawayCa();
    ~ThrowawayCa();
    ThrowawayCa(const ThrowawayCa &) = delete;
    ThrowawayCa &operator=(const ThrowawayCa &) = delete;

    /// Its certificate, PEM.
    const std::string &file() const;
    /// A certificate for `name`, for a server or a client, good from an hour ago; `valid` may be negative: it ended
    /// then. The files go with the CA.
    IssuedCertificate issue(const std::string &name, std::chrono::hours valid = std::chrono::hours(24)) const;
    /// TLS of a server whose certificate, signed by this CA, is for `name`: "127.0.0.1" or a host name.
    ScriptedHttpServer::MakeTls server(const std::string &name) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::test

#endif
