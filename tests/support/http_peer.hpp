#ifndef LMQ_TESTS_SUPPORT_HTTP_PEER_HPP
#define LMQ_TESTS_SUPPORT_HTTP_PEER_HPP

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace lmq::test
{

/// A request as it stood on the wire.
struct HttpAsked {
    std::string method;
    std::string target;
    std::string head; ///< the header lines, each ended by CRLF
    std::string body;
    /// The value of a header, its name in any case; empty when it is not there.
    std::string header(const std::string &name) const;
};

/// A whole answer with its length. `headers`: further lines, each ended by CRLF.
std::string http_answer(int status, std::string_view body, std::string_view headers = "");

/// TLS of a connection that has been accepted.
class PeerTls
{
public:
    virtual ~PeerTls() = default;
    /// False when the handshake fails.
    virtual bool begin(int socket) = 0;
    /// As recv and send.
    virtual long read(char *to, std::size_t size) = 0;
    virtual long write(const char *from, std::size_t size) = 0;
};

/// The server's end of one connection; used by its own thread, but for stop(). Every wait ends after ten seconds.
class HttpPeer
{
public:
    HttpPeer(int socket, std::unique_ptr<PeerTls> tls) : socket_(socket), tls_(std::move(tls)) {}
    ~HttpPeer() { finish(); }
    HttpPeer(const HttpPeer &) = delete;
    HttpPeer &operator=(const HttpPeer &) = delete;

    /// True when there is nothing to shake hands about, too.
    bool begin();
    /// The next request; false when the connection ended first.
    bool read(HttpAsked &request);
    /// The next `size` bytes, whatever they are.
    bool read_bytes(std::size_t size, std::string &bytes);
    bool write(std::string_view bytes);

    /// Ends the connection with a reset.
    void reset();
    /// Ends it in order.
    void finish();
    /// Waits until the other side ends it: true. False when the server goes first.
    bool wait_for_close();
    /// Does nothing until the server goes.
    void wait_for_stop();
    /// Makes every read and write fail. Any thread.
    void stop();

private:
    bool fill();
    std::mutex closing_; ///< of socket_
    std::condition_variable stopped_;
    bool stopping_ = false;
    int socket_;
    std::unique_ptr<PeerTls> tls_;
    std::string received_;
};

} // namespace lmq::test

#endif
