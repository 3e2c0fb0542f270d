#include "cloud/http_options_check.hpp"

#include <fstream>
#include <memory>

#include <curl/curl.h>

namespace lmq::cloud
{

namespace
{

struct UrlCleanup {
    void operator()(CURLU *url) const noexcept { curl_url_cleanup(url); }
};

std::string part(CURLU *url, CURLUPart which)
{
    char *text = nullptr;
    if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

Result<void> check_url(const std::string &text, bool allow_plain_http)
{
    const std::unique_ptr<CURLU, UrlCleanup> url(curl_url());
    if (!url) return fail(Errc::internal, "url: libcurl cannot be started");
    // Without a scheme there is nothing to guess. A password in it would be shown with the URL.
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK ||
        part(url.get(), CURLUPART_HOST).empty()) {
        return fail(Errc::bad_uri, "url: must be https://host[:port][/path]");
    }
    if (text.find('#') != std::string::npos) return fail(Errc::bad_uri, "url: no fragment");
    const std::string scheme = part(url.get(), CURLUPART_SCHEME);
    if (scheme == "https" || (scheme == "http" && allow_plain_http)) return {};
    if (scheme == "http") {
        return fail(Errc::bad_uri, "url: http shows what is sent to the network; use https, or set allow_plain_http");
    }
    return fail(Errc::bad_uri, "url: must begin with https://");
}

} // namespace

Result<void> check_http_options(const std::string &url, const HttpOptions &options)
{
    if (auto valid = check_url(url, options.allow_plain_http); !valid) return valid;
    if (auto valid = check_range("connect_timeout", options.connect_timeout, std::chrono::minutes(10)); !valid)
        return valid;
    if (!options.ca_file.empty() && !std::ifstream(options.ca_file).good()) {
        return fail(Errc::http_untrusted, "ca_file: " + options.ca_file + " cannot be read");
    }
    return {};
}

Result<void> check_range(std::string_view name, std::chrono::milliseconds value, std::chrono::milliseconds most)
{
    if (value.count() >= 1 && value <= most) return {};
    return fail(Errc::out_of_range, std::string(name) + ": " + std::to_string(value.count()) + " ms, must be 1 to " +
                                        std::to_string(most.count()));
}

} // namespace lmq::cloud
