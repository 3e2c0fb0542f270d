#ifndef LMQ_CLOUD_HTTP_SLOT_HPP
#define LMQ_CLOUD_HTTP_SLOT_HPP

#include <array>
#include <atomic>
#include <memory>

#include <curl/curl.h>

#include "cloud/http_client.hpp"

namespace lmq::cloud
{

/// One connection at most: a libcurl transfer with a connection cache of its own. One call at a time; abort() from any
/// thread.
class HttpSlot
{
public:
    HttpSlot();
    ~HttpSlot();
    HttpSlot(const HttpSlot &) = delete;
    HttpSlot &operator=(const HttpSlot &) = delete;

    Result<HttpAnswer> ask(const HttpOptions &options, const HttpRequest &request);
    void abort() noexcept;

private:
    CURLcode prepare(const HttpOptions &options, const HttpRequest &request, curl_slist *headers, HttpAnswer &answer);
    CURLcode run();

    CURLM *multi_ = nullptr;
    CURL *easy_ = nullptr;
    std::array<char, CURL_ERROR_SIZE> reason_{};
    std::atomic<bool> aborted_{false};
};

} // namespace lmq::cloud

#endif
