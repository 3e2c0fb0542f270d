#ifndef LMQ_CAPI_OPTIONS_HPP
#define LMQ_CAPI_OPTIONS_HPP

#include "lmq/options.hpp"
#include "lmq_c/options.h"

namespace lmq::capi
{

/// Each answers LMQ_OK, or an error after remembering what it is about. What C++ checks as well is left to it.
lmq_error read_options(const lmq_client_options *from, ClientOptions &to);
lmq_error read_credentials(const lmq_credentials *from, Credentials &to);
lmq_error read_message(const lmq_message *from, Message &to);
lmq_error read_offline_pull(const lmq_offline_pull &from, OfflinePull &to);
lmq_error read_token(const lmq_token *from, Token &to);

} // namespace lmq::capi

#endif
