#ifndef LMQ_CREDENTIALS_HPP
#define LMQ_CREDENTIALS_HPP

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lmq/result.hpp"
#include "lmq/secret.hpp"
#include "lmq/token.hpp"
#include "lmq/token_store.hpp"

namespace lmq
{

/// Signs a text with a key that lives elsewhere (a secure element, a key service). Given the group id, answers
/// the 28-character Base64 signature of spec 7.1. Called before each connect, on the client's dispatch thread,
/// never on a Paho thread; may block for as long as the device can wait to connect.
using Signer = std::function<Result<Secret>(std::string_view text)>;

/// No user name and no password. The service closes such a connection: use Tokens there (spec 8.6).
struct Anonymous {
};

/// The password is computed from the secret key before each connect (spec 7.1).
struct AccessKey {
    std::string access_key; ///< the user name of CONNECT; 1 to 65535 bytes
    Secret secret_key;      ///< never sent; 1 to 65535 bytes
};

/// A user name and a ready-made password, sent as they are.
struct ReadyPassword {
    std::string user_name; ///< 1 to 65535 bytes
    Secret password;       ///< 1 to 65535 bytes
};

/// The access key as user name; the password from a Signer.
struct SignedBy {
    std::string access_key; ///< the user name of CONNECT; 1 to 65535 bytes
    Signer signer;          ///< must be set
};

/// Token mode (spec 8): the client connects anonymously and uploads tokens, which it gets from `provider`, renews ahead
/// of their expiry in the same connection, and keeps in `store`. It never holds a secret key. See sdk/docs/tokens.md.
struct Tokens {
    std::vector<TokenNeed> needs; ///< one to three, each of another type
    TokenProvider provider;       ///< must be set
    /// Where tokens outlive the process, so that a restart does not need the app server; nothing: nowhere.
    std::shared_ptr<TokenStore> store;
    /// From a call of the provider to its answer; then the call counts as failed, and a later answer is ignored.
    /// 1 ms and up.
    std::chrono::milliseconds provider_timeout{30000};
};

/// How a client signs in.
using Credentials = std::variant<Anonymous, AccessKey, ReadyPassword, SignedBy, Tokens>;

} // namespace lmq

#endif
