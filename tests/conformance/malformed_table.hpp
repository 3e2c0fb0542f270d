#ifndef LMQ_TESTS_CONFORMANCE_MALFORMED_TABLE_HPP
#define LMQ_TESTS_CONFORMANCE_MALFORMED_TABLE_HPP

#include <string>
#include <vector>

#include "support/raw_packet.hpp"

namespace lmq::test
{

/// What MQTT 3.1.1 has the server do.
enum class Verdict {
    closes, ///< the connection ends without another packet
    answers ///< with `answer`, which may be nothing; a CONNACK that refuses ends the connection, else it goes on
};

struct MalformedCase {
    std::string name;
    std::string bytes;
    bool signed_in = true; ///< sent behind an accepted CONNECT; else it is the first thing sent
    Verdict verdict = Verdict::closes;
    Packet answer;
};

/// Every packet that a client may not send so, or whose meaning is easily got wrong. `who` signs in where a case needs
/// it, and is what the cases of CONNECT are made of; `parent` is a topic it may use.
std::vector<MalformedCase> malformed_cases(const ConnectFields &who, const std::string &parent);

} // namespace lmq::test

#endif
