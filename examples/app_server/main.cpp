#include <csignal>
#include <exception>
#include <iostream>

#include "config.hpp"
#include "server.hpp"

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::cerr << "usage: app_server CONFIG.toml\n";
        return 2;
    }
    // Blocked before there are threads, so that they come to the wait below and nowhere else.
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);

    AppServerOptions options;
    try {
        options = load_config(argv[1]);
    } catch (const std::exception &error) {
        std::cerr << "app_server: " << error.what() << '\n';
        return 2;
    }
    options.log = [](const std::string &line) { std::cerr << line + '\n'; };
    AppServer server(std::move(options));
    if (const auto started = server.start(); !started) {
        std::cerr << "app_server: " << describe(started.error()) << '\n';
        return 2;
    }
    std::cout << "{\"ready\":true,\"http\":\"" << server.address() << "\"}" << std::endl;
    int signal = 0;
    sigwait(&ending, &signal);
    server.stop();
    return 0;
}
