#ifndef LMQ_TESTS_LOOPBACK_HTTP_CLIENT_HPP
#define LMQ_TESTS_LOOPBACK_HTTP_CLIENT_HPP

#include <memory>
#include <string>
#include <string_view>

#include "lmq_broker/broker.hpp"

namespace lmq::test
{

struct HttpAnswer {
    int status = 0; ///< 0: the peer closed without an answer
    std::string head;
    std::string body;
    /// The value of a header, matched as it is written; empty when it is not there.
    std::string header(const std::string &name) const;
};

/// One HTTP connection, over a plain socket so that nothing well-behaved stands in between. Waits ten seconds at most.
class HttpClient
{
public:
    explicit HttpClient(const std::string &address);
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    HttpAnswer get(const std::string &target);
    HttpAnswer post(const std::string &target, const std::string &body = "");
    HttpAnswer post_as(const std::string &content_type, const std::string &target, const std::string &body);
    HttpAnswer ask(const std::string &method, const std::string &target, const std::string &body = "");

    void send(std::string_view bytes);
    HttpAnswer read_answer(bool without_body = false);
    /// True when the peer closes before it sends anything more.
    bool is_closed();
    /// Ends the connection with a reset.
    void drop();

private:
    bool fill();
    int socket_ = -1;
    std::string received_;
};

/// The ready-made broker on a virtual clock with HTTP and its control.
std::unique_ptr<broker::Broker> start_with_control(broker::Config config = broker::Config::ready_made());

} // namespace lmq::test

#endif
