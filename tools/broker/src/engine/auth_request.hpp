#ifndef LMQ_BROKER_ENGINE_AUTH_REQUEST_HPP
#define LMQ_BROKER_ENGINE_AUTH_REQUEST_HPP

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/directory.hpp"
#include "engine/token_codec.hpp"

namespace lmq::broker::engine
{

/// The three calls of the auth server (spec 8.3).
enum class AuthCall : std::uint8_t { apply, revoke, query };

/// The fields of a request by name, decoded; those that are not there are missing.
using AuthFields = std::map<std::string, std::string, std::less<>>;

/// The codes of spec 8.2 beside those of TokenCode.
enum AuthCode : int {
    auth_ok = 200,
    auth_bad_parameter = 400,
    auth_bad_signature = 407,
    auth_not_generated = 409,
    auth_not_revoked = 410,
};

/// What the auth server answers (spec 8.2).
struct AuthAnswer {
    int code = auth_ok;
    std::string message = "operate success";
    std::string token; ///< apply
};

/// The latest expiry that a token may have: what cJSON writes exactly, 15 digits.
inline constexpr std::int64_t latest_expiry_ms = 999999999999999;

/// The field's value; empty when it is missing.
const std::string &field_of(const AuthFields &fields, const char *name);

/// The text as a decimal number that fits; nothing when it is anything else.
std::optional<std::int64_t> whole_number(std::string_view text);

/// What every call must bring: fields that can be read and are not over-long, and an account that may ask.
AuthAnswer check_caller(const AuthFields &fields, const Directory &directory, const LimitsConfig &limits);

/// What apply must bring besides. Fills `claims`, but for the nonce.
AuthAnswer check_apply(const AuthFields &fields, const LimitsConfig &limits, std::int64_t now_ms, TokenClaims &claims);

/// What is wrong with a token's list of resources; empty: nothing. Whether the topics exist is seen when they are used
/// (spec 8.5).
std::string complaint_of(const std::vector<std::string> &resources, const LimitsConfig &limits);

/// Whether `signature` is the account's, over the named fields; either reading of the rule is accepted (spec 7.3,
///
bool signed_by(const AccountEntry &account, const AuthFields &fields, std::initializer_list<const char *> names);

} // namespace lmq::broker::engine

#endif
