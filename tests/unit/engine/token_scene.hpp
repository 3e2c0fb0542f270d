#ifndef LMQ_TESTS_UNIT_ENGINE_TOKEN_SCENE_HPP
#define LMQ_TESTS_UNIT_ENGINE_TOKEN_SCENE_HPP

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness.hpp"

namespace engine_test
{

inline constexpr std::int64_t hour_ms = 3600000;

/// A device of the ready-made group that signs in by token.
ConnectOptions anonymous(const std::string &name = "BBB001", bool clean = true);

/// A token for `actions` on `resources` that lives as long as said from now on.
std::string issue(Broker &broker, const std::string &actions, const std::vector<std::string> &resources,
                  std::int64_t life_ms = hour_ms, const std::string &applicant = "");

/// A W token as the auth server issues one for `proxy_type`.
std::string apply_for(Broker &broker, const std::string &proxy_type);

/// PUBLISH to `$SYS/uploadToken`.
std::string upload_packet(const std::string &token, const std::string &type, unsigned qos = 1, unsigned id = 77);

/// Uploads and requires the PUBACK; leaves what follows it to be taken.
std::vector<Received> upload(Client &client, const std::string &token, const std::string &type);

/// Requires that the last that came is an invalid notice with this payload, and that the connection closes.
void expect_notice(Client &client, int code, const std::string &type);

/// A second account with GID_FOREIGN and ForeignTopic, and a disabled one with GID_DISABLED.
Config with_strangers();

} // namespace engine_test

#endif
