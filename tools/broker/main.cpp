#include <csignal>
#include <cstdio>
#include <exception>
#include <string>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include "command_line.hpp"
#include "lmq_broker/broker.hpp"
#include "lmq_broker/config_file.hpp"

namespace
{

using namespace lmq;
using namespace lmq::broker;

constexpr int usage_error = 2;
constexpr int cannot_listen = 3;

void warn_of_gaps(const Config &config)
{
    if (config.accounts.empty() && !config.policy.plain)
        std::fprintf(stderr, "lmq-broker: no [[account]] is configured: nobody can sign in\n");
    for (const AccountConfig &account : config.accounts)
        if (account.secret_key.empty())
            std::fprintf(stderr, "lmq-broker: account %s has no secret_key: it is disabled\n",
                         account.access_key.c_str());
}

/// Each connection takes a descriptor, and the usual soft limit is meant for programs that use select().
void raise_descriptor_limit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// $TMPDIR may hold anything.
std::string json_string(const std::string &text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

/// The one line that scripts wait for. Addresses need no escaping.
void print_ready(const Broker &broker)
{
    std::string listeners;
    const auto add = [&listeners](const char *name, const std::string &address) {
        if (!address.empty())
            listeners += (listeners.empty() ? "\"" : ",\"") + std::string(name) + "\":\"" + address + "\"";
    };
    add("tcp", broker.tcp_address());
    add("tls", broker.tls_address());
    add("ws", broker.ws_address());
    add("wss", broker.wss_address());
    add("flash", broker.flash_address());
    add("http", broker.http_address());
    std::string ca_file;
    if (!broker.ca_file().empty()) ca_file = ",\"ca_file\":" + json_string(broker.ca_file());
    std::printf("{\"ready\":true,\"pid\":%ld,\"listeners\":{%s}%s}\n", static_cast<long>(getpid()), listeners.c_str(),
                ca_file.c_str());
    std::fflush(stdout);
}

/// After new certificates were put in the old ones' place; what cannot be read changes nothing.
void reload(Broker &broker)
{
    if (const auto reloaded = broker.reload_certificates(); !reloaded)
        std::fprintf(stderr, "lmq-broker: %s; the certificates in use stay\n", reloaded.error().detail.c_str());
}

int run(int argc, const char *const *argv)
{
    auto read = read_command_line(argc, argv);
    if (const auto *end = std::get_if<EarlyEnd>(&read)) {
        std::fputs(end->text.c_str(), end->code == 0 ? stdout : stderr);
        return end->code;
    }
    const Command &command = std::get<Command>(read);
    if (command.print_config) {
        std::fputs(print_config(command.config).c_str(), stdout);
        return 0;
    }
    warn_of_gaps(command.config);
    raise_descriptor_limit();

    // Before the broker's thread starts, so that it inherits the mask and only this thread is told.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::signal(SIGPIPE, SIG_IGN); // whoever read the ready line may be gone

    const auto broker = Broker::start(command.config);
    if (!broker) {
        std::fprintf(stderr, "lmq-broker: %s\n", broker.error().detail.c_str());
        return broker.error().code == Errc::network_unreachable ? cannot_listen : usage_error;
    }
    print_ready(**broker);
    int signal = SIGHUP;
    while (sigwait(&ends, &signal) == 0 && signal == SIGHUP)
        reload(**broker);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    try {
        return run(argc, argv);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "lmq-broker: %s\n", error.what());
        return 1;
    }
}
