#include "lmq_c/token.h"

#include <memory>

#include "capi/convert.hpp"
#include "capi/options.hpp"
#include "core/text.hpp"

using namespace lmq;

struct lmq_token_answer {
    TokenAnswer take;
};

struct lmq_token_list {
    std::vector<Token> tokens;
};

namespace lmq::capi
{
namespace
{

class CallbackStore : public TokenStore
{
public:
    explicit CallbackStore(const lmq_token_store &store) : store_(store) {}

    Result<std::vector<Token>> load(const std::string &client_id) override
    {
        lmq_token_list list;
        const CallbackDetail detail;
        const lmq_error error = store_.load(store_.context, view(client_id), &list);
        if (error != LMQ_OK) return tl::unexpected<Error>(CallbackDetail::error(error));
        return std::move(list.tokens);
    }

    Result<void> save(const std::string &client_id, const std::vector<Token> &tokens) override
    {
        std::vector<lmq_token> given;
        std::vector<const lmq_token *> pointers;
        given.reserve(tokens.size());
        for (const Token &token : tokens) {
            lmq_token one = LMQ_TOKEN_INIT;
            one.text = view(token.text.reveal());
            one.type = static_cast<lmq_token_type>(token.type);
            one.expire_time_ms = token.expire_time_ms;
            if (token.valid_for) one.valid_for_ms = token.valid_for->count();
            given.push_back(one);
            pointers.push_back(&given.back());
        }
        const CallbackDetail detail;
        const lmq_error error = store_.save(store_.context, view(client_id), pointers.data(), pointers.size());
        if (error != LMQ_OK) return tl::unexpected<Error>(CallbackDetail::error(error));
        return {};
    }

private:
    const lmq_token_store store_;
};

TokenProvider provider(lmq_token_provider call, void *context)
{
    return [call, context](const TokenRequest &request, TokenAnswer answer) {
        std::vector<lmq_view> resources;
        for (const std::string &resource : request.need.resources)
            resources.push_back(view(resource));
        lmq_token_request given{};
        given.size = sizeof given;
        given.version = LMQ_STRUCT_VERSION;
        given.client_id = view(request.client_id);
        given.need = {static_cast<lmq_token_type>(request.need.type), resources.data(), resources.size()};
        given.reason = static_cast<lmq_token_reason>(request.reason);
        given.notice_code = request.notice_code;
        given.instead_of = view(request.instead_of);
        given.attempt = request.attempt;
        call(context, &given, new lmq_token_answer{std::move(answer)});
    };
}

lmq_error read_store(const lmq_token_store *from, std::shared_ptr<TokenStore> &to)
{
    lmq_token_store store = LMQ_TOKEN_STORE_INIT;
    if (const lmq_error error = read_struct(from, store, "credentials.tokens.store"); error != LMQ_OK) return error;
    if (store.load == nullptr) return null_argument("credentials.tokens.store.load");
    if (store.save == nullptr) return null_argument("credentials.tokens.store.save");
    to = std::make_shared<CallbackStore>(store);
    return LMQ_OK;
}

lmq_error read_tokens(const lmq_token_options *from, Tokens &to)
{
    lmq_token_options options = LMQ_TOKEN_OPTIONS_INIT;
    if (const lmq_error error = read_struct(from, options, "credentials.tokens"); error != LMQ_OK) return error;
    if (options.needs == nullptr && options.need_count > 0) return null_argument("credentials.tokens.needs");
    for (std::size_t i = 0; i < options.need_count; ++i) {
        TokenNeed need;
        lmq_error error = read_enum(options.needs[i].type, TokenType::read_write, need.type, "credentials.needs.type");
        if (error == LMQ_OK)
            error = read_texts(options.needs[i].resources, options.needs[i].resource_count, need.resources,
                               "credentials.needs.resources");
        if (error != LMQ_OK) return error;
        to.needs.push_back(std::move(need));
    }
    if (options.provider != nullptr) to.provider = provider(options.provider, options.provider_context);
    to.provider_timeout = time_of(options.provider_timeout_ms);
    const std::string_view file = text(options.file);
    if (options.store != nullptr && !file.empty())
        return failed(Errc::bad_combination, "credentials.tokens.store: not together with credentials.tokens.file");
    if (options.store != nullptr) return read_store(options.store, to.store);
    if (!file.empty()) to.store = make_token_file(std::string(file));
    return LMQ_OK;
}

Result<Secret> sign(lmq_signer signer, void *context, std::string_view text)
{
    std::string buffer(256, '\0'); // handed over to the Secret, which wipes it
    std::size_t length = 0;
    const CallbackDetail detail;
    const lmq_error error = signer(context, view(text), buffer.data(), buffer.size(), &length);
    const bool fits = length <= buffer.size();
    Secret signature(std::move(buffer));
    if (error != LMQ_OK) return tl::unexpected<Error>(CallbackDetail::error(error));
    if (!fits) return core::failure(Errc::signer_failed, "the signature is longer than its buffer");
    return Secret(signature.reveal().substr(0, length));
}

} // namespace

lmq_error read_token(const lmq_token *from, Token &to)
{
    lmq_token token = LMQ_TOKEN_INIT;
    if (const lmq_error error = read_struct(from, token, "token"); error != LMQ_OK) return error;
    to.text = Secret(text(token.text));
    to.expire_time_ms = token.expire_time_ms;
    if (token.valid_for_ms >= 0) to.valid_for = time_of(token.valid_for_ms);
    return read_enum(token.type, TokenType::read_write, to.type, "token.type");
}

lmq_error read_credentials(const lmq_credentials *from, Credentials &to)
{
    if (from == nullptr) return LMQ_OK;
    lmq_credentials given = LMQ_CREDENTIALS_INIT;
    if (const lmq_error error = read_struct(from, given, "credentials"); error != LMQ_OK) return error;
    switch (given.kind) {
    case LMQ_CREDENTIALS_ANONYMOUS:
        return LMQ_OK;
    case LMQ_CREDENTIALS_ACCESS_KEY:
        to = AccessKey{std::string(text(given.access_key)), Secret(text(given.secret_key))};
        return LMQ_OK;
    case LMQ_CREDENTIALS_PASSWORD:
        to = ReadyPassword{std::string(text(given.user_name)), Secret(text(given.password))};
        return LMQ_OK;
    case LMQ_CREDENTIALS_SIGNER:
        if (given.signer == nullptr) return null_argument("credentials.signer");
        to = SignedBy{std::string(text(given.access_key)),
                      [signer = given.signer, context = given.signer_context](std::string_view signed_text) {
                          return sign(signer, context, signed_text);
                      }};
        return LMQ_OK;
    case LMQ_CREDENTIALS_TOKENS:
        return read_tokens(given.tokens, to.emplace<Tokens>());
    default:
        return failed(Errc::out_of_range, "credentials.kind");
    }
}

} // namespace lmq::capi

