#include "capi_cloud/read.hpp"

namespace lmq::capi
{

lmq_error read_http(const lmq_http_options *from, cloud::HttpOptions &to)
{
    if (from == nullptr) return LMQ_OK;
    lmq_http_options given = LMQ_HTTP_OPTIONS_INIT;
    if (const lmq_error read = read_struct(from, given, "http"); read != LMQ_OK) return read;
    to.connect_timeout = time_of(given.connect_timeout_ms);
    to.ca_file = text(given.ca_file);
    to.proxy = text(given.proxy);
    to.allow_plain_http = given.allow_plain_http != 0;
    return LMQ_OK;
}

cloud::EpochClock read_clock(lmq_epoch_clock clock, void *context)
{
    if (clock == nullptr) return {};
    return [clock, context] { return clock(context); };
}

lmq_error read_application(const lmq_token_application *from, cloud::TokenApplication &to)
{
    lmq_token_application given = LMQ_TOKEN_APPLICATION_INIT;
    if (const lmq_error read = read_struct(from, given, "application"); read != LMQ_OK) return read;
    to.expire_time_ms = given.expire_time_ms;
    if (const lmq_error read = read_enum(given.type, TokenType::read_write, to.type, "type"); read != LMQ_OK)
        return read;
    return read_texts(given.resources, given.resource_count, to.resources, "resources");
}

lmq_error read_request(const lmq_token_request *from, TokenRequest &to)
{
    lmq_token_request given = LMQ_TOKEN_REQUEST_INIT;
    if (const lmq_error read = read_struct(from, given, "request"); read != LMQ_OK) return read;
    to.client_id = text(given.client_id);
    to.notice_code = given.notice_code;
    to.instead_of = text(given.instead_of);
    to.attempt = given.attempt;
    lmq_error read = read_enum(given.need.type, TokenType::read_write, to.need.type, "need.type");
    if (read == LMQ_OK) read = read_enum(given.reason, TokenReason::wider_rights, to.reason, "reason");
    if (read != LMQ_OK) return read;
    return read_texts(given.need.resources, given.need.resource_count, to.need.resources, "need.resources");
}

lmq_token lend(const Token &token) noexcept
{
    lmq_token lent = LMQ_TOKEN_INIT;
    lent.text = view(token.text.reveal());
    lent.type = static_cast<lmq_token_type>(token.type);
    lent.expire_time_ms = token.expire_time_ms;
    if (token.valid_for) lent.valid_for_ms = token.valid_for->count();
    return lent;
}

} // namespace lmq::capi
