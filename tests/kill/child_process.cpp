#include "child_process.hpp"

#include <csignal>
#include <utility>

#include "support/emulator.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace lmq::test
{

ChildProcess::ChildProcess(const std::string &program, std::vector<std::string> arguments)
{
    int out[2] = {-1, -1};
    REQUIRE(pipe2(out, O_CLOEXEC) == 0);
    const std::vector<std::string> command = command_of(program);
    arguments.insert(arguments.begin(), command.begin(), command.end());
    std::vector<char *> argv;
    for (std::string &argument : arguments)
        argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    const int failed = posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    output_ = out[0];
    REQUIRE(failed == 0);
}

ChildProcess::~ChildProcess()
{
    kill();
    close(output_);
}

std::optional<std::string> ChildProcess::line(std::chrono::milliseconds time)
{
    const auto deadline = std::chrono::steady_clock::now() + time;
    for (;;) {
        if (auto line = take_line()) return line;
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd wait{output_, POLLIN, 0};
        if (left.count() <= 0 || poll(&wait, 1, static_cast<int>(left.count())) != 1 || !read_some())
            return std::nullopt;
    }
}

std::vector<std::string> ChildProcess::kill()
{
    std::vector<std::string> rest;
    if (pid_ < 0) return rest;
    ::kill(pid_, SIGKILL);
    waitpid(std::exchange(pid_, -1), nullptr, 0);
    while (read_some()) {
    }
    while (auto line = take_line())
        rest.push_back(std::move(*line));
    return rest;
}

std::optional<std::string> ChildProcess::take_line()
{
    const std::size_t end = buffer_.find('\n');
    if (end == std::string::npos) return std::nullopt;
    std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    return line;
}

bool ChildProcess::read_some()
{
    char bytes[4096];
    const ssize_t got = read(output_, bytes, sizeof bytes);
    if (got > 0) buffer_.append(bytes, static_cast<std::size_t>(got));
    return got > 0;
}

} // namespace lmq::test
