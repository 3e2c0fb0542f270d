#include "lmq/platform/environment.hpp"

namespace lmq::platform
{

ProxyEnvironmentMask::ProxyEnvironmentMask() = default;
ProxyEnvironmentMask::~ProxyEnvironmentMask() = default;

} // namespace lmq::platform
