#ifndef LMQ_TESTS_LOOPBACK_BROKER_CLI_PROCESS_HPP
#define LMQ_TESTS_LOOPBACK_BROKER_CLI_PROCESS_HPP

#include <cstddef>
#include <string>
#include <vector>

#include <sys/types.h>

namespace lmq::test
{

/// The real lmq-broker as a process of its own. Ended with the object.
class BrokerProcess
{
public:
    explicit BrokerProcess(const std::vector<std::string> &arguments);
    ~BrokerProcess();
    BrokerProcess(const BrokerProcess &) = delete;
    BrokerProcess &operator=(const BrokerProcess &) = delete;

    /// The next line on its stdout, without the newline; empty at its end. Waits ten seconds at most.
    std::string read_line();
    /// The address of a listener in the ready line, which is read first.
    std::string listener(const std::string &name);
    void signal(int number);
    /// Waits for its end; the exit code, or -1 when a signal killed it.
    int wait();
    /// All that is left on stdout and stderr; after `wait`.
    std::string rest_of_output();
    std::string errors();
    /// `count` bytes of stderr, while it runs.
    std::string read_errors(std::size_t count);
    pid_t pid() const { return pid_; }

private:
    pid_t pid_ = -1;
    int output_ = -1;
    int errors_ = -1;
    std::string buffered_;
    std::string ready_;
    bool waited_ = false;
};

/// A finished run of it.
struct BrokerRun {
    int code;
    std::string output;
    std::string errors;
};
BrokerRun run_broker(const std::vector<std::string> &arguments);

/// A file in the temporary folder, removed with the object.
class TemporaryFile
{
public:
    explicit TemporaryFile(const std::string &content);
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile &) = delete;
    TemporaryFile &operator=(const TemporaryFile &) = delete;
    const std::string &path() const { return path_; }

private:
    std::string path_;
};

} // namespace lmq::test

#endif
