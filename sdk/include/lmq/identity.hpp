#ifndef LMQ_IDENTITY_HPP
#define LMQ_IDENTITY_HPP

#include <string>
#include <string_view>
#include <utility>

#include "lmq/export.hpp"
#include "lmq/limits.hpp"
#include "lmq/result.hpp"

namespace lmq
{

/// A checked client id, `GroupID@@@DeviceID`, split at the first `@@@` (spec 3.1). A value type.
class LMQ_API ClientId
{
public:
    /// Parses and checks `text`: UTF-8, at most `limits.client_id_length` code points, no invisible
    /// character, a group that validate_group_id accepts before the first `@@@`, and a device after it.
    /// Errors: empty, invalid_utf8, too_long, contains_nul, contains_invisible, missing_separator, and the
    /// group's too_short and bad_group_prefix; each detail names "client id" and the limit. Thread-safe.
    static Result<ClientId> parse(std::string_view text, const Limits &limits = {});

    /// The whole client id; lives as long as this.
    const std::string &text() const noexcept { return text_; }
    /// What stands before the first `@@@`; a view into text().
    std::string_view group() const noexcept { return std::string_view(text_).substr(0, group_size_); }
    /// What stands behind the first `@@@`; a view into text().
    std::string_view device() const noexcept { return std::string_view(text_).substr(group_size_ + 3); }

private:
    ClientId(std::string text, std::size_t group_size) : text_(std::move(text)), group_size_(group_size) {}
    std::string text_;
    std::size_t group_size_;
};

/// Which alphabet a group id may use when it is created (spec 3.3, Q-01).
enum class GroupIdRule {
    prefix_and_length, ///< `GID_` and 7 to 32 characters: what a device checks
    strict,            ///< for creation: `^GID_[0-9A-Za-z]{3,28}$`
    dash_underscore,   ///< for creation, widened: `^GID_[0-9A-Za-z_-]{3,28}$`
};

/// Checks a group id against `rule`. Errors: empty, invalid_utf8, too_short, too_long, bad_group_prefix,
/// bad_group_character. Thread-safe.
LMQ_API Result<void> validate_group_id(std::string_view group_id, GroupIdRule rule = GroupIdRule::prefix_and_length);

} // namespace lmq

#endif