const char *lmq_token_reason_name(lmq_token_reason reason)
{
    return to_string(static_cast<TokenReason>(reason)).data();
}

lmq_error lmq_token_deliver(lmq_token_answer *answer, const lmq_token *token)
{
    if (answer == nullptr) return capi::null_argument("answer");
    return capi::guarded([&] {
        Token read;
        if (const lmq_error error = capi::read_token(token, read); error != LMQ_OK) return error;
        const std::unique_ptr<lmq_token_answer> owned(answer);
        owned->take(std::move(read));
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_token_fail(lmq_token_answer *answer, lmq_error error, lmq_view detail, int64_t retry_after_ms)
{
    if (answer == nullptr) return capi::null_argument("answer");
    return capi::guarded([&] {
        const std::unique_ptr<lmq_token_answer> owned(answer);
        TokenFailure failure{{capi::errc(error), std::string(capi::text(detail))}, {}};
        if (retry_after_ms >= 0) failure.retry_after = capi::time_of(retry_after_ms);
        owned->take(tl::unexpected<TokenFailure>(std::move(failure)));
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_token_list_add(lmq_token_list *list, const lmq_token *token)
{
    if (list == nullptr) return capi::null_argument("list");
    return capi::guarded([&] {
        Token read;
        if (const lmq_error error = capi::read_token(token, read); error != LMQ_OK) return error;
        list->tokens.push_back(std::move(read));
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_token_fingerprint(lmq_view token, char *buffer, size_t size, size_t *length)
{
    return capi::guarded(
        [&] { return capi::write_text(token_fingerprint(Secret(capi::text(token))), buffer, size, length); });
}
