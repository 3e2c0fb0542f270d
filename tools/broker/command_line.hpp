#ifndef LMQ_BROKER_COMMAND_LINE_HPP
#define LMQ_BROKER_COMMAND_LINE_HPP

#include <string>
#include <variant>

#include "lmq_broker/config.hpp"

namespace lmq::broker
{

/// What the command line asks for.
struct Command {
    Config config;
    bool print_config = false;
};

/// To be printed, and the process to end with `code`: help and version (0, stdout), a mistake (2, stderr, one line).
struct EarlyEnd {
    int code;
    std::string text;
};

/// Reads the options of contracts.md; what they say wins over what --config's file says.
std::variant<Command, EarlyEnd> read_command_line(int argc, const char *const *argv);

} // namespace lmq::broker

#endif
