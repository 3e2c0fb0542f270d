#ifndef LMQ_TESTS_SUPPORT_CONNECT_PROXY_HPP
#define LMQ_TESTS_SUPPORT_CONNECT_PROXY_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lmq::test
{

/// An HTTP proxy that knows CONNECT only, on a free port of 127.0.0.1; the host that it is asked for is looked for
/// there too, whatever its name.
class ConnectProxy
{
public:
    /// `answer`: its status line and headers to every request; tunnels are made where its status is 200.
    explicit ConnectProxy(std::string answer = "HTTP/1.1 200 Connection established\r\n\r\n");
    ~ConnectProxy();
    ConnectProxy(const ConnectProxy &) = delete;
    ConnectProxy &operator=(const ConnectProxy &) = delete;

    std::uint16_t port() const;
    /// The heads of all requests so far.
    std::vector<std::string> requests() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::test

#endif
