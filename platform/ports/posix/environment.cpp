#include "lmq/platform/environment.hpp"

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <vector>

#include "system.hpp"

namespace lmq::platform
{
namespace
{

// A concurrent getenv() walks `environ` without a lock. So entries are never moved: a second array without the proxies
// takes the first one's place, and is kept for the life of the process, since somebody may still be walking it.
struct Mask {
    std::mutex mutex;
    unsigned users = 0;
    char **original = nullptr;
    char **masked = nullptr;
    std::vector<char *> hidden;
};

Mask &mask()
{
    static Mask &instance = *new Mask; // outlives every static destructor that may still close a client
    return instance;
}

bool is_proxy(const char *entry)
{
    return std::strncmp(entry, "http_proxy=", 11) == 0 || std::strncmp(entry, "https_proxy=", 12) == 0;
}

} // namespace

ProxyEnvironmentMask::ProxyEnvironmentMask()
{
    Mask &state = mask();
    const std::lock_guard<std::mutex> lock(state.mutex);
    if (state.users++ != 0 || environment() == nullptr) return;
    std::size_t count = 0;
    state.hidden.clear();
    for (char **entry = environment(); *entry != nullptr; ++entry, ++count)
        if (is_proxy(*entry)) state.hidden.push_back(*entry);
    if (state.hidden.empty()) return;
    char **copy = new char *[count + 1];
    char **to = copy;
    for (char **entry = environment(); *entry != nullptr; ++entry)
        if (!is_proxy(*entry)) *to++ = *entry;
    *to = nullptr;
    static std::vector<char **> &kept = *new std::vector<char **>;
    kept.push_back(copy);
    state.original = environment();
    state.masked = copy;
    environment() = copy;
}

ProxyEnvironmentMask::~ProxyEnvironmentMask()
{
    Mask &state = mask();
    const std::lock_guard<std::mutex> lock(state.mutex);
    if (--state.users != 0 || state.hidden.empty()) return;
    if (environment() == state.masked) {
        environment() = state.original;
    } else {
        // Somebody called setenv() meanwhile, which made an array of its own: add to that one.
        for (const char *entry : state.hidden) {
            const char *equals = std::strchr(entry, '=');
            const std::vector<char> name = [&] {
                std::vector<char> text(entry, equals);
                text.push_back('\0');
                return text;
            }();
            setenv(name.data(), equals + 1, 0);
        }
    }
    state.hidden.clear();
}

} // namespace lmq::platform
