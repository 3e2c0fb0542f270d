#include "lmq/platform/lifeline.hpp"

namespace lmq::platform
{

Lifeline::~Lifeline() = default;

std::uint16_t Lifeline::listen() noexcept
{
    return 0;
}

bool Lifeline::accept(std::chrono::milliseconds) noexcept
{
    return false;
}

bool Lifeline::write(const void *, std::size_t) noexcept
{
    return connection_ >= 0 && listener_ >= 0;
}

} // namespace lmq::platform
