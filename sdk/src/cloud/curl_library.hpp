#ifndef LMQ_CLOUD_CURL_LIBRARY_HPP
#define LMQ_CLOUD_CURL_LIBRARY_HPP

namespace lmq::cloud
{

/// Initialises libcurl, once for the process; false when that fails. Thread-safe. It is never cleaned up: others in the
/// process may use it too.
bool use_curl_library() noexcept;

} // namespace lmq::cloud

#endif
