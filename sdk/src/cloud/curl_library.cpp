#include "cloud/curl_library.hpp"

#include <curl/curl.h>

namespace lmq::cloud
{

bool use_curl_library() noexcept
{
    static const bool done = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return done;
}

} // namespace lmq::cloud
