#include "command_line.hpp"

#include <algorithm>
#include <array>
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

/// A listener's option, and where its address goes.
struct Listener {
    const char *name;
    std::optional<std::string> Config::*member;
    const char *help;
    std::string address;
    CLI::Option *option = nullptr;
};

std::array<Listener, 6> listener_options()
{
    return {{{"--tcp", &Config::tcp, "MQTT over TCP; port 0 takes a free one", {}},
             {"--tls", &Config::tls, "MQTT over TLS; without [tls] in the file, with a throw-away CA", {}},
             {"--ws", &Config::ws, "MQTT over WebSocket, and what --http serves", {}},
             {"--wss", &Config::wss, "the same over TLS", {}},
             {"--flash", &Config::flash, "Flash's socket policy", {}},
             {"--http", &Config::http, "HTTP: /token, /route, /healthz, /metrics, /mq/v1, control", {}}}};
}

} // namespace

std::variant<Command, EarlyEnd> read_command_line(int argc, const char *const *argv)
{
    CLI::App app("The reference broker of MQ for IoT: the whole service in one process, for tests.", "lmq-broker");
    std::string file, store, clock, level;
    bool control = false, print = false;
    auto *config_option = app.add_option("--config", file, "TOML file; --print-config shows one")->type_name("FILE");
    std::array<Listener, 6> listeners = listener_options();
    for (Listener &listener : listeners)
        listener.option = app.add_option(listener.name, listener.address, listener.help)->type_name("[HOST:]PORT");
    auto *store_option =
        app.add_option("--store", store, "memory, or sqlite:FILE: what is acknowledged outlives the process")
            ->type_name("KIND");
    auto *clock_option = app.add_option("--clock", clock, "real, or virtual: moved by --control's calls only")
                             ->check(CLI::IsMember({"real", "virtual"}));
    auto *level_option = app.add_option("--log", level, "trace, debug, info, warn, error, off; on stderr");
    app.add_flag("--control", control, "serve /control/v1 on the HTTP and WebSocket listeners");
    app.add_flag("--print-config", print, "print the effective configuration and end");
    app.set_version_flag("--version", "lmq-broker " + std::string(version()));
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        return EarlyEnd{0, app.help()};
    } catch (const CLI::CallForVersion &) {
        return EarlyEnd{0, "lmq-broker " + std::string(version()) + "\n"};
    } catch (const CLI::ParseError &error) {
        return mistake(error.what());
    }

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
    for (const Listener &listener : listeners)
        if (listener.option->count() != 0)
            config.*listener.member = listener.address.empty() ? std::nullopt : std::optional(listener.address);
    if (store_option->count() != 0) config.store = store;
    if (clock_option->count() != 0) config.clock = clock == "virtual" ? ClockMode::virtual_ : ClockMode::real;
    if (level_option->count() != 0) config.log_level = level;
    if (control) config.control = true;
    if (print) return command;
    const bool serves_http = config.http || config.ws || config.wss;
    if (config.control && !serves_http) return mistake("--control: needs --http, --ws or --wss, where it is served");
    if (!config.tcp && !config.tls && !config.flash && !serves_http)
        return mistake("--tcp: there is no listener at all");
    return command;
}

} // namespace lmq::broker
