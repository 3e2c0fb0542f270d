#include "lmq/identity.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "core/utf8.hpp"

namespace lmq
{

namespace
{

constexpr std::string_view prefix = "GID_";
constexpr std::size_t shortest = 7;
constexpr std::size_t longest = 32;

// Not std::isalnum: that asks the locale.
bool is_alphanumeric(char c) noexcept
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

} // namespace

Result<void> validate_group_id(std::string_view group_id, GroupIdRule rule)
{
    if (group_id.empty()) return core::failure(Errc::empty, "group id: must not be empty");
    if (group_id.substr(0, prefix.size()) != prefix) {
        return core::failure(Errc::bad_group_prefix, "group id: must start with GID_");
    }
    const core::Utf8Scan scan = core::scan_utf8(group_id);
    if (!scan.well_formed) return core::failure(Errc::invalid_utf8, "group id: not well-formed UTF-8");
    const std::size_t characters = scan.characters;
    if (characters < shortest) {
        return core::failure(Errc::too_short, {"group id: ", core::Decimal(characters), " characters, at least ",
                                               core::Decimal(shortest)});
    }
    if (characters > longest) return core::fail_too_long("group id", characters, longest);
    if (rule == GroupIdRule::prefix_and_length) return {};

    const bool widened = rule == GroupIdRule::dash_underscore;
    const std::string_view tail = group_id.substr(prefix.size());
    const bool allowed = std::all_of(tail.begin(), tail.end(), [widened](char c) {
        return is_alphanumeric(c) || (widened && (c == '_' || c == '-'));
    });
    if (!allowed) {
        return fail(Errc::bad_group_character, widened ? "group id: only 0-9, A-Z, a-z, '_' and '-' may follow GID_"
                                                       : "group id: only 0-9, A-Z and a-z may follow GID_");
    }
    return {};
}

} // namespace lmq
