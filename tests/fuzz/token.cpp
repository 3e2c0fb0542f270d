// The token format (spec 8.3). An input that begins with '!' is the JSON of a token, and is signed here: else no input
// would ever come past the signature.

#include "engine/token_codec.hpp"
#include "fuzz/base64url.hpp"
#include "fuzz/input.hpp"

using namespace lmq::broker::engine;
using lmq::fuzz::promise;

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const TokenCodec codec("fuzz key");
    std::string text(reinterpret_cast<const char *>(data), size);
    if (!text.empty() && text.front() == '!') {
        const std::string said = lmq::fuzz::base64url(std::string_view(text).substr(1));
        text = said + "." + lmq::fuzz::base64url(codec.mac(said));
    }
    const lmq::fuzz::Exact exact(text);
    TokenCode code{};
    const auto claims = codec.decode(exact.text(), code);
    if (!claims) {
        promise(code == TokenCode::forged || code == TokenCode::bad_signature, "a token is refused without a reason");
        return 0;
    }
    const std::string again = codec.encode(*claims);
    promise(again.size() == TokenCodec::encoded_size(*claims), "a token is not as long as it is said to be");
    const auto second = codec.decode(again, code);
    promise(second && second->access_key == claims->access_key && second->type == claims->type &&
                second->resources == claims->resources && second->expire_ms == claims->expire_ms &&
                second->proxy_type == claims->proxy_type && second->nonce == claims->nonce,
            "a token changes on its way through the codec");
    return 0;
}
