#ifndef LMQ_BROKER_HTTP_EXCHANGE_HPP
#define LMQ_BROKER_HTTP_EXCHANGE_HPP

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "http/json.hpp"

namespace lmq::broker::http
{

/// What a handler answers.
struct Reply {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
};

inline Reply json_reply(const Json &json, int status = 200)
{
    return {status, json.text() + "\n", "application/json", {}};
}
/// {"error": what}; `what` names the field.
inline Reply error_reply(int status, const std::string &what)
{
    return json_reply(Json::object().set("error", what), status);
}

/// A request that has been routed.
struct Request {
    std::string method;
    std::map<std::string, std::string> path;  ///< the values of the pattern's {names}
    std::map<std::string, std::string> query; ///< decoded; empty for a handler that takes it as text
    std::string query_text;                   ///< as it came
    std::string content_type;                 ///< of the body, as it came
    std::string body;
};

/// One request and the answer it waits for. A handler may keep it and answer later; the loop's thread only.
class Exchange
{
public:
    virtual ~Exchange() = default;
    virtual const Request &request() const = 0;
    /// Once.
    virtual void reply(Reply reply) = 0;
    /// Calls `handler` when the peer goes away before the answer.
    virtual void on_abandoned(std::function<void()> handler) = 0;
};

using ExchangePtr = std::shared_ptr<Exchange>;

} // namespace lmq::broker::http

#endif
