#ifndef LMQ_BENCH_DELAYING_PROXY_HPP
#define LMQ_BENCH_DELAYING_PROXY_HPP

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

/// A link with a long way: forwards TCP connections to a server and hands each byte over `delay` after it came, in both
/// directions. What is sent together arrives together; nothing else is slowed down. A thread of its own.
class DelayingProxy
{
public:
    /// `port`: of a server on 127.0.0.1. Throws when it cannot listen.
    DelayingProxy(std::uint16_t port, std::chrono::milliseconds delay);
    ~DelayingProxy();
    DelayingProxy(const DelayingProxy &) = delete;
    DelayingProxy &operator=(const DelayingProxy &) = delete;

    std::uint16_t port() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

#endif
