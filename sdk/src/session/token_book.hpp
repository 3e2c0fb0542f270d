#ifndef LMQ_SESSION_TOKEN_BOOK_HPP
#define LMQ_SESSION_TOKEN_BOOK_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lmq/options.hpp"
#include "lmq/token.hpp"
#include "session/back_off.hpp"
#include "session/random.hpp"

namespace lmq::session
{

/// Monotonic time in milliseconds since any fixed origin.
using Time = std::chrono::milliseconds;
/// Milliseconds since the Unix epoch, as far as the device knows; 0 when it does not.
using WallTime = std::chrono::milliseconds;

/// The tokens of one client: which it needs, which it has, how long they are good, and when to ask for others.
///
/// How long a token is good is reckoned once, when it arrives: by the provider's `valid_for`, else by the device's
/// clock, and kept as a point of the monotonic clock. So a clock that jumps afterwards changes nothing. Where the clock
/// is plainly wrong (1970), that is left open until it is set, and the server's notices decide. What the server says
/// wins over what was reckoned; and a token that has only been reckoned expired is still tried when the provider has no
/// other.
class TokenBook
{
public:
    struct Config {
        std::vector<TokenNeed> needs; ///< empty: no token mode
        std::chrono::milliseconds provider_timeout{30000};
        BackOff back_off; ///< between provider calls that fail
        std::uint64_t seed = 0;
    };

    /// A call of the provider to make.
    struct Ask {
        std::uint32_t request = 0;
        TokenRequest what; ///< without the client id
    };

    explicit TokenBook(Config config);

    bool empty() const { return entries_.empty(); }
    /// The device's clock has been read.
    void clock(Time now, WallTime wall);
    /// What the store kept.
    void load(std::vector<Token> tokens);

    /// A connection is about to be made: what is missing, dead or too old has to come first. Answers whether it may be
    /// made now.
    bool may_connect();
    /// The next call of the provider, if one is due. `connected`: renewals too, not only what a connection waits for.
    std::optional<Ask> ask(bool connected);
    /// The provider's answer; false when it was not waited for.
    bool answered(std::uint32_t request, TokenResult result);
    /// True when a call has been given up for want of an answer.
    bool give_up_late_call();
    /// The network came back: what failed is tried again at once.
    void forget_failures();

    /// The next token to upload on this connection; null when all are. The caller sees to it that there is one upload
    /// at a time.
    const Token *next_upload();
    bool uploading() const { return uploading_.has_value(); }
    void upload_acknowledged();
    void connection_lost();

    void expire_notice(std::int64_t expire_time_ms, TokenType type);
    /// `code`: see spec 8.5.
    void invalid_notice(int code, TokenType type);
    /// Codes 4 and 5: the token is good, but not for what was asked.
    static bool is_about_rights(int code) { return code == 4 || code == 5; }

    /// What the store is to keep, when that has changed since the last call.
    std::optional<std::vector<Token>> take_changed();
    /// Why the last call gave none; nothing after a success.
    const std::optional<Error> &failure() const { return failure_; }
    /// Time to the next call; 0 while one is under way, or due.
    Time ask_in() const;
    std::optional<Time> next_deadline(bool connected) const;

private:
    enum class Wanted { no, renewal, to_connect };
    struct Entry {
        TokenNeed need;
        std::optional<Token> token;
        std::optional<Time> received; ///< from the provider; nothing: it was in the store
        std::optional<Time> expires;
        std::optional<Time> renew_at;
        std::int64_t replaced_expiry_ms = 0; ///< of the token before this one; 0: there was none
        Time connect_margin{0};              ///< with less left than this no connection is begun
        unsigned upload_losses = 0;          ///< connections lost in a row before its upload was acknowledged
        bool uploaded = false;               ///< and acknowledged, on this connection
        bool dead = false;                   ///< the server said so
        bool tried = false;                  ///< the provider has failed since it is wanted
        Wanted wanted = Wanted::no;
        TokenReason reason = TokenReason::none_held;
        int notice_code = 0;
    };
    struct Call {
        std::uint32_t request = 0;
        std::size_t entry = 0;
        Time deadline{0};
    };

    Entry *find(TokenType type);
    void want(Entry &entry, Wanted wanted, TokenReason reason, int notice_code = 0);
    void reckon(Entry &entry);
    void plan_renewal(Entry &entry);
    bool is_stale(const Entry &entry) const;
    bool in_the_way(const Entry &entry) const;
    bool is_wanted(const Entry &entry, bool connected) const;
    void take(Entry &entry, Token token, std::optional<Time> received);
    void failed(std::size_t entry, TokenFailure failure);

    Config config_;
    std::vector<Entry> entries_; ///< in the order in which they are uploaded: R, W, RW
    BackOffTimer back_off_;
    Random random_;
    Time now_{0};
    WallTime wall_{0};
    std::uint32_t last_request_ = 0;
    std::optional<Call> call_;
    std::optional<Time> ask_again_at_;
    unsigned failures_ = 0;
    std::optional<Error> failure_;
    std::optional<std::size_t> uploading_;
    bool changed_ = false;
};

} // namespace lmq::session

#endif
