#ifndef LMQ_PLATFORM_ENVIRONMENT_HPP
#define LMQ_PLATFORM_ENVIRONMENT_HPP

namespace lmq::platform
{

/// Hides `http_proxy` and `https_proxy` from getenv() while one or more of these live; puts them back afterwards, and
/// keeps what others set meanwhile. Costs nothing where they are not set. Thread-safe against other masks and against
/// getenv(); against setenv() as far as setenv() itself is.
class ProxyEnvironmentMask
{
public:
    ProxyEnvironmentMask();
    ~ProxyEnvironmentMask();
    ProxyEnvironmentMask(const ProxyEnvironmentMask &) = delete;
    ProxyEnvironmentMask &operator=(const ProxyEnvironmentMask &) = delete;
};

} // namespace lmq::platform

#endif
