#include "lmq/platform/private_file.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system.hpp"

namespace lmq::platform
{
namespace
{

std::string reason(const char *doing)
{
    return std::string(doing) + ": " + std::generic_category().message(errno);
}

/// A descriptor that closes itself.
class File
{
public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    ~File()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File &) = delete;
    File &operator=(const File &) = delete;
    explicit operator bool() const { return descriptor_ >= 0; }
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

bool write_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::string write_new(const std::string &path, std::string_view bytes)
{
    const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file) return reason("open");
    if (!write_all(file.get(), bytes)) return reason("write");
    if (flush_to_disk(file.get()) != 0) return reason("fsync");
    return {};
}

// A rename is on the disk when its directory is.
std::string sync_directory_of(const std::string &path)
{
    const std::size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const File file(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!file) return reason("open the directory");
    if (flush_to_disk(file.get()) != 0 && errno != EINVAL)
        return reason("fsync the directory"); // EINVAL: it has no such thing
    return {};
}

} // namespace

FileRead read_private_file(const std::string &path, std::size_t most)
{
    FileRead read;
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); // a FIFO must not hold us up
    if (!file) {
        if (errno != ENOENT) read.error = reason("open");
        return read;
    }
    read.exists = true;
    struct stat status {
    };
    if (::fstat(file.get(), &status) != 0) {
        read.error = reason("fstat");
    } else if (!S_ISREG(status.st_mode)) {
        read.error = "not a regular file";
    } else if (static_cast<unsigned long long>(status.st_size) > most) {
        read.error = "larger than " + std::to_string(most) + " bytes";
    } else {
        read.bytes.resize(static_cast<std::size_t>(status.st_size));
        std::size_t have = 0;
        while (have < read.bytes.size()) {
            const ssize_t got = ::read(file.get(), read.bytes.data() + have, read.bytes.size() - have);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) read.error = reason("read");
            if (got <= 0) break;
            have += static_cast<std::size_t>(got);
        }
        read.bytes.resize(have);
    }
    return read;
}

std::string create_private_file(const std::string &path)
{
    const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    return file || errno == EEXIST ? std::string() : reason("create");
}

std::string replace_private_file(const std::string &path, std::string_view bytes)
{
    const std::string beside = path + ".new";
    ::unlink(beside.c_str()); // left over from a power cut
    std::string error = write_new(beside, bytes);
    if (error.empty()) error = rename_file(beside, path);
    if (!error.empty()) ::unlink(beside.c_str());
    return error;
}

std::string rename_file(const std::string &path, const std::string &new_path)
{
    if (std::rename(path.c_str(), new_path.c_str()) != 0) return reason("rename");
    return sync_directory_of(new_path);
}

} // namespace lmq::platform
