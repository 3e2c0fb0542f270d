#include "lmq/platform/private_file.hpp"

#include <algorithm>
#include <memory>
#include <system_error>
#include <vector>

#include <windows.h>

#include <sddl.h>

namespace lmq::platform
{
namespace
{

std::string reason(const char *doing, DWORD error = GetLastError())
{
    return std::string(doing) + ": " + std::system_category().message(static_cast<int>(error));
}

/// A path is UTF-8 here, as SQLite takes it. Not valid: empty, which no call accepts.
std::wstring wide(const std::string &path)
{
    const int length = static_cast<int>(path.size());
    const int size = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path.data(), length, nullptr, 0);
    std::wstring text(static_cast<std::size_t>(size), L'\0');
    MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path.data(), length, text.data(), size);
    return text;
}

/// A handle that closes itself.
class File
{
public:
    explicit File(HANDLE handle) : handle_(handle) {}
    ~File()
    {
        if (handle_ != INVALID_HANDLE_VALUE) CloseHandle(handle_);
    }
    File(const File &) = delete;
    File &operator=(const File &) = delete;
    explicit operator bool() const { return handle_ != INVALID_HANDLE_VALUE; }
    HANDLE get() const { return handle_; }

private:
    HANDLE handle_;
};

struct LocalDelete {
    void operator()(void *memory) const { LocalFree(memory); }
};

/// Full access for the user this process runs as, and for nobody else; nothing is inherited from the folder.
class OwnerOnly
{
public:
    OwnerOnly()
    {
        HANDLE token = nullptr;
        if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token) == FALSE) return;
        const File closes(token);
        DWORD size = 0;
        GetTokenInformation(token, TokenUser, nullptr, 0, &size);
        std::vector<unsigned char> user(size);
        if (GetTokenInformation(token, TokenUser, user.data(), size, &size) == FALSE) return;
        wchar_t *raw = nullptr;
        if (ConvertSidToStringSidW(reinterpret_cast<TOKEN_USER *>(user.data())->User.Sid, &raw) == FALSE) return;
        const std::unique_ptr<wchar_t, LocalDelete> sid(raw);
        const std::wstring rules = L"D:P(A;;FA;;;" + std::wstring(sid.get()) + L")";
        void *descriptor = nullptr;
        if (ConvertStringSecurityDescriptorToSecurityDescriptorW(rules.c_str(), SDDL_REVISION_1, &descriptor,
                                                                 nullptr) == FALSE)
            return;
        descriptor_.reset(descriptor);
        attributes_ = {sizeof attributes_, descriptor, FALSE};
    }
    explicit operator bool() const { return descriptor_ != nullptr; }
    SECURITY_ATTRIBUTES *get() { return &attributes_; }

private:
    std::unique_ptr<void, LocalDelete> descriptor_;
    SECURITY_ATTRIBUTES attributes_{};
};

/// A new file; one that exists makes it fail with ERROR_FILE_EXISTS. Answers the system's reason, else nothing.
std::string write_new(const std::string &path, std::string_view bytes)
{
    OwnerOnly owner;
    if (!owner) return reason("owner");
    const File file(
        CreateFileW(wide(path).c_str(), GENERIC_WRITE, 0, owner.get(), CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file) return reason("open");
    while (!bytes.empty()) {
        DWORD written = 0;
        const DWORD part = static_cast<DWORD>(std::min<std::size_t>(bytes.size(), 1U << 30U));
        if (WriteFile(file.get(), bytes.data(), part, &written, nullptr) == FALSE) return reason("write");
        bytes.remove_prefix(written);
    }
    if (FlushFileBuffers(file.get()) == FALSE) return reason("flush");
    return {};
}

} // namespace

FileRead read_private_file(const std::string &path, std::size_t most)
{
    FileRead read;
    const File file(CreateFileW(wide(path).c_str(), GENERIC_READ,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                                FILE_FLAG_BACKUP_SEMANTICS, nullptr)); // opens a folder as well
    if (!file) {
        const DWORD error = GetLastError();
        if (error != ERROR_FILE_NOT_FOUND && error != ERROR_PATH_NOT_FOUND) read.error = reason("open", error);
        return read;
    }
    read.exists = true;
    BY_HANDLE_FILE_INFORMATION about{};
    if (GetFileType(file.get()) != FILE_TYPE_DISK || GetFileInformationByHandle(file.get(), &about) == FALSE ||
        (about.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
        read.error = "not a regular file";
        return read;
    }
    const std::uint64_t size = (std::uint64_t{about.nFileSizeHigh} << 32U) | about.nFileSizeLow;
    if (size > most) {
        read.error = "larger than " + std::to_string(most) + " bytes";
        return read;
    }
    read.bytes.resize(static_cast<std::size_t>(size));
    std::size_t have = 0;
    while (have < read.bytes.size()) {
        DWORD got = 0;
        const DWORD part = static_cast<DWORD>(std::min<std::size_t>(read.bytes.size() - have, 1U << 30U));
        if (ReadFile(file.get(), read.bytes.data() + have, part, &got, nullptr) == FALSE) read.error = reason("read");
        if (got == 0) break;
        have += got;
    }
    read.bytes.resize(have);
    return read;
}

std::string create_private_file(const std::string &path)
{
    OwnerOnly owner;
    if (!owner) return reason("owner");
    const File file(CreateFileW(wide(path).c_str(), GENERIC_WRITE,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, owner.get(), CREATE_NEW,
                                FILE_ATTRIBUTE_NORMAL, nullptr));
    return file || GetLastError() == ERROR_FILE_EXISTS ? std::string() : reason("create");
}

std::string replace_private_file(const std::string &path, std::string_view bytes)
{
    const std::string beside = path + ".new";
    DeleteFileW(wide(beside).c_str()); // left over from a power cut
    std::string error = write_new(beside, bytes);
    if (error.empty()) error = rename_file(beside, path);
    if (!error.empty()) DeleteFileW(wide(beside).c_str());
    return error;
}

std::string rename_file(const std::string &path, const std::string &new_path)
{
    // Returns when the new name is on the disk.
    if (MoveFileExW(wide(path).c_str(), wide(new_path).c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) ==
        FALSE)
        return reason("rename");
    return {};
}

} // namespace lmq::platform
