#ifndef LMQ_CLOUD_ERROR_TEXT_HPP
#define LMQ_CLOUD_ERROR_TEXT_HPP

#include <initializer_list>
#include <string>
#include <string_view>

namespace lmq::cloud
{

/// A server's text as an error's detail may have it: one line of at most 200 bytes, and each of `secrets`, also when
/// percent-encoded, replaced by "***".
std::string error_text(std::string_view foreign, std::initializer_list<std::string_view> secrets);

} // namespace lmq::cloud

#endif
