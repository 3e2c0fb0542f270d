#include "lmq/platform/environment.hpp"

#include <cstdlib>
#include <string>

#include <doctest/doctest.h>

namespace platform = lmq::platform;

namespace
{

// The C library of Windows has another name for it.
void set_variable(const char *name, const char *value)
{
#if defined(_WIN32)
    _putenv_s(name, value);
#else
    if (*value == '\0')
        unsetenv(name);
    else
        setenv(name, value, 1);
#endif
}

std::string variable(const char *name)
{
    const char *value = std::getenv(name);
    return value != nullptr ? value : "(none)";
}

} // namespace

TEST_CASE("proxies are hidden while a mask lives, and come back after the last")
{
    set_variable("http_proxy", "http://proxy.test:1");
    set_variable("https_proxy", "http://proxy.test:2");
    set_variable("LMQ_TEST_VARIABLE", "stays");
    {
        const platform::ProxyEnvironmentMask outer;
        {
            const platform::ProxyEnvironmentMask inner;
            CHECK(variable("http_proxy") == "(none)");
        }
        CHECK(variable("http_proxy") == "(none)");
        CHECK(variable("https_proxy") == "(none)");
        CHECK(variable("LMQ_TEST_VARIABLE") == "stays");
    }
    CHECK(variable("http_proxy") == "http://proxy.test:1");
    CHECK(variable("https_proxy") == "http://proxy.test:2");
    for (const char *name : {"http_proxy", "https_proxy", "LMQ_TEST_VARIABLE"})
        set_variable(name, "");
}

TEST_CASE("what others set while a mask lives is kept")
{
    set_variable("http_proxy", "http://before.test");
    {
        const platform::ProxyEnvironmentMask mask;
        set_variable("http_proxy", "http://meanwhile.test");
        set_variable("LMQ_TEST_VARIABLE", "meanwhile");
    }
    CHECK(variable("http_proxy") == "http://meanwhile.test");
    CHECK(variable("LMQ_TEST_VARIABLE") == "meanwhile");
    set_variable("http_proxy", "");
    set_variable("LMQ_TEST_VARIABLE", "");
}
