#include "lmq/cloud/online_status.hpp"

#include <utility>

#include "cloud/epoch_clock.hpp"
#include "cloud/http_client.hpp"
#include "cloud/http_options_check.hpp"
#include "cloud/online_answer.hpp"
#include "cloud/retry.hpp"
#include "lmq/identity.hpp"
#include "lmq/signature.hpp"

namespace lmq::cloud
{

namespace
{

Result<void> check(const OnlineStatusOptions &options)
{
    if (auto valid = check_http_options(options.url, options.http); !valid) return valid;
    if (options.url.find('?') != std::string::npos) return fail(Errc::bad_uri, "url: no query");
    if (options.access_key.empty()) return fail(Errc::empty, "access_key: must be given");
    if (options.secret_key.empty()) return fail(Errc::empty, "secret_key: must be given");
    using std::chrono::minutes;
    if (auto valid = check_range("attempt_timeout", options.attempt_timeout, minutes(10)); !valid) return valid;
    if (auto valid = check_range("total_timeout", options.total_timeout, minutes(5)); !valid) return valid;
    if (auto valid = check_range("back_off", options.back_off, minutes(1)); !valid) return valid;
    if (options.attempts < 1 || options.attempts > 10) return fail(Errc::out_of_range, "attempts: must be 1 to 10");
    if (options.connections < 1 || options.connections > 1000) {
        return fail(Errc::out_of_range, "connections: must be 1 to 1000");
    }
    return {};
}

} // namespace

struct OnlineStatus::Impl {
    explicit Impl(OnlineStatusOptions given)
        : options(std::move(given)), clock(or_system_clock(options.clock)), client(options.http, options.connections)
    {
        while (!options.url.empty() && options.url.back() == '/')
            options.url.pop_back();
    }

    OnlineStatusOptions options;
    EpochClock clock;
    HttpClient client;
};

OnlineStatus::OnlineStatus(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
OnlineStatus::OnlineStatus(OnlineStatus &&) noexcept = default;
OnlineStatus &OnlineStatus::operator=(OnlineStatus &&) noexcept = default;
OnlineStatus::~OnlineStatus() = default;

Result<OnlineStatus> OnlineStatus::create(OnlineStatusOptions options)
{
    if (auto valid = check(options); !valid) return tl::unexpected<Error>(valid.error());
    return OnlineStatus(std::make_unique<Impl>(std::move(options)));
}

Result<OnlineState> OnlineStatus::query(const std::string &client_id) const
{
    const OnlineStatusOptions &options = impl_->options;
    if (auto valid = ClientId::parse(client_id); !valid) return tl::unexpected<Error>(valid.error());
    const Parameters fields{
        {"accessKey", options.access_key}, {"resource", client_id}, {"timestamp", std::to_string(impl_->clock())}};
    const std::string signature = http_signature(options.secret_key, fields);
    const std::string address = options.url + "/route/clientId/get";
    std::string text = address;
    for (const auto &[name, value] : fields)
        text.append(text.size() == address.size() ? "?" : "&").append(name).append("=").append(percent_encode(value));
    text.append("&signature=").append(percent_encode(signature));
    const WipedText url(std::move(text));

    HttpRequest request;
    request.url = &url;
    const Attempts done = ask_with_retries(
        impl_->client, request, {options.attempts, options.attempt_timeout, options.total_timeout, options.back_off});
    if (!done.answer) return fail(done.answer.error().code, address + ": " + done.answer.error().detail);
    auto read = read_online_answer(*done.answer, {options.secret_key.reveal(), signature});
    if (!read) return fail(read.error().code, address + ": " + read.error().detail);
    return read;
}

} // namespace lmq::cloud
