#ifndef LMQ_CLOUD_TOKEN_ANSWER_HPP
#define LMQ_CLOUD_TOKEN_ANSWER_HPP

#include <initializer_list>
#include <string_view>

#include "cloud/http_client.hpp"
#include "lmq/result.hpp"
#include "lmq/secret.hpp"

namespace lmq::cloud
{

/// Whether an answer must bring a token (spec 8.2).
enum class TokenData { none, required };

/// Reads an answer of the auth server (spec 8.2): the token, or an empty text where none is due. `secrets` are kept out
/// of the error's detail. Errors: http_status, http_bad_answer, and those of the service's codes.
Result<Secret> read_token_answer(const HttpAnswer &answer, TokenData data,
                                 std::initializer_list<std::string_view> secrets);

} // namespace lmq::cloud

#endif
