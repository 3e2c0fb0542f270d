#ifndef LMQ_TESTS_LOOPBACK_TOKEN_REQUEST_HPP
#define LMQ_TESTS_LOOPBACK_TOKEN_REQUEST_HPP

#include <initializer_list>
#include <map>
#include <string>

namespace lmq::test
{

/// The fields of a request to the auth server, signed as the ready-made account does unless a test changes them.
using TokenFields = std::map<std::string, std::string>;

TokenFields signed_apply(const std::string &actions, const std::string &resources, std::int64_t expire_ms);
TokenFields signed_token(const std::string &token);
/// Signs again, over the named fields.
void sign_again(TokenFields &fields, std::initializer_list<const char *> names);

std::string urlencoded(const TokenFields &fields);
std::string multipart(const TokenFields &fields, const std::string &boundary);

/// A member of a JSON answer as it is written there, quotes and all; empty when there is none.
std::string member_of(const std::string &json, const std::string &name);
/// The token of an answer of code 200; empty when there is none.
std::string token_of(const std::string &json);

} // namespace lmq::test

#endif
