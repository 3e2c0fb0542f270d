#include "lmq/identity.hpp"

#include "core/text.hpp"
#include "core/utf8.hpp"

namespace lmq
{

namespace
{
constexpr std::string_view separator = "@@@";
}

Result<ClientId> ClientId::parse(std::string_view text, const Limits &limits)
{
    const auto scan = core::check_text("client id", text);
    if (!scan) return tl::unexpected<Error>(scan.error());
    if (scan->invisible) {
        return core::failure(Errc::contains_invisible, "client id: must not contain spaces or control characters");
    }
    if (scan->characters > limits.client_id_length) {
        return core::fail_too_long("client id", scan->characters, limits.client_id_length);
    }
    const std::size_t group_size = text.find(separator);
    if (group_size == std::string_view::npos) {
        return core::failure(Errc::missing_separator, "client id: must be GroupID@@@DeviceID, found no @@@");
    }
    if (group_size + separator.size() == text.size()) {
        return core::failure(Errc::empty, "client id: the device after @@@ must not be empty");
    }
    const auto group = validate_group_id(text.substr(0, group_size));
    if (!group) return core::failure(group.error().code, {"client id: ", group.error().detail});
    return ClientId(std::string(text), group_size);
}

} // namespace lmq
