#include "lmq/platform/broken_pipe.hpp"

namespace lmq::platform
{

// No signals, nothing to mask.
BrokenPipeMask::BrokenPipeMask() noexcept = default;
BrokenPipeMask::~BrokenPipeMask() = default;

} // namespace lmq::platform
