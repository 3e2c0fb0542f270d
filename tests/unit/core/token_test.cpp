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
