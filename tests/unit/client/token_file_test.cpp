#include <doctest/doctest.h>

#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

#include "lmq/token_store.hpp"
#include "support/temporary_folder.hpp"

using namespace lmq;
using test::TemporaryFolder;
namespace fs = std::filesystem;

namespace
{

const std::string client = "GID_AAA@@@device-1";

Token token(const std::string &text, TokenType type, std::int64_t expire_time_ms)
{
    Token made;
    made.text = Secret(std::string(text));
    made.type = type;
    made.expire_time_ms = expire_time_ms;
    return made;
}

/// Loading must fail, and leave the file under the other name.
void is_set_aside(const std::string &path)
{
    const std::string before = test::content_of(path);
    const auto loaded = make_token_file(path)->load(client);
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().code == Errc::token_store_damaged);
    CHECK(loaded.error().detail.find(path + ".damaged") != std::string::npos);
    CHECK_FALSE(fs::exists(path));
    CHECK(test::content_of(path + ".damaged") == before);
    CHECK(make_token_file(path)->load(client).value().empty());
}

} // namespace

TEST_CASE("what is saved is loaded again, by another store of the same file")
{
    const TemporaryFolder directory;
    const std::string odd = "quotes \" backslash \\ line\nend \x01 and 设备";
    const std::vector<Token> saved = {token("r", TokenType::read, 1), token(odd, TokenType::write, 1546272000000),
                                      token(std::string(8192, 'x'), TokenType::read_write, -5)};
    CHECK(make_token_file(directory.file("tokens"))->load(client).value().empty());
    REQUIRE(make_token_file(directory.file("tokens"))->save(client, saved));
    const auto loaded = make_token_file(directory.file("tokens"))->load(client);
    REQUIRE(loaded.has_value());
    REQUIRE(loaded->size() == saved.size());
    for (std::size_t i = 0; i < saved.size(); ++i) {
        CHECK((*loaded)[i].text.reveal() == saved[i].text.reveal());
        CHECK((*loaded)[i].type == saved[i].type);
        CHECK((*loaded)[i].expire_time_ms == saved[i].expire_time_ms);
    }
    REQUIRE(make_token_file(directory.file("tokens"))->save(client, {}));
    CHECK(make_token_file(directory.file("tokens"))->load(client).value().empty());
}

TEST_CASE("the file is its owner's only, however it was made before, and nothing else is left beside it")
{
    const TemporaryFolder directory;
    test::write_file(directory.file("tokens"), "something anybody can read");
    test::write_file(directory.file("tokens.new"), "left over from a power cut");
    const auto old_mask = umask(0);
    REQUIRE(make_token_file(directory.file("tokens"))->save(client, {token("t", TokenType::read, 1)}));
    umask(old_mask);
    struct stat status {
    };
    REQUIRE(stat(directory.file("tokens").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    CHECK_FALSE(fs::exists(directory.file("tokens.new")));
}

TEST_CASE("every file that was cut off, and every one with a changed byte, is set aside and reported")
{
    const TemporaryFolder directory;
    const std::string path = directory.file("tokens");
    REQUIRE(make_token_file(path)->save(
        client, {token("one", TokenType::read, 1546272000000), token("two", TokenType::write, 1546272000001)}));
    const std::string whole = test::content_of(path);
    REQUIRE(whole.size() > 100);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        test::write_file(path, whole.substr(0, size));
        is_set_aside(path);
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        CAPTURE(at);
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 4);
        test::write_file(path, changed);
        is_set_aside(path);
    }
    test::write_file(path, whole + "\n");
    is_set_aside(path);
    test::write_file(path, whole);
    CHECK(make_token_file(path)->load(client).value().size() == 2);
}

TEST_CASE("tokens of another client id, and a file of a newer version, are set aside and named for what they are")
{
    const TemporaryFolder directory;
    const std::string path = directory.file("tokens");
    REQUIRE(make_token_file(path)->save("GID_AAA@@@other", {token("t", TokenType::read, 1)}));
    CHECK(make_token_file(path)->load(client).error().detail.find("another client id") != std::string::npos);
    test::write_file(path, "lmq-tokens 2\nwhatever");
    CHECK(make_token_file(path)->load(client).error().detail.find("version 2") != std::string::npos);
}

TEST_CASE("what cannot be read or written is an error that names the file, and never shows a token")
{
    const TemporaryFolder directory;
    const std::string nowhere = directory.file("none/tokens");
    const auto saved = make_token_file(nowhere)->save(client, {token("t0ken", TokenType::read, 1)});
    REQUIRE_FALSE(saved.has_value());
    CHECK(saved.error().code == Errc::token_store_failed);
    CHECK(saved.error().detail.find(nowhere) != std::string::npos);
    CHECK(saved.error().detail.find("t0ken") == std::string::npos);

    REQUIRE(mkfifo(directory.file("fifo").c_str(), 0600) == 0);
    CHECK(make_token_file(directory.file("fifo"))->load(client).error().code == Errc::token_store_failed);
    fs::create_directory(directory.file("folder"));
    CHECK(make_token_file(directory.file("folder"))->load(client).error().code == Errc::token_store_failed);
    CHECK(make_token_file(directory.file("folder"))->save(client, {}).error().code == Errc::token_store_failed);
    test::write_file(directory.file("huge"), std::string(300 * 1024, 'x'));
    CHECK(make_token_file(directory.file("huge"))->load(client).error().code == Errc::token_store_failed);
}

TEST_CASE("a file of more than 2 GiB is too large, where numbers have 32 bits too")
{
    const TemporaryFolder directory;
    const std::string path = directory.file("holes");
    test::write_file(path, "");
    REQUIRE(truncate(path.c_str(), off_t{3} << 30) == 0);
    const auto loaded = make_token_file(path)->load(client);
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().detail.find("larger than") != std::string::npos);
}

TEST_CASE("a token that cannot be written leaves the file as it was")
{
    const TemporaryFolder directory;
    const auto store = make_token_file(directory.file("tokens"));
    REQUIRE(store->save(client, {token("good", TokenType::read, 1)}));
    CHECK_FALSE(store->save(client, {token("\xFF", TokenType::read, 1)}).has_value());
    CHECK(store->load(client).value().at(0).text.reveal() == "good");
}
