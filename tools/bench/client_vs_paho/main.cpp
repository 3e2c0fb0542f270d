// Our client over plain Paho of the same build, measured side by side against one broker: each measurement in a process
// of its own, ours and plain in turn, medians of the ratios of the pairs.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rows.hpp"

namespace
{

using namespace lmq::bench;

struct Options {
    int rounds = 5;
    int messages = 20000;
    bool json = false;
    bool pin = true;
    std::string broker;
    std::vector<std::string> only;
};

int usage()
{
    std::fputs("client_vs_paho [--rounds N] [--messages N] [--row NAME]… [--broker PATH] [--no-pin] [--json]\n"
               "  --broker PATH  mosquitto or lmq-broker; default: Debian's mosquitto\n",
               stderr);
    return 2;
}

void pin_to_first_cpu()
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &set)) {
            CPU_ZERO(&set);
            CPU_SET(cpu, &set);
            sched_setaffinity(0, sizeof set, &set);
            return;
        }
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

std::uint16_t free_port()
{
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(probe, reinterpret_cast<sockaddr *>(&address), size) != 0 ||
        getsockname(probe, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        throw std::runtime_error("no free port");
    close(probe);
    return ntohs(address.sin_port);
}

bool accepts(std::uint16_t port)
{
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = loopback(port);
    const bool connected = connect(probe, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    close(probe);
    return connected;
}

/// The broker under both; ends with this.
class BrokerProcess
{
public:
    explicit BrokerProcess(const std::string &path) : port_(free_port())
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "lmq-bench-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = pattern;
        const bool mosquitto = path.find("mosquitto") != std::string::npos;
        const std::string config = folder_ + "/broker.conf";
        if (mosquitto)
            std::ofstream(config) << "listener " << port_ << " 127.0.0.1\nallow_anonymous true\n"
                                  << "max_queued_messages 0\nmax_inflight_messages 0\nset_tcp_nodelay true\n";
        else
            std::ofstream(config) << "[policy]\nprofile = \"plain\"\n";
        const std::string tcp = "127.0.0.1:" + std::to_string(port_);
        std::vector<std::string> command = {path, "-c", config};
        if (!mosquitto) command = {path, "--config", config, "--tcp", tcp};
        std::vector<char *> arguments;
        for (std::string &argument : command)
            arguments.push_back(argument.data());
        arguments.push_back(nullptr);
        pid_ = fork();
        if (pid_ == 0) {
            const int silence = open("/dev/null", O_RDWR);
            for (const int stream : {0, 1, 2})
                dup2(silence, stream);
            execv(arguments[0], arguments.data());
            _exit(127);
        }
        for (int i = 0; !accepts(port_); ++i) {
            if (i > 1000) throw std::runtime_error(path + " does not start");
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
    ~BrokerProcess()
    {
        kill(pid_, SIGTERM);
        waitpid(pid_, nullptr, 0);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    BrokerProcess(const BrokerProcess &) = delete;
    BrokerProcess &operator=(const BrokerProcess &) = delete;
    std::uint16_t port() const { return port_; }

private:
    std::uint16_t port_;
    std::string folder_;
    pid_t pid_ = -1;
};

/// Runs one measurement in a child process and reads its numbers from a pipe.
Measured measure(const Row &row, bool plain, std::uint16_t port, int messages)
{
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        std::string text;
        int status = 0;
        try {
            for (const auto &[name, value] : row.run(plain, port, messages))
                text += name + " " + std::to_string(value) + "\n";
        } catch (const std::exception &error) {
            std::fprintf(stderr, "%s, %s: %s\n", row.name.c_str(), plain ? "plain" : "lmq", error.what());
            status = 1;
        }
        const bool written = write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
        _exit(written ? status : 1);
    }
    close(ends[1]);
    std::string text;
    char buffer[512];
    for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(n));
    close(ends[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    if (status != 0) throw std::runtime_error(row.name + " failed");
    Measured measured;
    std::istringstream lines(text);
    std::string name;
    double value = 0;
    while (lines >> name >> value)
        measured[name] = value;
    return measured;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

void report(const Row &row, const std::vector<Measured> &ours, const std::vector<Measured> &plain, bool json)
{
    if (!json) std::printf("%s\n", row.what.c_str());
    for (const auto &[name, unused] : ours.front()) {
        (void)unused;
        std::vector<double> a;
        std::vector<double> b;
        std::vector<double> ratio;
        std::vector<double> difference;
        for (std::size_t i = 0; i < ours.size(); ++i) {
            a.push_back(ours[i].at(name));
            b.push_back(plain[i].at(name));
            ratio.push_back(b.back() > 0 ? a.back() / b.back() : 0);
            difference.push_back(a.back() - b.back());
        }
        if (json)
            std::printf("{\"row\":\"%s\",\"metric\":\"%s\",\"lmq\":%.3f,\"paho\":%.3f,\"ratio\":%.3f,"
                        "\"difference\":%.3f,\"rounds\":%zu}\n",
                        row.name.c_str(), name.c_str(), median(a), median(b), median(ratio), median(difference),
                        ours.size());
        else
            std::printf("  %-12s lmq %9.3f   paho %9.3f   ratio %6.2f   difference %+8.2f\n", name.c_str(), median(a),
                        median(b), median(ratio), median(difference));
    }
    std::fflush(stdout);
}

bool parse(int argc, char **argv, Options &options)
{
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--json") {
            options.json = true;
        } else if (name == "--no-pin") {
            options.pin = false;
        } else if (i + 1 < argc && (name == "--rounds" || name == "--messages")) {
            const int value = std::atoi(argv[++i]);
            if (value < 1) return false;
            (name == "--rounds" ? options.rounds : options.messages) = value;
        } else if (i + 1 < argc && name == "--row") {
            options.only.emplace_back(argv[++i]);
        } else if (i + 1 < argc && name == "--broker") {
            options.broker = argv[++i];
        } else {
            return false;
        }
    }
    for (const std::string &name : options.only)
        if (std::none_of(rows().begin(), rows().end(), [&](const Row &row) { return row.name == name; })) return false;
    if (options.broker.empty()) options.broker = "/usr/sbin/mosquitto";
    return true;
}

int run(const Options &options)
{
    if (options.pin) pin_to_first_cpu(); // the children and the broker inherit it
    const BrokerProcess broker(options.broker);
    for (const Row &row : rows()) {
        if (!options.only.empty() &&
            std::find(options.only.begin(), options.only.end(), row.name) == options.only.end())
            continue;
        std::vector<Measured> ours;
        std::vector<Measured> plain;
        for (int round = 0; round < options.rounds; ++round) {
            // In turn first: whatever drifts, drifts for both.
            const bool plain_first = round % 2 == 1;
            for (const bool is_plain : {plain_first, !plain_first})
                (is_plain ? plain : ours).push_back(measure(row, is_plain, broker.port(), options.messages));
        }
        report(row, ours, plain, options.json);
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    Options options;
    if (!parse(argc, argv, options)) return usage();
    try {
        return run(options);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "client_vs_paho: %s\n", error.what());
        return 1;
    }
}
