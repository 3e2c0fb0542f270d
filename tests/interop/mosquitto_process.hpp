#ifndef LMQ_TESTS_INTEROP_MOSQUITTO_PROCESS_HPP
#define LMQ_TESTS_INTEROP_MOSQUITTO_PROCESS_HPP

#include <cstdint>
#include <optional>
#include <string>

#include <sys/types.h>

namespace lmq::test
{

/// A real mosquitto on a free port of 127.0.0.1, with its files in a folder of its own that goes with it.
class MosquittoProcess
{
public:
    struct Options {
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

private:
    std::string folder_;
    std::uint16_t port_ = 0;
    pid_t pid_ = -1;
};

} // namespace lmq::test

#endif
