#ifndef LMQ_TEST_CORE_EXPECT_ERROR_HPP
#define LMQ_TEST_CORE_EXPECT_ERROR_HPP

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "lmq/result.hpp"

namespace lmq::test
{

/// Checks that `result` is the error `code` and that its detail names each of `names`: the field, its limit.
template <class T>
void expect_error(const Result<T> &result, Errc code, std::initializer_list<std::string_view> names)
{
    REQUIRE_FALSE(result.has_value());
    const std::string detail = result.error().detail;
    CAPTURE(detail);
    CHECK(static_cast<int>(result.error().code) == static_cast<int>(code));
    for (const std::string_view name : names) {
        CAPTURE(name);
        CHECK(detail.find(name) != std::string::npos);
    }
}

} // namespace lmq::test

#endif
