#include "core/json_guard.hpp"

#include "core/text.hpp"
#include "core/utf8.hpp"
#include "lmq/limits.hpp"

namespace lmq::core
{

namespace
{

// The payloads are flat; unknown members may nest a little.
constexpr unsigned deepest = 16;

struct Position {
    bool in_string = false;
    bool escaped = false;
    unsigned depth = 0;
};

/// Null when `text[i]` may stand there; else what is wrong.
const char *step(Position &at, std::string_view text, std::size_t i)
{
    const char c = text[i];
    if (at.in_string) {
        if (static_cast<unsigned char>(c) < 0x20) return "control character in a string";
        if (at.escaped) {
            at.escaped = false;
            if (text.substr(i, 5) == "u0000") return "U+0000 in a string";
        } else if (c == '\\') {
            at.escaped = true;
        } else if (c == '"') {
            at.in_string = false;
        }
        return nullptr;
    }
    if (c == '"') at.in_string = true;
    if ((c == '{' || c == '[') && ++at.depth > deepest) return "nested too deeply";
    if ((c == '}' || c == ']') && at.depth-- == 0) return "closed more than it opened";
    return nullptr;
}

} // namespace

Result<void> guard_json(std::string_view text)
{
    if (text.size() > Limits{}.payload_bytes)
        return core::failure(Errc::bad_json, "control payload: longer than 65536 bytes");
    const Utf8Scan scan = scan_utf8(text);
    if (!scan.well_formed) return core::failure(Errc::bad_json, "control payload: not well-formed UTF-8");
    if (scan.nul) return core::failure(Errc::bad_json, "control payload: contains U+0000");
    Position at;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const char *const wrong = step(at, text, i)) {
            return core::failure(Errc::bad_json, {"control payload: ", wrong});
        }
    }
    return {};
}

} // namespace lmq::core
