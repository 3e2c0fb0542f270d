#include "lmq/platform/private_file.hpp"

namespace lmq::platform
{

FileRead read_private_file(const std::string &, std::size_t)
{
    return {}; // no files: nothing was ever saved
}

std::string create_private_file(const std::string &)
{
    return "this port has no files";
}

std::string replace_private_file(const std::string &, std::string_view)
{
    return "this port has no files";
}

std::string rename_file(const std::string &, const std::string &)
{
    return "this port has no files";
}

} // namespace lmq::platform
