#ifndef LMQ_CORE_UTF8_HPP
#define LMQ_CORE_UTF8_HPP

#include <cstddef>
#include <string_view>

#include "lmq/export.hpp"
#include "lmq/result.hpp"

namespace lmq::core
{

/// The longest text an MQTT string can carry: its length prefix has two bytes (MQTT 3.1.1 1.5.3).
inline constexpr std::size_t max_mqtt_string_bytes = 65535;

/// What one pass over a text finds.
struct Utf8Scan {
    bool well_formed = true;    ///< by RFC 3629: no surrogate, no overlong form, nothing above U+10FFFF
    bool nul = false;           ///< has U+0000
    bool invisible = false;     ///< has U+0000 to U+0020 or U+007F to U+009F (spec 3.1)
    std::size_t characters = 0; ///< code points, up to the first malformed byte
};

/// Reads `text` once. Allocates nothing.
Utf8Scan scan_utf8(std::string_view text) noexcept;

/// The rules that every text of MQTT shares. `field` begins the detail. Errors: empty, invalid_utf8,
/// contains_nul, too_long (more than max_mqtt_string_bytes). Exported for lmq_cloud, not installed.
LMQ_API Result<Utf8Scan> check_text(std::string_view field, std::string_view text);

/// The error of a text that is longer than its limit, in characters.
tl::unexpected<Error> fail_too_long(std::string_view field, std::size_t characters, std::size_t limit);

} // namespace lmq::core

#endif
