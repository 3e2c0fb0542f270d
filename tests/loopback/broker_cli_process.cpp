#include "broker_cli_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>

#include "support/emulator.hpp"

extern char **environ;

namespace lmq::test
{
namespace
{

constexpr int deadline_ms = 10000 * slowness;

bool read_some(int descriptor, std::string &into)
{
    pollfd wait{descriptor, POLLIN, 0};
    if (poll(&wait, 1, deadline_ms) != 1) throw std::runtime_error("lmq-broker says nothing in time");
    char buffer[4096];
    const ssize_t got = read(descriptor, buffer, sizeof buffer);
    if (got <= 0) return false;
    into.append(buffer, static_cast<std::size_t>(got));
    return true;
}

std::string read_all(int descriptor)
{
    std::string all;
    while (read_some(descriptor, all)) {
    }
    return all;
}

} // namespace

BrokerProcess::BrokerProcess(const std::vector<std::string> &arguments)
{
    int out[2] = {-1, -1};
    int err[2] = {-1, -1};
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    std::vector<std::string> words = command_of(LMQ_BROKER_BINARY);
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char *> argv;
    for (std::string &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
    const int failed = posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
    output_ = out[0];
    errors_ = err[0];
    if (failed != 0) throw std::runtime_error("cannot start lmq-broker");
}

BrokerProcess::~BrokerProcess()
{
    if (!waited_) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    close(output_);
    close(errors_);
}

std::string BrokerProcess::read_line()
{
    std::size_t end = 0;
    while ((end = buffered_.find('\n')) == std::string::npos)
        if (!read_some(output_, buffered_)) return {};
    const std::string line = buffered_.substr(0, end);
    buffered_.erase(0, end + 1);
    return line;
}

std::string BrokerProcess::listener(const std::string &name)
{
    if (ready_.empty()) ready_ = read_line();
    const std::string mark = "\"" + name + "\":\"";
    const auto at = ready_.find(mark);
    if (at == std::string::npos) return {};
    const auto start = at + mark.size();
    return ready_.substr(start, ready_.find('"', start) - start);
}

void BrokerProcess::signal(int number)
{
    kill(pid_, number);
}

int BrokerProcess::wait()
{
    int status = 0;
    waitpid(pid_, &status, 0); // the test program's own time limit bounds it
    waited_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string BrokerProcess::rest_of_output()
{
    return buffered_ + read_all(output_);
}
std::string BrokerProcess::errors()
{
    return read_all(errors_);
}

std::string BrokerProcess::read_errors(std::size_t count)
{
    std::string text;
    while (text.size() < count && read_some(errors_, text)) {
    }
    return text;
}

BrokerRun run_broker(const std::vector<std::string> &arguments)
{
    BrokerProcess process(arguments);
    std::string output = process.rest_of_output(); // until it ends
    std::string errors = process.errors();
    return {process.wait(), output, errors};
}

TemporaryFile::TemporaryFile(const std::string &content)
{
    path_ = (std::filesystem::temp_directory_path() / "lmq-broker-test-XXXXXX").string();
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0 || write(descriptor, content.data(), content.size()) != static_cast<ssize_t>(content.size()))
        throw std::runtime_error("cannot write a temporary file");
    close(descriptor);
}

TemporaryFile::~TemporaryFile()
{
    unlink(path_.c_str());
}

} // namespace lmq::test
