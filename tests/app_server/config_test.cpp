#include "config.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace lmq::test
{

namespace
{

/// A file that goes with the test.
class TextFile
{
public:
    explicit TextFile(const std::string &content)
    {
        name_ = (std::filesystem::temp_directory_path() / "lmq-app-server-XXXXXX").string();
        close(mkstemp(name_.data()));
        std::ofstream(name_) << content;
    }
    ~TextFile() { std::remove(name_.c_str()); }
    TextFile(const TextFile &) = delete;
    TextFile &operator=(const TextFile &) = delete;
    const std::string &name() const { return name_; }

private:
    std::string name_;
};

const std::string good = "region = \"cn-hangzhou\"\naccess_key = \"AK\"\ngroups = [\"GID_AAA\"]\n";
const std::string devices = "[devices]\nBBB001 = \"secret\"\n";

/// What is wrong with a file of this content; empty: nothing.
std::string complaint(const std::string &content)
{
    const TextFile file(content);
    try {
        load_config(file.name());
    } catch (const std::exception &error) {
        return error.what();
    }
    return {};
}

bool names(const std::string &complaint, const std::string &key)
{
    CAPTURE(complaint);
    return complaint.find(key) != std::string::npos;
}

} // namespace

TEST_CASE("the sample configuration is a good one")
{
    setenv("LMQ_SECRET_KEY", "from-the-environment", 1);
    const AppServerOptions options = load_config(APP_SERVER_SAMPLE_CONFIG);
    CHECK(options.listen == "127.0.0.1:8080");
    CHECK(options.auth.url == "https://mqauth.aliyuncs.com");
    CHECK_FALSE(options.auth.http.allow_plain_http);
    CHECK(options.auth.secret_key.reveal() == "from-the-environment");
    CHECK(options.token_lifetime == std::chrono::hours(24));
    CHECK(options.entitlements.may_read.size() == 2);
    CHECK(options.entitlements.devices.at("device-1").reveal() == "change-me");
    unsetenv("LMQ_SECRET_KEY");
}

TEST_CASE("the secret key comes from a file where one is named")
{
    const TextFile key("from-the-file\n");
    const TextFile file("secret_key_file = \"" + key.name() + "\"\n" + good + devices);
    CHECK(load_config(file.name()).auth.secret_key.reveal() == "from-the-file");
    CHECK(names(complaint("secret_key_file = \"no/such/file\"\n" + good + devices), "no/such/file"));
    CHECK(names(complaint(good + devices), "LMQ_SECRET_KEY"));
}

TEST_CASE("what is wrong in a configuration is named")
{
    setenv("LMQ_SECRET_KEY", "key", 1);
    CHECK(complaint(good + devices).empty());
    CHECK(names(complaint(good), "devices"));
    CHECK(names(complaint(good + "[devices]\n"), "devices"));
    CHECK(names(complaint(good + "[devices]\nBBB001 = 5\n"), "devices.BBB001"));
    CHECK(names(complaint(good + "[devices]\nBBB001 = \"\"\n"), "devices.BBB001"));
    CHECK(names(complaint("colour = \"blue\"\n" + good + devices), "colour"));
    CHECK(names(complaint("listen = 8080\n" + good + devices), "listen"));
    CHECK(names(complaint("may_read = \"TopicA\"\n" + good + devices), "may_read"));
    CHECK(names(complaint("may_write = [1]\n" + good + devices), "may_write"));
    CHECK(names(complaint("token_lifetime_min = 1\n" + good + devices), "token_lifetime_min"));
    CHECK(names(complaint("auth_plain_http = \"yes\"\n" + good + devices), "auth_plain_http"));
    CHECK(names(complaint("region = \"cn-qingdao\"\n" + devices), "cn-qingdao"));
    CHECK(names(complaint(good + "listen = \n"), "line 4"));
    unsetenv("LMQ_SECRET_KEY");
}

} // namespace lmq::test
