#ifndef LMQ_CLOUD_CURL_ERROR_HPP
#define LMQ_CLOUD_CURL_ERROR_HPP

#include <curl/curl.h>

#include "lmq/error.hpp"

namespace lmq::cloud
{

/// What a failed transfer is called here. `reason`: libcurl's own text, may be empty.
Error curl_error(CURLcode code, const char *reason);

} // namespace lmq::cloud

#endif
