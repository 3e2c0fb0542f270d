#ifndef APP_SERVER_BASIC_AUTH_HPP
#define APP_SERVER_BASIC_AUTH_HPP

#include <optional>
#include <string>
#include <string_view>

#include <lmq/secret.hpp>

struct BasicAuth {
    std::string user;
    lmq::Secret password;
};

/// Reads the value of an Authorization header, `Basic <base64 of user:password>`; nothing when it is not that.
std::optional<BasicAuth> parse_basic_auth(std::string_view header);

#endif
