#include "session/refusal.hpp"

#include <string>

namespace lmq::session
{

Refusal classify_refusal(int return_code)
{
    switch (return_code) {
    case 1:
        return {true, {Errc::refused_protocol, "CONNACK 1"}};
    case 2:
        return {true, {Errc::refused_identifier, "CONNACK 2"}};
    case 3:
        return {false, {Errc::refused_unavailable, "CONNACK 3"}};
    case 4:
        return {true, {Errc::refused_credentials, "CONNACK 4"}};
    case 5:
        return {true, {Errc::refused_not_authorized, "CONNACK 5"}};
    // MQTT 3.1.1 reserves the others: a sick server may get well.
    default:
        return {false, {Errc::refused_unavailable, "CONNACK " + std::to_string(return_code)}};
    }
}

} // namespace lmq::session
