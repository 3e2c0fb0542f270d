#ifndef LMQ_TESTS_KILL_CHILD_PROCESS_HPP
#define LMQ_TESTS_KILL_CHILD_PROCESS_HPP

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace lmq::test
{

/// A program whose lines are read, and which ends by being killed.
class ChildProcess
{
public:
    explicit ChildProcess(const std::string &program, std::vector<std::string> arguments);
    ~ChildProcess();
    ChildProcess(const ChildProcess &) = delete;
    ChildProcess &operator=(const ChildProcess &) = delete;

    /// The next line; nothing when `time` has passed, or there will be none any more.
    std::optional<std::string> line(std::chrono::milliseconds time);

    /// Kills it with SIGKILL and waits for it. Answers the lines that had not been read.
    std::vector<std::string> kill();

private:
    std::optional<std::string> take_line();
    bool read_some();

    pid_t pid_ = -1;
    int output_ = -1;
    std::string buffer_;
};

} // namespace lmq::test

#endif
