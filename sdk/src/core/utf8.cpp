#include "core/utf8.hpp"

#include <cstdint>
#include <string>

#include "core/text.hpp"

namespace lmq::core
{

namespace
{

/// The second byte's range depends on the first: that is where overlong forms, surrogates and numbers above
/// U+10FFFF are told apart (Unicode, table 3-7).
struct Lead {
    std::size_t length; ///< 0: not a lead byte
    unsigned char second_low;
    unsigned char second_high;
};

Lead classify(unsigned char byte) noexcept
{
    if (byte < 0x80) return {1, 0, 0};
    if (byte < 0xC2) return {0, 0, 0};
    if (byte < 0xE0) return {2, 0x80, 0xBF};
    if (byte == 0xE0) return {3, 0xA0, 0xBF};
    if (byte == 0xED) return {3, 0x80, 0x9F};
    if (byte < 0xF0) return {3, 0x80, 0xBF};
    if (byte == 0xF0) return {4, 0x90, 0xBF};
    if (byte < 0xF4) return {4, 0x80, 0xBF};
    if (byte == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

bool is_sequence(std::string_view text, const Lead &lead) noexcept
{
    if (lead.length == 0 || text.size() < lead.length) return false;
    if (lead.length == 1) return true;
    const auto second = static_cast<unsigned char>(text[1]);
    if (second < lead.second_low || second > lead.second_high) return false;
    for (std::size_t i = 2; i < lead.length; ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) return false;
    }
    return true;
}

} // namespace

Utf8Scan scan_utf8(std::string_view text) noexcept
{
    Utf8Scan scan;
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text[0]);
        const Lead lead = classify(first);
        if (!is_sequence(text, lead)) {
            scan.well_formed = false;
            return scan;
        }
        if (first == 0) scan.nul = true;
        const bool control = first <= 0x20 || first == 0x7F;
        // U+0080 to U+009F are C2 80 to C2 9F.
        const bool high_control = first == 0xC2 && static_cast<unsigned char>(text[1]) <= 0x9F;
        if (control || high_control) scan.invisible = true;
        ++scan.characters;
        text.remove_prefix(lead.length);
    }
    return scan;
}

Result<Utf8Scan> check_text(std::string_view field, std::string_view text)
{
    const std::string name(field);
    if (text.empty()) return core::failure(Errc::empty, {name, ": must not be empty"});
    const Utf8Scan scan = scan_utf8(text);
    if (!scan.well_formed) {
        return core::failure(Errc::invalid_utf8,
                             {name, ": not well-formed UTF-8 after ", core::Decimal(scan.characters), " characters"});
    }
    if (scan.nul) return core::failure(Errc::contains_nul, {name, ": must not contain U+0000"});
    if (text.size() > max_mqtt_string_bytes) {
        return core::failure(Errc::too_long, {name, ": ", core::Decimal(text.size()), " bytes, at most ",
                                              core::Decimal(max_mqtt_string_bytes)});
    }
    return scan;
}

tl::unexpected<Error> fail_too_long(std::string_view field, std::size_t characters, std::size_t limit)
{
    return core::failure(Errc::too_long,
                         {field, ": ", core::Decimal(characters), " characters, at most ", core::Decimal(limit)});
}

} // namespace lmq::core
