// The payloads of `$SYS/…` as the broker reads them (spec 8.4, 9.4, 13).

#include "engine/control_payload.hpp"
#include "fuzz/input.hpp"

using namespace lmq::broker;
using lmq::fuzz::promise;

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const lmq::fuzz::Exact payload({reinterpret_cast<const char *>(data), size});
    const codec::ByteSpan span(payload.data(), payload.size());
    (void)engine::order_wanted(span);
    if (const auto pull = engine::read_pull(span, 30))
        promise(pull->most >= 1 && pull->most <= 30, "a pull of none or too many");
    const engine::Upload upload = engine::read_upload(span);
    promise(!upload.well_formed || (!upload.type.empty() && !upload.token.empty()), "an upload without its members");
    return 0;
}
