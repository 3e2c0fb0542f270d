// The payloads of `$SYS/…` as the SDK reads them (spec 8.4, 8.5, 9.4, 13): what it accepts it can write, and reads
// back.

#include "fuzz/input.hpp"
#include "lmq/control.hpp"

using namespace lmq::control;
using lmq::fuzz::promise;

namespace
{

template <class Decoded, class Decode, class Same>
void round_trip(std::string_view text, Decode decode, Same same)
{
    const lmq::Result<Decoded> first = decode(text);
    if (!first) return;
    const auto written = encode(*first);
    if (!written) return; // the server may say what a client may not
    const lmq::Result<Decoded> second = decode(*written);
    promise(second.has_value(), "what was written is refused");
    promise(same(*first, *second), "what was written reads back as something else");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const lmq::fuzz::Exact payload({reinterpret_cast<const char *>(data), size});
    const std::string_view text = payload.text();
    round_trip<UploadToken>(text, decode_upload_token, [](const auto &a, const auto &b) {
        return a.token.reveal() == b.token.reveal() && a.type == b.type;
    });
    round_trip<GetOffline>(text, decode_get_offline, [](const auto &a, const auto &b) {
        return a.order == b.order && a.max_push == b.max_push && a.max_push >= 1 && a.max_push <= 30;
    });
    round_trip<EnableOrder>(text, decode_enable_order, [](const auto &a, const auto &b) { return a.order == b.order; });
    round_trip<TokenExpireNotice>(text, decode_token_expire_notice, [](const auto &a, const auto &b) {
        return a.expire_time_ms == b.expire_time_ms && a.type == b.type;
    });
    round_trip<TokenInvalidNotice>(text, decode_token_invalid_notice,
                                   [](const auto &a, const auto &b) { return a.code == b.code && a.type == b.type; });
    return 0;
}
