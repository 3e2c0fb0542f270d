#ifndef LMQ_CLOUD_HTTP_CLIENT_HPP
#define LMQ_CLOUD_HTTP_CLIENT_HPP

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "cloud/wiped_text.hpp"
#include "lmq/cloud/http_options.hpp"
#include "lmq/result.hpp"
#include "lmq/secret.hpp"

namespace lmq::cloud
{

class HttpSlot;

/// What is to be sent. Refers to texts of the caller.
struct HttpRequest {
    const WipedText *url = nullptr;
    const WipedText *body = nullptr; ///< null: GET
    const char *content_type = "application/x-www-form-urlencoded";
    const std::string *user = nullptr; ///< with `password`: HTTP Basic
    const Secret *password = nullptr;
    /// Not over a connection that was used before: libcurl would send the request again by itself when such a one turns
    /// out to be closed.
    bool fresh_connection = false;
    std::chrono::milliseconds timeout{0}; ///< until the whole answer is there; waiting for a connection counts
};

struct HttpAnswer {
    long status = 0;
    WipedText body;
    std::optional<std::chrono::milliseconds> retry_after; ///< up to 24 h
    bool head_complete = false;
    std::size_t head_bytes = 0;
};

/// A bounded pool of connections, kept open between requests. Thread-safe; `ask` waits.
class HttpClient
{
public:
    /// `options` have been checked (http_options_check.hpp).
    HttpClient(HttpOptions options, std::size_t connections);
    /// No call may be under way.
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    /// Sends once. Any status is an answer. Errors: http_unreachable, http_timeout, http_untrusted, http_bad_answer,
    /// closed after abort(), internal. The details hold nothing of the request but the server's name.
    Result<HttpAnswer> ask(const HttpRequest &request);

    /// Ends the calls under way, and all later ones, with `closed`.
    void abort();

private:
    std::unique_ptr<HttpSlot> take(std::chrono::steady_clock::time_point deadline, Error &error);
    void give_back(std::unique_ptr<HttpSlot> slot);

    const HttpOptions options_;
    const std::size_t most_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<HttpSlot>> idle_; ///< the last used at the end, most likely still connected
    std::vector<HttpSlot *> busy_;
    bool aborted_ = false;
};

} // namespace lmq::cloud

#endif
