#ifndef LMQ_TESTS_INTEROP_MOSQUITTO_PROCESS_HPP
#define LMQ_TESTS_INTEROP_MOSQUITTO_PROCESS_HPP

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

#include <sys/types.h>

namespace lmq::test
{

/// A real mosquitto on a free port of 127.0.0.1, with its files in a folder of its own that goes with it.
class MosquittoProcess
{
public:
    struct Doors {
        std::string certificate_file; ///< of the server
        std::string key_file;
        std::string ca_file;             ///< of client certificates
        bool client_certificate = false; ///< TLS: required
    };
    struct Options {
        std::optional<Doors> doors; ///< then TLS, WebSocket and secure WebSocket are spoken too
        bool persistence = false;
        std::optional<std::string> user; ///< then nobody else gets in
        std::string password;
    };

    /// The broker's path; empty where it is not installed.
    static std::string find();

    /// Throws std::runtime_error when it does not come up.
    explicit MosquittoProcess(const Options &options);
    ~MosquittoProcess();
    MosquittoProcess(const MosquittoProcess &) = delete;
    MosquittoProcess &operator=(const MosquittoProcess &) = delete;

    void start(); ///< again, on the same port and with the same files; waits until it accepts
    void stop();  ///< SIGTERM: it saves its state; waits for the end

    std::string uri() const { return "tcp://127.0.0.1:" + std::to_string(port_); }
    std::string tls_uri() const { return "ssl://localhost:" + std::to_string(tls_port_); }
    std::string ws_uri() const { return "ws://localhost:" + std::to_string(ws_port_); }
    std::string wss_uri() const { return "wss://localhost:" + std::to_string(wss_port_); }
    std::uint16_t ws_port() const { return ws_port_; }

private:
    std::string folder_;
    void add_doors(std::ostream &config, const Doors &doors);

    std::uint16_t port_ = 0;
    std::uint16_t tls_port_ = 0;
    std::uint16_t ws_port_ = 0;
    std::uint16_t wss_port_ = 0;
    pid_t pid_ = -1;
};

} // namespace lmq::test

#endif
