#ifndef LMQ_TESTS_SUPPORT_SETTING_HPP
#define LMQ_TESTS_SUPPORT_SETTING_HPP

#include <cstdint>
#include <cstdlib>

namespace lmq::test
{

/// A number of the environment: a seed, or how long a long test is.
inline std::uint64_t setting(const char *name, std::uint64_t otherwise)
{
    const char *text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

} // namespace lmq::test

#endif
