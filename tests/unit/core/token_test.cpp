#include <doctest/doctest.h>

#include "lmq/token.hpp"

using namespace lmq;

TEST_CASE("a fingerprint is the first 16 hex digits of the token's SHA-256")
{
    // printf abc | sha256sum
    CHECK(token_fingerprint(Secret("abc")) == "ba7816bf8f01cfea");
    CHECK(token_fingerprint(Secret("")) == "e3b0c44298fc1c14");
    CHECK(token_fingerprint(Secret("abd")) != token_fingerprint(Secret("abc")));
}

TEST_CASE("a reason's name is its enumerator")
{
    CHECK(to_string(TokenReason::none_held) == "none_held");
    CHECK(to_string(TokenReason::wider_rights) == "wider_rights");
}

TEST_CASE("each of the service's codes has its error")
{
    CHECK(token_errc(1) == Errc::token_forged);
    CHECK(token_errc(2) == Errc::token_expired);
    CHECK(token_errc(3) == Errc::token_revoked);
    CHECK(token_errc(4) == Errc::token_resource);
    CHECK(token_errc(5) == Errc::token_type);
    CHECK(token_errc(8) == Errc::token_signature);
    CHECK(token_errc(-1) == Errc::token_account);
    for (const std::int64_t other : {0, 6, 7, 200, -2})
        CHECK_FALSE(token_errc(other).has_value());
}
