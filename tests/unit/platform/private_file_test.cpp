#include "lmq/platform/private_file.hpp"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "lmq/platform/random.hpp"

namespace platform = lmq::platform;

namespace
{

/// A new folder that goes away with it.
class Folder
{
public:
    Folder()
        : path_(std::filesystem::temp_directory_path() / ("lmq-platform-" + std::to_string(platform::random_u64())))
    {
        std::filesystem::create_directory(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;
    std::string file(const char *name) const { return (path_ / name).string(); }
    std::size_t count() const
    {
        std::size_t found = 0;
        for (auto it = std::filesystem::directory_iterator(path_); it != std::filesystem::directory_iterator(); ++it)
            ++found;
        return found;
    }

private:
    std::filesystem::path path_;
};

constexpr std::size_t most = 1U << 20U;

} // namespace

TEST_CASE("a file that is not there is no error")
{
    const Folder folder;
    const auto read = platform::read_private_file(folder.file("none"), most);
    CHECK_FALSE(read.exists);
    CHECK(read.error == "");
}

TEST_CASE("a file's content is replaced whole, and nothing else is left")
{
    const Folder folder;
    const std::string path = folder.file("secret");
    const std::string long_content(100000, 'x');
    for (const std::string &content : {long_content, std::string("short\0\n", 7), std::string()}) {
        REQUIRE(platform::replace_private_file(path, content) == "");
        const auto read = platform::read_private_file(path, most);
        CHECK(read.exists);
        CHECK(read.error == "");
        CHECK(read.bytes == content);
    }
    CHECK(folder.count() == 1);
}

TEST_CASE("what a power cut left beside a file is in nobody's way")
{
    const Folder folder;
    REQUIRE(platform::replace_private_file(folder.file("secret.new"), "half of it") == "");
    REQUIRE(platform::replace_private_file(folder.file("secret"), "all of it") == "");
    CHECK(platform::read_private_file(folder.file("secret"), most).bytes == "all of it");
    CHECK(folder.count() == 1);
}

TEST_CASE("a file is its owner's alone")
{
    const Folder folder;
    REQUIRE(platform::create_private_file(folder.file("created")) == "");
    REQUIRE(platform::replace_private_file(folder.file("replaced"), "x") == "");
#if !defined(_WIN32) // which has lists of rights instead
    using std::filesystem::perms;
    for (const char *name : {"created", "replaced"})
        CHECK(std::filesystem::status(folder.file(name)).permissions() == (perms::owner_read | perms::owner_write));
#endif
}

TEST_CASE("creating a file that exists leaves it as it is")
{
    const Folder folder;
    const std::string path = folder.file("kept");
    REQUIRE(platform::replace_private_file(path, "content") == "");
    CHECK(platform::create_private_file(path) == "");
    CHECK(platform::read_private_file(path, most).bytes == "content");
}

TEST_CASE("a file may be as large as was said, and no larger")
{
    const Folder folder;
    const std::string path = folder.file("four");
    REQUIRE(platform::replace_private_file(path, "1234") == "");
    CHECK(platform::read_private_file(path, 4).bytes == "1234");
    const auto read = platform::read_private_file(path, 3);
    CHECK(read.exists);
    CHECK(read.bytes == "");
    CHECK(read.error == "larger than 3 bytes");
}

TEST_CASE("a folder is no file")
{
    const Folder folder;
    std::filesystem::create_directory(folder.file("folder"));
    const auto read = platform::read_private_file(folder.file("folder"), most);
    CHECK(read.exists);
    CHECK(read.error == "not a regular file");
}

TEST_CASE("a file takes the place of another by renaming")
{
    const Folder folder;
    REQUIRE(platform::replace_private_file(folder.file("from"), "new") == "");
    REQUIRE(platform::replace_private_file(folder.file("to"), "old") == "");
    CHECK(platform::rename_file(folder.file("from"), folder.file("to")) == "");
    CHECK(platform::read_private_file(folder.file("to"), most).bytes == "new");
    CHECK(folder.count() == 1);
    CHECK(platform::rename_file(folder.file("from"), folder.file("to")) != "");
}

TEST_CASE("where no file can be, the system's reason is told")
{
    const Folder folder;
    const std::string path = folder.file("no folder/file");
    CHECK(platform::create_private_file(path) != "");
    CHECK(platform::replace_private_file(path, "x") != "");
}
