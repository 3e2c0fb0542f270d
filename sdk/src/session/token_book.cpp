#include "session/token_book.hpp"

#include <algorithm>
#include <utility>

namespace lmq::session
{

namespace
{

using std::chrono::seconds;

/// No token is issued for longer (spec 8.3: 30 days); a remainder beyond it means that the clock was never set.
constexpr Time longest_life = std::chrono::hours(24 * 400);
/// Spec 18.4: with less left than this, or a quarter of a short life, a new one comes before a connection.
constexpr Time most_connect_margin = seconds(60);
/// Connections lost before the upload was acknowledged until the token is suspected: the notice does not always come.
constexpr unsigned losses_of_suspect = 2;
/// A token is renewed when between 4 and 8 % of its life is left, so that a fleet does not ask all at once.
constexpr std::int64_t renewal_parts = 25;
constexpr Time least_renewal_margin = seconds(10);
/// What is left of a token at the server's notice (spec 8.5), at the most.
constexpr Time notice_ahead = seconds(300);
/// Notices come to many at once as well.
constexpr Time notice_spread = seconds(2);
/// A token that gets its notice this soon after it was issued, though it ends no later than the one before by as much
/// as least_progress, is short-lived: renewing it at once would go on for ever.
constexpr Time fresh = seconds(10);
constexpr Time least_progress = seconds(30);

} // namespace

TokenBook::TokenBook(Config config)
    : config_(std::move(config)), back_off_(config_.back_off, config_.seed), random_(config_.seed + 1)
{
    for (TokenNeed &need : config_.needs) {
        Entry entry;
        entry.need = std::move(need);
        want(entry, Wanted::to_connect, TokenReason::none_held);
        entries_.push_back(std::move(entry));
    }
    config_.needs.clear();
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry &a, const Entry &b) { return a.need.type < b.need.type; });
}

void TokenBook::clock(Time now, WallTime wall)
{
    now_ = now;
    wall_ = wall;
    for (Entry &entry : entries_) {
        if (entry.token && !entry.expires) reckon(entry);
        if (entry.renew_at && *entry.renew_at <= now_ && entry.wanted == Wanted::no)
            want(entry, Wanted::renewal, TokenReason::renewal);
    }
}

void TokenBook::load(std::vector<Token> tokens)
{
    for (Token &token : tokens) {
        Entry *const entry = find(token.type);
        if (!entry || entry->token) continue;
        token.valid_for.reset(); // reckoned in another life
        take(*entry, std::move(token), std::nullopt);
    }
    changed_ = false;
}

TokenBook::Entry *TokenBook::find(TokenType type)
{
    const auto found =
        std::find_if(entries_.begin(), entries_.end(), [type](const Entry &entry) { return entry.need.type == type; });
    return found == entries_.end() ? nullptr : &*found;
}

void TokenBook::want(Entry &entry, Wanted wanted, TokenReason reason, int notice_code)
{
    entry.wanted = wanted;
    entry.reason = reason;
    entry.notice_code = notice_code;
    entry.tried = false;
    entry.renew_at.reset();
}

// How long the token is good, if that can be told yet.
void TokenBook::reckon(Entry &entry)
{
    Time left{0};
    if (entry.token->valid_for) {
        left = *entry.token->valid_for;
    } else {
        left = Time(entry.token->expire_time_ms) - wall_;
        // Just received, or in use, it can't be long expired: then the clock is wrong, or the server keeps another.
        if (left <= Time(0) && (entry.received || entry.uploaded)) return;
    }
    if (left > longest_life) return;
    entry.expires = now_ + left;
    entry.connect_margin = entry.received ? std::min(most_connect_margin, left / 4) : most_connect_margin;
    plan_renewal(entry);
}

void TokenBook::plan_renewal(Entry &entry)
{
    const Time left = *entry.expires - now_;
    if (left <= Time(0)) return;
    const Time part = left / renewal_parts;
    const Time margin = std::max(part + Time(random_.up_to(part.count())), std::min(least_renewal_margin, left / 4));
    entry.renew_at = *entry.expires - margin;
}

