#ifndef LMQ_CREDENTIALS_HPP
#define LMQ_CREDENTIALS_HPP

#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "lmq/result.hpp"
#include "lmq/secret.hpp"

namespace lmq
{

/// Signs a text with a key that lives elsewhere (a secure element, a key service). Given the group id, answers
/// the 28-character Base64 signature of spec 7.1. Called before each connect, on the client's dispatch thread,
/// never on a Paho thread; may block for as long as the device can wait to connect.
using Signer = std::function<Result<Secret>(std::string_view text)>;

/// No user name and no password: anonymous, or token mode (spec 8.4).
struct Anonymous {
};

/// The password is computed from the secret key before each connect (spec 7.1).
struct AccessKey {
    std::string access_key;
    Secret secret_key;
};

/// A user name and a ready-made password, sent as they are.
struct ReadyPassword {
    std::string user_name;
    Secret password;
};

/// The access key as user name; the password from a Signer.
struct SignedBy {
    std::string access_key;
    Signer signer;
};

/// How a client signs in.
using Credentials = std::variant<Anonymous, AccessKey, ReadyPassword, SignedBy>;

} // namespace lmq

#endif
