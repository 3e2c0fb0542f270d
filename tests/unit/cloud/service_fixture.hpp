#ifndef LMQ_TEST_CLOUD_SERVICE_FIXTURE_HPP
#define LMQ_TEST_CLOUD_SERVICE_FIXTURE_HPP

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "lmq/cloud/token_service.hpp"
#include "support/emulator.hpp"
#include "support/scripted_http_server.hpp"
#include "unit/core/expect_error.hpp"

namespace lmq::test
{

/// The time that the fixtures' clock tells, and an expiry an hour later.
inline constexpr std::int64_t now_ms = 1546268400000;
inline constexpr std::int64_t in_an_hour_ms = 1546272000000;

/// The account of the vectors, at `url`, with little patience.
inline cloud::TokenServiceOptions service_options(std::string url)
{
    using std::chrono::milliseconds;
    cloud::TokenServiceOptions options;
    options.url = std::move(url);
    options.access_key = "AK_TEST_0001";
    options.secret_key = Secret("SK_test_secret_0001");
    options.http.allow_plain_http = true;
    options.http.connect_timeout *= slowness;
    options.back_off = milliseconds(1);
    options.clock = [] { return now_ms; };
    return options;
}

inline cloud::TokenService service_at(std::string url)
{
    auto made = cloud::TokenService::create(service_options(std::move(url)));
    REQUIRE(made.has_value());
    return std::move(*made);
}

inline cloud::TokenApplication application()
{
    return {TokenType::read_write, {"topic1/1", "topic2/2"}, in_an_hour_ms};
}

/// The 200 answer of an apply.
inline std::string issued(const std::string &token)
{
    return http_answer(200,
                       R"({"success":true,"message":"operate success","code":200,"tokenData":")" + token + R"("})");
}

inline std::string refused(int code, const std::string &message)
{
    return http_answer(200, R"({"success":false,"message":")" + message + R"(","code":)" + std::to_string(code) + "}");
}

} // namespace lmq::test

#endif
