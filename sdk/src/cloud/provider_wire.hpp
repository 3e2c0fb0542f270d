#ifndef LMQ_CLOUD_PROVIDER_WIRE_HPP
#define LMQ_CLOUD_PROVIDER_WIRE_HPP

#include <string>
#include <string_view>

#include "cloud/http_client.hpp"
#include "lmq/token.hpp"

namespace lmq::cloud
{

/// The JSON body that asks an app server for a token (sdk/docs/tokens.md). Errors: invalid_utf8 and its kind for a text
/// that JSON cannot carry.
Result<std::string> provider_body(const TokenRequest &request);

/// Reads an app server's answer to a request for `type`. `secret` is kept out of errors.
TokenResult read_provider_answer(const HttpAnswer &answer, TokenType type, std::string_view secret);

} // namespace lmq::cloud

#endif
