#include "lmq/payload.hpp"

namespace lmq
{

Result<void> validate_payload_size(std::size_t bytes, const Limits &limits)
{
    if (bytes <= limits.payload_bytes) return {};
    return fail(Errc::payload_too_large,
                "payload: " + std::to_string(bytes) + " bytes, at most " + std::to_string(limits.payload_bytes));
}

} // namespace lmq
