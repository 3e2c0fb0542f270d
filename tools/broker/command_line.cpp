#include "command_line.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "lmq/version.hpp"
#include "lmq_broker/config_file.hpp"

namespace lmq::broker
{
namespace
{

constexpr int usage_error = 2;

EarlyEnd mistake(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' '); // one line, whatever CLI11 says
    return {usage_error, "lmq-broker: " + text + "\n"};
}

std::optional<std::string> listener(const std::string &address)
{
    return address.empty() ? std::nullopt : std::optional(address);
}

} // namespace

std::variant<Command, EarlyEnd> read_command_line(int argc, const char *const *argv)
{
    CLI::App app("The reference broker of MQ for IoT: the whole service in one process, for tests.", "lmq-broker");
    std::string file, tcp, http, store, clock, level;
    bool control = false, print = false;
    auto *config_option = app.add_option("--config", file, "TOML file; --print-config shows one")->type_name("FILE");
    auto *tcp_option = app.add_option("--tcp", tcp, "MQTT over TCP; port 0 takes a free one")->type_name("[HOST:]PORT");
    auto *http_option =
        app.add_option("--http", http, "HTTP: /token, /healthz, /metrics, /mq/v1, control")->type_name("[HOST:]PORT");
    auto *store_option =
        app.add_option("--store", store, "memory, or sqlite:FILE: what is acknowledged outlives the process")
            ->type_name("KIND");
    auto *clock_option = app.add_option("--clock", clock, "real, or virtual: moved by --control's calls only")
                             ->check(CLI::IsMember({"real", "virtual"}));
    auto *level_option = app.add_option("--log", level, "trace, debug, info, warn, error, off; on stderr");
    app.add_flag("--control", control, "serve /control/v1 on the HTTP listener");
    app.add_flag("--print-config", print, "print the effective configuration and end");
    app.set_version_flag("--version", "lmq-broker " + std::string(version()));
    std::string ignored;
    std::vector<std::pair<std::string, CLI::Option *>> later; // CLI11 does not tell a hidden option's name
    for (const char *name : {"--tls", "--ws", "--wss", "--flash"})
        later.emplace_back(name, app.add_option(name, ignored)->expected(0, 1)->group(""));

    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        return EarlyEnd{0, app.help()};
    } catch (const CLI::CallForVersion &) {
        return EarlyEnd{0, "lmq-broker " + std::string(version()) + "\n"};
    } catch (const CLI::ParseError &error) {
        return mistake(error.what());
    }
    for (const auto &[name, option] : later)
        if (option->count() != 0) return mistake(name + ": this version has no such listener");

    Command command;
    command.print_config = print;
    if (config_option->count() != 0) {
        auto loaded = load_config(file);
        if (!loaded) return mistake(loaded.error().detail);
        command.config = std::move(*loaded);
    } else {
        command.config = Config::ready_made();
        command.config.log_level = "info"; // a program says what it does; a library only what is wrong
    }
    Config &config = command.config;
    if (tcp_option->count() != 0) config.tcp = listener(tcp);
    if (http_option->count() != 0) config.http = listener(http);
    if (store_option->count() != 0) config.store = store;
    if (clock_option->count() != 0) config.clock = clock == "virtual" ? ClockMode::virtual_ : ClockMode::real;
    if (level_option->count() != 0) config.log_level = level;
    if (control) config.control = true;
    if (print) return command;
    if (config.control && !config.http) return mistake("--control: needs --http, where it is served");
    if (!config.tcp && !config.http) return mistake("--tcp: there is no listener at all");
    return command;
}

} // namespace lmq::broker