// Too little is left to begin a connection with.
bool TokenBook::is_stale(const Entry &entry) const
{
    return entry.expires && now_ + entry.connect_margin >= *entry.expires;
}

// No connection can be made before another token came, or was asked for in vain.
bool TokenBook::in_the_way(const Entry &entry) const
{
    if (!entry.token || entry.dead) return true;
    return entry.wanted == Wanted::to_connect && !entry.tried;
}

bool TokenBook::may_connect()
{
    for (Entry &entry : entries_)
        if (entry.token && !entry.dead && entry.wanted != Wanted::to_connect && is_stale(entry))
            want(entry, Wanted::to_connect, TokenReason::expired);
    return std::none_of(entries_.begin(), entries_.end(), [this](const Entry &entry) { return in_the_way(entry); });
}

bool TokenBook::is_wanted(const Entry &entry, bool connected) const
{
    return entry.wanted == Wanted::to_connect || (entry.wanted == Wanted::renewal && connected);
}

std::optional<TokenBook::Ask> TokenBook::ask(bool connected)
{
    if (call_ || (ask_again_at_ && now_ < *ask_again_at_)) return std::nullopt;
    // What a connection waits for comes first; of those, what has not been asked for in vain.
    const auto next = std::max_element(entries_.begin(), entries_.end(), [](const Entry &a, const Entry &b) {
        return a.wanted != b.wanted ? a.wanted < b.wanted : a.tried && !b.tried;
    });
    if (next == entries_.end() || !is_wanted(*next, connected)) return std::nullopt;
    call_ = Call{++last_request_, static_cast<std::size_t>(next - entries_.begin()), now_ + config_.provider_timeout};
    ask_again_at_.reset();
    Ask asked;
    asked.request = call_->request;
    asked.what.need = next->need;
    asked.what.reason = next->reason;
    asked.what.notice_code = next->notice_code;
    if (next->token) asked.what.instead_of = token_fingerprint(next->token->text);
    asked.what.attempt = failures_ + 1;
    return asked;
}

bool TokenBook::answered(std::uint32_t request, TokenResult result)
{
    if (!call_ || call_->request != request) return false;
    const std::size_t index = std::exchange(call_, std::nullopt)->entry;
    Entry &entry = entries_[index];
    if (!result) {
        result.error().error.detail.insert(0, "token provider: ");
        failed(index, std::move(result.error()));
        return true;
    }
    Error wrong{Errc::token_unavailable, {}};
    if (result->type != entry.need.type)
        wrong.detail = "token provider: type " + std::string(control::to_string(result->type)) + " came, " +
                       std::string(control::to_string(entry.need.type)) + " was asked for";
    else if (const auto encoded = control::encode(control::UploadToken{result->text, result->type}); !encoded)
        wrong.detail = "token provider: " + encoded.error().detail;
    else if (entry.token && result->text.reveal() == entry.token->text.reveal())
        wrong.detail = "token provider: the token came that is to be replaced";
    if (!wrong.detail.empty()) {
        failed(index, TokenFailure{std::move(wrong), std::nullopt});
        return true;
    }
    take(entry, std::move(*result), now_);
    failures_ = 0;
    failure_.reset();
    back_off_.reset();
    return true;
}

void TokenBook::take(Entry &entry, Token token, std::optional<Time> received)
{
    entry.replaced_expiry_ms = entry.token ? entry.token->expire_time_ms : 0;
    entry.token = std::move(token);
    entry.received = received;
    entry.expires.reset();
    entry.renew_at.reset();
    entry.upload_losses = 0;
    entry.uploaded = false;
    entry.dead = false;
    entry.wanted = Wanted::no;
    reckon(entry);
    changed_ = true;
}

void TokenBook::failed(std::size_t index, TokenFailure failure)
{
    entries_[index].tried = true;
    ++failures_;
    failure_ = std::move(failure.error);
    ask_again_at_ = now_ + std::max(back_off_.next(), failure.retry_after.value_or(Time(0)));
}

