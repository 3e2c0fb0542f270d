#include "lmq/platform/environment.hpp"

#include <array>
#include <cstdlib>
#include <mutex>
#include <string>

namespace lmq::platform
{
namespace
{

// The names are the same in any case here: HTTP_PROXY, which many programs set, is http_proxy as well.
constexpr std::array<const char *, 2> names{"http_proxy", "https_proxy"};

struct Mask {
    std::mutex mutex;
    unsigned users = 0;
    std::array<std::string, names.size()> hidden; ///< the values; empty: was not set
};

Mask &mask()
{
    static Mask &instance = *new Mask; // outlives every static destructor that may still close a client
    return instance;
}

} // namespace

// The C library of Windows locks getenv() and _putenv_s() against each other.
ProxyEnvironmentMask::ProxyEnvironmentMask()
{
    Mask &state = mask();
    const std::lock_guard<std::mutex> lock(state.mutex);
    if (state.users++ != 0) return;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const char *value = std::getenv(names[i]);
        state.hidden[i] = value != nullptr ? value : "";
        if (value != nullptr) _putenv_s(names[i], "");
    }
}

ProxyEnvironmentMask::~ProxyEnvironmentMask()
{
    Mask &state = mask();
    const std::lock_guard<std::mutex> lock(state.mutex);
    if (--state.users != 0) return;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!state.hidden[i].empty() && std::getenv(names[i]) == nullptr) _putenv_s(names[i], state.hidden[i].c_str());
        state.hidden[i].clear();
    }
}

} // namespace lmq::platform
