#ifndef LMQ_TESTS_SUPPORT_THROWAWAY_CA_HPP
#define LMQ_TESTS_SUPPORT_THROWAWAY_CA_HPP

#include <memory>
#include <string>

#include "support/scripted_http_server.hpp"

namespace lmq::test
{

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
    /// TLS of a server whose certificate, signed by this CA, is for `name`: "127.0.0.1" or a host name.
    ScriptedHttpServer::MakeTls server(const std::string &name) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::test

#endif
