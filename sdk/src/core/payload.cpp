#include "lmq/payload.hpp"

#include "core/text.hpp"

namespace lmq
{

Result<void> validate_payload_size(std::size_t bytes, const Limits &limits)
{
    if (bytes <= limits.payload_bytes) return {};
    return core::failure(Errc::payload_too_large,
                         {"payload: ", core::Decimal(bytes), " bytes, at most ", core::Decimal(limits.payload_bytes)});
}

} // namespace lmq
