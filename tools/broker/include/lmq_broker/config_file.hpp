#ifndef LMQ_BROKER_CONFIG_FILE_HPP
#define LMQ_BROKER_CONFIG_FILE_HPP

#include <string>
#include <string_view>

#include "lmq/export.hpp"
#include "lmq/result.hpp"
#include "lmq_broker/config.hpp"

namespace lmq::broker
{

/// Reads a configuration from a TOML file. What the file leaves out keeps its default; accounts, topics and groups are
/// those of the file alone. An account without `secret_key` comes back disabled.
/// Errors, each one line with file, line and key: missing_field when the file cannot be read or a key that must be
/// there is not; bad_field_type for an unknown key, a wrong type or broken TOML; out_of_range for a value outside its
/// range.
LMQ_API Result<Config> load_config(const std::string &path);

/// As load_config, from text; `name` stands for the file in errors.
LMQ_API Result<Config> parse_config(std::string_view text, std::string_view name);

/// The configuration as a commented TOML file that load_config reads back to the same, but for secret keys: only that
/// of the ready-made account is printed, in place of any other stands a comment.
LMQ_API std::string print_config(const Config &config);

} // namespace lmq::broker

#endif
