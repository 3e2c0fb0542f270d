#ifndef LMQ_TESTS_UNIT_PLATFORM_PLAIN_SOCKET_HPP
#define LMQ_TESTS_UNIT_PLATFORM_PLAIN_SOCKET_HPP

#include <cstdint>

/// A TCP connection to a port of 127.0.0.1 with the system's defaults, as Paho opens one. The constructor REQUIREs that
/// it comes about.
class PlainSocket
{
public:
    explicit PlainSocket(std::uint16_t port);
    ~PlainSocket();
    PlainSocket(const PlainSocket &) = delete;
    PlainSocket &operator=(const PlainSocket &) = delete;

    bool has_no_delay() const; ///< TCP_NODELAY

private:
    std::intptr_t handle_;
};

#endif
