#include "cloud/http_slot.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "cloud/curl_error.hpp"
#include "cloud/curl_library.hpp"
#include "cloud/retry_after.hpp"
#include "lmq/platform/broken_pipe.hpp"

namespace lmq::cloud
{

namespace
{

constexpr std::size_t answer_limit = 65536;

/// Sets options until one fails.
struct Setup {
    CURL *easy;
    CURLcode code = CURLE_OK;
    template <class Value>
    void set(CURLoption option, Value value)
    {
        if (code == CURLE_OK) code = curl_easy_setopt(easy, option, value);
    }
};

/// Fewer bytes than were given end the transfer with CURLE_WRITE_ERROR.
std::size_t take_body(char *data, std::size_t size, std::size_t count, void *user)
{
    std::string &body = static_cast<HttpAnswer *>(user)->body.text();
    const std::size_t bytes = size * count;
    if (bytes > answer_limit - body.size()) return 0;
    body.append(data, bytes);
    return bytes;
}

std::size_t take_header(char *data, std::size_t size, std::size_t count, void *user)
{
    constexpr std::string_view name = "retry-after:";
    HttpAnswer &answer = *static_cast<HttpAnswer *>(user);
    const std::string_view line(data, size * count);
    answer.head_bytes += line.size();
    if (answer.head_bytes > answer_limit) return 0;
    answer.head_complete = line == "\r\n" || line == "\n"; // the last one; another head may follow 100 Continue
    const auto same = [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); };
    if (line.size() > name.size() && std::equal(name.begin(), name.end(), line.begin(), same)) {
        answer.retry_after = parse_retry_after(line.substr(name.size()));
    }
    return line.size();
}

long milliseconds(std::chrono::milliseconds time)
{
    return static_cast<long>(std::max<std::int64_t>(time.count(), 1)); // 0 would be: for ever
}

} // namespace

HttpSlot::HttpSlot()
{
    if (!use_curl_library()) return;
    multi_ = curl_multi_init();
    easy_ = curl_easy_init();
    if (multi_ != nullptr) curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 1L);
}

HttpSlot::~HttpSlot()
{
    const platform::BrokenPipeMask mask; // TLS says farewell
    if (easy_ != nullptr) curl_easy_cleanup(easy_);
    if (multi_ != nullptr) curl_multi_cleanup(multi_);
}

void HttpSlot::abort() noexcept
{
    aborted_ = true;
    if (multi_ != nullptr) curl_multi_wakeup(multi_);
}

Result<HttpAnswer> HttpSlot::ask(const HttpOptions &options, const HttpRequest &request)
{
    if (multi_ == nullptr || easy_ == nullptr) return fail(Errc::internal, "libcurl cannot be started");
    const platform::BrokenPipeMask mask;
    HttpAnswer answer{0, WipedText(answer_limit), std::nullopt, false, 0};
    // libcurl asks the server for leave before larger bodies, and waits a second when it does not understand.
    curl_slist *headers = curl_slist_append(nullptr, "Expect:");
    if (request.body != nullptr) {
        headers = curl_slist_append(headers, (std::string("Content-Type: ") + request.content_type).c_str());
    }
    CURLcode code = prepare(options, request, headers, answer);
    if (code == CURLE_OK) code = run();
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &answer.status);
    curl_easy_reset(easy_); // it refers to the caller's texts
    curl_slist_free_all(headers);
    if (aborted_) return fail(Errc::closed, "the call was ended from this side");
    if (code == CURLE_WRITE_ERROR) {
        return fail(Errc::http_bad_answer, "a header or body of more than " + std::to_string(answer_limit) + " bytes");
    }
    if (code != CURLE_OK) return tl::unexpected<Error>(curl_error(code, reason_.data()));
    if (!answer.head_complete) return fail(Errc::http_unreachable, "the connection was closed within the header");
    return answer;
}

CURLcode HttpSlot::prepare(const HttpOptions &options, const HttpRequest &request, curl_slist *headers,
                           HttpAnswer &answer)
{
    reason_[0] = '\0';
    if (headers == nullptr) return CURLE_OUT_OF_MEMORY;
    Setup setup{easy_};
    setup.set(CURLOPT_ERRORBUFFER, reason_.data());
    setup.set(CURLOPT_URL, request.url->text().c_str());
    setup.set(CURLOPT_HTTPHEADER, headers);
    setup.set(CURLOPT_USERAGENT, "lmq");
    if (request.body != nullptr) {
        setup.set(CURLOPT_POST, 1L);
        setup.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body->text().size()));
        setup.set(CURLOPT_POSTFIELDS, request.body->text().c_str());
    }
    if (request.user != nullptr && request.password != nullptr) {
        setup.set(CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        setup.set(CURLOPT_USERNAME, request.user->c_str());
        const WipedText password{std::string(request.password->reveal())};
        setup.set(CURLOPT_PASSWORD, password.text().c_str());
    }
    setup.set(CURLOPT_WRITEFUNCTION, &take_body);
    setup.set(CURLOPT_WRITEDATA, &answer);
    setup.set(CURLOPT_HEADERFUNCTION, &take_header);
    setup.set(CURLOPT_HEADERDATA, &answer);

    setup.set(CURLOPT_SSL_VERIFYPEER, 1L);
    setup.set(CURLOPT_SSL_VERIFYHOST, 2L);
    setup.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options.ca_file.empty()) {
        setup.set(CURLOPT_CAINFO, options.ca_file.c_str());
        setup.set(CURLOPT_CAPATH, static_cast<const char *>(nullptr)); // the system's folder would be trusted as well
    }
    setup.set(CURLOPT_PROXY, options.proxy.c_str()); // empty: none, whatever the environment says
    setup.set(CURLOPT_NOPROXY, "");
    setup.set(CURLOPT_FOLLOWLOCATION, 0L);
    setup.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    setup.set(CURLOPT_FRESH_CONNECT, request.fresh_connection ? 1L : 0L);
    setup.set(CURLOPT_NOSIGNAL, 1L);
    setup.set(CURLOPT_TIMEOUT_MS, milliseconds(request.timeout));
    setup.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(options.connect_timeout, request.timeout)));
#if LIBCURL_VERSION_NUM >= 0x075700
    // Else a time-out waits for a name look-up that cannot be interrupted. The look-up's thread owns what it uses.
    setup.set(CURLOPT_QUICK_EXIT, 1L);
#endif
    return setup.code;
}

CURLcode HttpSlot::run()
{
    if (curl_multi_add_handle(multi_, easy_) != CURLM_OK) return CURLE_FAILED_INIT;
    CURLcode code = CURLE_FAILED_INIT;
    int running = 1;
    while (!aborted_) {
        if (curl_multi_perform(multi_, &running) != CURLM_OK || running == 0) break;
        // Ends by itself when libcurl has something to do in time.
        if (curl_multi_poll(multi_, nullptr, 0, 60000, nullptr) != CURLM_OK) break;
    }
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi_, &left)) {
        if (message->msg == CURLMSG_DONE) code = message->data.result;
    }
    curl_multi_remove_handle(multi_, easy_);
    return code;
}

} // namespace lmq::cloud
