#ifndef LMQ_VERSION_HPP
#define LMQ_VERSION_HPP

#include <string_view>

#include "lmq/export.hpp"

/// The SDK: the device's client, and what it and its servers share.
namespace lmq
{

/// "major.minor.patch" of the library in use. Thread-safe.
LMQ_API std::string_view version() noexcept;

} // namespace lmq

#endif
