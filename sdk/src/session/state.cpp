#include "lmq/state.hpp"

namespace lmq
{

std::string_view to_string(ConnectionState state) noexcept
{
    switch (state) {
    case ConnectionState::idle:
        return "idle";
    case ConnectionState::awaiting_token:
        return "awaiting_token";
    case ConnectionState::connecting:
        return "connecting";
    case ConnectionState::restoring:
        return "restoring";
    case ConnectionState::ready:
        return "ready";
    case ConnectionState::waiting:
        return "waiting";
    case ConnectionState::disconnecting:
        return "disconnecting";
    case ConnectionState::refused:
        return "refused";
    }
    return "unknown";
}

} // namespace lmq
