#include "system.hpp"

#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

namespace lmq::platform
{

char **&environment() noexcept
{
    return environ;
}

int flush_to_disk(int descriptor) noexcept
{
    return fsync(descriptor);
}

void never_raise_sigpipe(int) noexcept {} // an option of the call

ssize_t send_quietly(int descriptor, const void *bytes, std::size_t size) noexcept
{
    return send(descriptor, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::uint64_t number_of_socket(int, const struct stat &status) noexcept
{
    return status.st_ino;
}

} // namespace lmq::platform
