#include "lmq/platform/resolve.hpp"

#include <algorithm>

#include <doctest/doctest.h>

namespace platform = lmq::platform;

TEST_CASE("addresses in digits are told from names")
{
    for (const char *address : {"127.0.0.1", "::1", "2001:db8::7"})
        CHECK(platform::is_numeric_address(address));
    for (const char *name : {"localhost", "", "1.2.3.4.example.com", "abc.de", "[::1]"})
        CHECK_FALSE(platform::is_numeric_address(name));
}

TEST_CASE("this machine's own name has an address, in digits")
{
    const platform::Resolved answer = platform::resolve("localhost");
    CHECK(answer.error == "");
    REQUIRE_FALSE(answer.addresses.empty());
    CHECK(std::all_of(answer.addresses.begin(), answer.addresses.end(), platform::is_numeric_address));
}

TEST_CASE("a name that nobody has gives the system's reason")
{
    const platform::Resolved answer = platform::resolve("no-such-host.invalid");
    CHECK(answer.addresses.empty());
    CHECK(answer.error != "");
}
