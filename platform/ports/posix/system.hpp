#ifndef LMQ_PLATFORM_POSIX_SYSTEM_HPP
#define LMQ_PLATFORM_POSIX_SYSTEM_HPP

#include <cstddef>
#include <cstdint>

#include <sys/stat.h>
#include <sys/types.h>

namespace lmq::platform
{

/// The variable that getenv() walks.
char **&environment() noexcept;

/// Waits until a file or folder is on the disk itself. Answers as fsync().
int flush_to_disk(int descriptor) noexcept;

/// Makes a write to this socket fail, not raise SIGPIPE, where that is an option of the socket.
void never_raise_sigpipe(int descriptor) noexcept;

/// As send(), and raises no SIGPIPE where that is an option of the call. Never blocks.
ssize_t send_quietly(int descriptor, const void *bytes, std::size_t size) noexcept;

/// A number that a later socket with the same descriptor does not have; 0: none. `status` is what fstat() told.
std::uint64_t number_of_socket(int descriptor, const struct stat &status) noexcept;

} // namespace lmq::platform

#endif
