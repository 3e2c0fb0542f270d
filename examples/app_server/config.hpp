#ifndef APP_SERVER_CONFIG_HPP
#define APP_SERVER_CONFIG_HPP

#include <string>

#include "options.hpp"

/// Reads a TOML file such as app_server.toml. The account's secret key comes from the file that `secret_key_file`
/// names, or else from the variable LMQ_SECRET_KEY. Throws std::runtime_error with one line that names the key or the
/// file.
AppServerOptions load_config(const std::string &path);

#endif
