#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "handle.hpp"
#include "lmq_broker/config_file.hpp"

namespace lmq::broker::capi
{
namespace
{

/// The broker whose log handler the thread is in.
thread_local const lmq_broker *logging = nullptr;

constexpr std::array<std::pair<lmq_view lmq_broker_options::*, std::optional<std::string> Config::*>, 6> doors{
    {{&lmq_broker_options::tcp, &Config::tcp},
     {&lmq_broker_options::tls, &Config::tls},
     {&lmq_broker_options::ws, &Config::ws},
     {&lmq_broker_options::wss, &Config::wss},
     {&lmq_broker_options::flash, &Config::flash},
     {&lmq_broker_options::http, &Config::http}}};

constexpr std::array<const char *, 6> levels{"trace", "debug", "info", "warn", "error", "off"};

Result<Config> base(const lmq_broker_options &options)
{
    const std::string_view toml = text(options.config_toml);
    const std::string_view file = text(options.config_file);
    if (!toml.empty() && !file.empty())
        return fail(Errc::bad_combination, "config_toml: not together with config_file");
    if (!toml.empty()) return parse_config(toml, "config_toml");
    if (!file.empty()) return load_config(std::string(file));
    return Config::ready_made();
}

} // namespace

Result<Config> configuration(const lmq_broker_options &options)
{
    Result<Config> config = base(options);
    if (!config) return config;
    for (const auto &[given, member] : doors) {
        const std::string_view address = text(options.*given);
        if (!address.empty()) (*config).*member = address == "off" ? std::nullopt : std::optional<std::string>(address);
    }
    if (options.control != 0) config->control = true;
    if (options.virtual_clock != 0) config->clock = ClockMode::virtual_;
    if (options.virtual_start_ms != 0) config->virtual_start_ms = options.virtual_start_ms;
    if (const std::string_view store = text(options.store); !store.empty()) config->store = store;
    if (options.log == nullptr) return config;
    if (options.log_level < LMQ_LOG_TRACE || options.log_level > LMQ_LOG_OFF)
        return fail(Errc::out_of_range, "log_level");
    config->log_level = levels[static_cast<std::size_t>(options.log_level)];
    return config;
}

void log_to(const lmq_broker *handle, Config &config)
{
    config.log = [handle](LogLevel level, std::string_view line) {
        const lmq_broker *const before = std::exchange(logging, handle);
        handle->log(handle->log_context, static_cast<lmq_log_level>(level), view(line));
        logging = before;
    };
}

bool logging_for(const lmq_broker *handle) noexcept
{
    return logging == handle;
}

} // namespace lmq::broker::capi
