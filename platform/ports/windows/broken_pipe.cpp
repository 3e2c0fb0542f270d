#include "lmq/platform/broken_pipe.hpp"

namespace lmq::platform
{

// A write to a closed connection fails; Windows has no signal for it.
BrokenPipeMask::BrokenPipeMask() noexcept = default;
BrokenPipeMask::~BrokenPipeMask() = default;

} // namespace lmq::platform
