#ifndef LMQ_CLOUD_TOKEN_FORM_HPP
#define LMQ_CLOUD_TOKEN_FORM_HPP

#include <string>
#include <vector>

#include "cloud/wiped_text.hpp"
#include "lmq/cloud/token_service.hpp"

namespace lmq::cloud
{

/// Each resource once, in the order in which they are sent.
std::vector<std::string> sorted_resources(std::vector<std::string> resources);

/// The local rules of an application (spec 8.3) at the time `now_ms`. Errors: as TokenService::apply.
Result<void> check_application(const TokenApplication &application, std::int64_t now_ms);

/// The local rules of a token. Errors: as TokenService::revoke.
Result<void> check_token(const Secret &token);

/// The fields of a request, percent-encoded, and its signature as it stands among them before encoding.
struct SignedForm {
    WipedText text;
    std::string signature; ///< for keeping it out of errors: whoever has seen one may send the request again
};

/// The signed form of an application (spec 8.3): the lists are sorted, and so signed and sent (7.3).
SignedForm apply_form(const TokenApplication &application, const std::string &access_key, const Secret &secret_key);

/// The signed form of a revoke or query (spec 8.3).
SignedForm token_form(const Secret &token, const std::string &access_key, const Secret &secret_key);

} // namespace lmq::cloud

#endif
