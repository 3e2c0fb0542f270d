#include "lmq/cloud/https_token_provider.hpp"

#include <memory>
#include <utility>

#include "cloud/http_options_check.hpp"
#include "cloud/provider_worker.hpp"
#include "core/utf8.hpp"

namespace lmq::cloud
{

namespace
{

Result<void> check(const HttpsTokenProviderOptions &options)
{
    if (auto valid = check_http_options(options.url, options.http); !valid) return valid;
    if (auto valid = check_range("timeout", options.timeout, std::chrono::minutes(10)); !valid) return valid;
    const auto scan = core::check_text("device_id", options.device_id);
    if (!scan) return tl::unexpected<Error>(scan.error());
    for (const char c : options.device_id) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            return fail(Errc::contains_invisible, "device_id: contains a control character");
        }
    }
    if (options.device_id.find(':') != std::string::npos) {
        return fail(Errc::bad_combination, "device_id: HTTP Basic ends a user name at ':', so it may have none");
    }
    if (options.device_secret.empty()) return fail(Errc::empty, "device_secret: must be given");
    return {};
}

/// With a share of its own: the answer may come, and destroy the provider, before the call returns.
void ask(std::shared_ptr<ProviderWorker> worker, const TokenRequest &request, TokenAnswer answer)
{
    worker->ask(request, std::move(answer));
}

} // namespace

Result<TokenProvider> https_token_provider(HttpsTokenProviderOptions options)
{
    if (auto valid = check(options); !valid) return tl::unexpected<Error>(valid.error());
    auto worker = std::make_shared<ProviderWorker>(std::move(options));
    return TokenProvider([worker = std::move(worker)](const TokenRequest &request, TokenAnswer answer) {
        ask(worker, request, std::move(answer));
    });
}

} // namespace lmq::cloud
