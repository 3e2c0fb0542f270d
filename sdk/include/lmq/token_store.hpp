#ifndef LMQ_TOKEN_STORE_HPP
#define LMQ_TOKEN_STORE_HPP

#include <memory>
#include <string>
#include <vector>

#include "lmq/export.hpp"
#include "lmq/result.hpp"
#include "lmq/token.hpp"

namespace lmq
{

/// Keeps a client's tokens beyond the end of the process (spec 8.1: they are persisted, not applied for at each
/// connect). A client loads once, in Client::create, on the caller's thread, and saves on its dispatch thread or inside
/// poll(), after each change. One store belongs to one client. All of the class is here, so that a program built
/// with RTTI may derive from it though the library was built without.
class LMQ_API TokenStore
{
public:
    TokenStore() = default;
    virtual ~TokenStore() = default; ///< where the last reference to it goes
    TokenStore(const TokenStore &) = delete;
    TokenStore &operator=(const TokenStore &) = delete;

    /// The tokens last saved for `client_id`; none when nothing was saved yet. Errors: token_store_failed;
    /// token_store_damaged when what was there had to be set aside. After an error the client goes on without.
    virtual Result<std::vector<Token>> load(const std::string &client_id) = 0;

    /// Replaces what was saved by `tokens`, all of it or nothing. Error: token_store_failed.
    virtual Result<void> save(const std::string &client_id, const std::vector<Token> &tokens) = 0;
};

/// A store in the file `path`, in a directory that exists. The file is readable by its owner only, and replaced
/// atomically: written beside it as `path`.new, synced, renamed. A damaged file, one of another client id or of a newer
/// version is renamed to `path`.damaged and reported. A power cut leaves the old content or the new one.
LMQ_API std::shared_ptr<TokenStore> make_token_file(std::string path);

} // namespace lmq

#endif
