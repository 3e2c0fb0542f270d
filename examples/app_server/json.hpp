#ifndef APP_SERVER_JSON_HPP
#define APP_SERVER_JSON_HPP

#include <string>

#include <lmq/result.hpp>
#include <lmq/token.hpp>

/// Reads the body of a token request (sdk/docs/tokens.md). Unknown members are ignored. Errors: bad_json,
/// missing_field, bad_field_type, each naming the member.
lmq::Result<lmq::TokenRequest> parse_request(const std::string &body);

/// The body of a 200 answer.
std::string to_json(const lmq::Token &token);

#endif
