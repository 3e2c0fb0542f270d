#ifndef LMQ_PLATFORM_PRIVATE_FILE_HPP
#define LMQ_PLATFORM_PRIVATE_FILE_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace lmq::platform
{

/// What reading a file gave.
struct FileRead {
    bool exists = false;
    std::string bytes; ///< may be secret: for the caller to wipe
    std::string error; ///< the system's reason; empty: none
};

/// Reads a regular file of at most `most` bytes; a larger one, or anything but a regular file, is an error. Blocks on
/// the disk. Thread-safe.
FileRead read_private_file(const std::string &path, std::size_t most);

/// Makes an empty file that its owner alone may read and write; harmless when there is one. Answers the system's reason
/// on failure, else nothing. Thread-safe.
std::string create_private_file(const std::string &path);

/// Gives the file `path` new content, readable by its owner only: all of it or nothing, whatever happens meanwhile, and
/// on the disk when it returns. Uses `path`.new on the way. Answers the system's reason on failure, else nothing.
/// Blocks on the disk. One caller a path.
std::string replace_private_file(const std::string &path, std::string_view bytes);

/// Renames a file, over what may have that name. Answers as replace_private_file. Thread-safe.
std::string rename_file(const std::string &path, const std::string &new_path);

} // namespace lmq::platform

#endif
