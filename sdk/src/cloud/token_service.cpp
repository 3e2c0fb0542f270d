#include "lmq/cloud/token_service.hpp"

#include <utility>

#include "cloud/epoch_clock.hpp"
#include "cloud/http_client.hpp"
#include "cloud/http_options_check.hpp"
#include "cloud/retry.hpp"
#include "cloud/token_answer.hpp"
#include "cloud/token_form.hpp"

namespace lmq::cloud
{

namespace
{

Result<void> check(const TokenServiceOptions &options)
{
    if (auto valid = check_http_options(options.url, options.http); !valid) return valid;
    if (options.url.find('?') != std::string::npos) return fail(Errc::bad_uri, "url: no query");
    if (options.access_key.empty()) return fail(Errc::empty, "access_key: must be given");
    if (options.secret_key.empty()) return fail(Errc::empty, "secret_key: must be given");
    using std::chrono::minutes;
    if (auto valid = check_range("attempt_timeout", options.attempt_timeout, minutes(10)); !valid) return valid;
    if (auto valid = check_range("total_timeout", options.total_timeout, minutes(60)); !valid) return valid;
    if (auto valid = check_range("back_off", options.back_off, minutes(1)); !valid) return valid;
    if (options.attempts < 1 || options.attempts > 10) return fail(Errc::out_of_range, "attempts: must be 1 to 10");
    if (options.connections < 1 || options.connections > 1000) {
        return fail(Errc::out_of_range, "connections: must be 1 to 1000");
    }
    return {};
}

} // namespace

struct TokenService::Impl {
    explicit Impl(TokenServiceOptions given)
        : options(std::move(given)), clock(or_system_clock(options.clock)), client(options.http, options.connections)
    {
        while (!options.url.empty() && options.url.back() == '/')
            options.url.pop_back();
    }

    /// `token`: the one that the request is about, to be kept out of errors. `attempts_made`: given where it matters
    /// how often the request was sent.
    Result<Secret> call(std::string_view path, const SignedForm &form, TokenData data, const Secret &token,
                        unsigned *attempts_made = nullptr);

    TokenServiceOptions options;
    EpochClock clock;
    HttpClient client;
};

Result<Secret> TokenService::Impl::call(std::string_view path, const SignedForm &form, TokenData data,
                                        const Secret &token, unsigned *attempts_made)
{
    const bool post = options.method == HttpMethod::post;
    const std::string address = options.url + std::string(path);
    WipedText url(address.size() + form.text.text().size() + 1);
    url.text().append(address);
    if (!post) url.text().append("?").append(form.text.text());

    HttpRequest request;
    request.url = &url;
    request.body = post ? &form.text : nullptr;
    // A revoke that libcurl repeats unseen would be answered "revoked already".
    request.fresh_connection = attempts_made != nullptr;
    const Attempts done = ask_with_retries(
        client, request, {options.attempts, options.attempt_timeout, options.total_timeout, options.back_off});
    if (attempts_made != nullptr) *attempts_made = done.made;
    if (!done.answer) return fail(done.answer.error().code, address + ": " + done.answer.error().detail);

    auto read = read_token_answer(*done.answer, data, {token.reveal(), options.secret_key.reveal(), form.signature});
    if (!read) return fail(read.error().code, address + ": " + read.error().detail);
    return read;
}

TokenService::TokenService(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
TokenService::TokenService(TokenService &&) noexcept = default;
TokenService &TokenService::operator=(TokenService &&) noexcept = default;
TokenService::~TokenService() = default;

Result<TokenService> TokenService::create(TokenServiceOptions options)
{
    if (auto valid = check(options); !valid) return tl::unexpected<Error>(valid.error());
    return TokenService(std::make_unique<Impl>(std::move(options)));
}

Result<Token> TokenService::apply(const TokenApplication &application) const
{
    const TokenServiceOptions &options = impl_->options;
    if (auto valid = check_application(application, impl_->clock()); !valid) {
        return tl::unexpected<Error>(valid.error());
    }
    const SignedForm form = apply_form(application, options.access_key, options.secret_key);
    auto text = impl_->call("/token/apply", form, TokenData::required, Secret());
    if (!text) return tl::unexpected<Error>(text.error());
    return Token{std::move(*text), application.type, application.expire_time_ms,
                 std::chrono::milliseconds(application.expire_time_ms - impl_->clock())};
}

Result<void> TokenService::revoke(const Secret &token) const
{
    if (auto valid = check_token(token); !valid) return valid;
    const SignedForm form = token_form(token, impl_->options.access_key, impl_->options.secret_key);
    unsigned attempts = 0;
    const auto answer = impl_->call("/token/revoke", form, TokenData::none, token, &attempts);
    if (answer || (answer.error().code == Errc::token_revoked && attempts > 1)) return {};
    return tl::unexpected<Error>(answer.error());
}

Result<void> TokenService::query(const Secret &token) const
{
    if (auto valid = check_token(token); !valid) return valid;
    const SignedForm form = token_form(token, impl_->options.access_key, impl_->options.secret_key);
    const auto answer = impl_->call("/token/query", form, TokenData::none, token);
    if (!answer) return tl::unexpected<Error>(answer.error());
    return {};
}

} // namespace lmq::cloud
