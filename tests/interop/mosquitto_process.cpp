#include "mosquitto_process.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lmq::test
{
namespace
{

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
    const bool bound = bind(probe, reinterpret_cast<sockaddr *>(&address), size) == 0 &&
                       getsockname(probe, reinterpret_cast<sockaddr *>(&address), &size) == 0;
    close(probe);
    if (!bound) throw std::runtime_error("no free port");
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

pid_t spawn(const std::vector<std::string> &command)
{
    std::vector<char *> arguments;
    for (const std::string &argument : command)
        arguments.push_back(const_cast<char *>(argument.c_str()));
    arguments.push_back(nullptr);
    const pid_t pid = fork();
    if (pid != 0) return pid;
    const int silence = open("/dev/null", O_RDWR);
    for (const int stream : {0, 1, 2})
        dup2(silence, stream);
    execv(arguments[0], arguments.data());
    _exit(127);
}

std::string first_existing(const std::vector<std::string> &paths)
{
    for (const std::string &path : paths)
        if (access(path.c_str(), X_OK) == 0) return path;
    return {};
}

} // namespace

std::string MosquittoProcess::find()
{
    return first_existing({"/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"});
}

MosquittoProcess::MosquittoProcess(const Options &options)
{
    std::string pattern = (std::filesystem::temp_directory_path() / "lmq-mosquitto-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    port_ = free_port();

    std::ofstream config(folder_ + "/mosquitto.conf");
    config << "listener " << port_ << " 127.0.0.1\n"
           << "allow_anonymous " << (options.user ? "false" : "true") << "\n"
           << "max_queued_messages 0\n";
    if (options.doors) add_doors(config, *options.doors);
    // Started as root it would become a user who cannot read this folder.
    if (geteuid() == 0) config << "user root\n";
    if (options.persistence)
        config << "persistence true\npersistence_location " << folder_ << "/\nautosave_interval 1\n";
    if (options.user) {
        const std::string file = folder_ + "/passwords";
        const std::string tool = first_existing({"/usr/bin/mosquitto_passwd", "/usr/local/bin/mosquitto_passwd"});
        int status = -1;
        const pid_t pid = spawn({tool, "-b", "-c", file, *options.user, options.password});
        if (tool.empty() || waitpid(pid, &status, 0) != pid || status != 0)
            throw std::runtime_error("mosquitto_passwd failed");
        config << "password_file " << file << "\n";
    }
    config.close();
    start();
}

void MosquittoProcess::add_doors(std::ostream &config, const Doors &doors)
{
    const auto certified = [&] {
        config << "certfile " << doors.certificate_file << "\nkeyfile " << doors.key_file << "\n";
    };
    tls_port_ = free_port();
    ws_port_ = free_port();
    wss_port_ = free_port();
    config << "listener " << tls_port_ << " 127.0.0.1\n";
    certified();
    if (doors.client_certificate) config << "cafile " << doors.ca_file << "\nrequire_certificate true\n";
    config << "listener " << ws_port_ << " 127.0.0.1\nprotocol websockets\n"
           << "listener " << wss_port_ << " 127.0.0.1\nprotocol websockets\n";
    certified();
}

MosquittoProcess::~MosquittoProcess()
{
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void MosquittoProcess::start()
{
    pid_ = spawn({find(), "-c", folder_ + "/mosquitto.conf"});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(15);
    while (!accepts(wss_port_ != 0 ? wss_port_ : port_)) {
        int status = 0;
        const bool ended = waitpid(pid_, &status, WNOHANG) == pid_;
        if (ended) pid_ = -1;
        if (ended || std::chrono::steady_clock::now() > deadline) throw std::runtime_error("mosquitto does not start");
        // Nothing tells when a foreign process listens: asking now and then is all there is.
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

void MosquittoProcess::stop()
{
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
}

} // namespace lmq::test