bool TokenBook::give_up_late_call()
{
    if (!call_ || now_ < call_->deadline) return false;
    const std::size_t index = std::exchange(call_, std::nullopt)->entry;
    failed(index, TokenFailure{{Errc::token_unavailable, "token provider: no answer within " +
                                                             std::to_string(config_.provider_timeout.count()) + " ms"},
                               std::nullopt});
    return true;
}

void TokenBook::forget_failures()
{
    back_off_.reset();
    ask_again_at_.reset();
}

const Token *TokenBook::next_upload()
{
    const auto next = std::find_if(entries_.begin(), entries_.end(),
                                   [](const Entry &entry) { return entry.token && !entry.uploaded && !entry.dead; });
    if (next == entries_.end()) return nullptr;
    uploading_ = static_cast<std::size_t>(next - entries_.begin());
    return &*next->token;
}

void TokenBook::upload_acknowledged()
{
    if (!uploading_) return;
    Entry &entry = entries_[*std::exchange(uploading_, std::nullopt)];
    entry.uploaded = true;
    entry.upload_losses = 0;
}

void TokenBook::connection_lost()
{
    if (uploading_) {
        // The close may come without a notice (spec 8.5): then its repetition has to tell.
        Entry &entry = entries_[*std::exchange(uploading_, std::nullopt)];
        if (!entry.dead && ++entry.upload_losses >= losses_of_suspect)
            want(entry, Wanted::to_connect, TokenReason::rejected);
    }
    for (Entry &entry : entries_)
        entry.uploaded = false;
}

void TokenBook::expire_notice(std::int64_t expire_time_ms, TokenType type)
{
    Entry *const entry = find(type);
    // Before its upload is acknowledged, the notice speaks of the one before.
    if (!entry || !entry->token || !entry->uploaded) return;
    if (expire_time_ms > 0 && expire_time_ms != entry->token->expire_time_ms) {
        entry->token->expire_time_ms = expire_time_ms;
        changed_ = true;
    }
    const bool expected = entry->expires && *entry->expires <= now_ + notice_ahead;
    if (!expected) entry->expires = now_ + notice_ahead;
    if (entry->wanted != Wanted::no) return;
    const bool is_fresh = entry->received && now_ - *entry->received < fresh;
    if (is_fresh && expected && entry->renew_at) return; // short-lived, as is known
    const Time progress{entry->token->expire_time_ms - entry->replaced_expiry_ms};
    const bool in_a_circle = is_fresh && entry->replaced_expiry_ms != 0 && progress < least_progress;
    entry->renew_at = now_ + (in_a_circle ? fresh : Time(random_.up_to(notice_spread.count())));
}

void TokenBook::invalid_notice(int code, TokenType type)
{
    const bool rights = is_about_rights(code);
    Entry *const named = find(type);
    for (Entry &entry : entries_) {
        // A type that is not held: none of those that are will do.
        if (named && &entry != named) continue;
        if (!rights) {
            entry.dead = true;
            changed_ = true;
        }
        want(entry, Wanted::to_connect, rights ? TokenReason::wider_rights : TokenReason::rejected, code);
    }
}

std::optional<std::vector<Token>> TokenBook::take_changed()
{
    if (!std::exchange(changed_, false)) return std::nullopt;
    std::vector<Token> kept;
    for (const Entry &entry : entries_)
        if (entry.token && !entry.dead) kept.push_back(*entry.token);
    return kept;
}

Time TokenBook::ask_in() const
{
    return ask_again_at_ && *ask_again_at_ > now_ ? *ask_again_at_ - now_ : Time(0);
}

std::optional<Time> TokenBook::next_deadline(bool connected) const
{
    std::optional<Time> next;
    const auto consider = [&next](std::optional<Time> time) {
        if (time && (!next || *time < *next)) next = time;
    };
    if (call_) consider(call_->deadline);
    for (const Entry &entry : entries_) {
        if (!call_ && is_wanted(entry, connected)) consider(ask_again_at_);
        if (connected && entry.wanted == Wanted::no) consider(entry.renew_at);
    }
    return next;
}

} // namespace lmq::session
