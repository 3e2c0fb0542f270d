#ifndef LMQ_CAPI_CLOUD_READ_HPP
#define LMQ_CAPI_CLOUD_READ_HPP

#include "capi/convert.hpp"
#include "lmq/cloud/http_options.hpp"
#include "lmq/cloud/token_service.hpp"
#include "lmq/token.hpp"
#include "lmq_c/cloud.h"

/// What the calls of lmq_c/cloud.h have in common: reading their structs and handing out tokens.
namespace lmq::capi
{

/// NULL: the defaults.
lmq_error read_http(const lmq_http_options *from, cloud::HttpOptions &to);

/// NULL: none.
cloud::EpochClock read_clock(lmq_epoch_clock clock, void *context);

lmq_error read_application(const lmq_token_application *from, cloud::TokenApplication &to);

lmq_error read_request(const lmq_token_request *from, TokenRequest &to);

/// The C struct of a token, which it borrows.
lmq_token lend(const Token &token) noexcept;

} // namespace lmq::capi

#endif
