#ifndef LMQ_BROKER_FAULTS_HPP
#define LMQ_BROKER_FAULTS_HPP

#include <cstdint>
#include <optional>
#include <string>

namespace lmq::broker
{

/// Which way a packet goes.
enum class FaultDirection {
    any, ///< either
    in,  ///< client to broker
    out, ///< broker to client
};

/// What is done to a packet.
enum class FaultAction {
    drop,      ///< the packet vanishes
    close,     ///< the packet is handled (in) or sent (out), then the connection closes
    delay,     ///< the packet, and what follows it in its direction, waits `ms`
    corrupt,   ///< one byte of the packet's fixed header is changed
    duplicate, ///< the packet passes twice
    refuse,    ///< CONNECT: CONNACK `code` (default 3); SUBSCRIBE: 0x80 for each filter; else the connection closes,
               ///< unhandled
};

/// A scripted fault: what it waits for, and what it then does.
struct FaultRule {
    std::string client;                             ///< client id; empty: any
    std::string packet;                             ///< MQTT packet name in capitals, e.g. "PUBACK"; empty: any
    FaultDirection direction = FaultDirection::any; ///< of the packet
    std::string topic;                              ///< topic filter a PUBLISH must match; empty: any
    std::uint64_t nth = 1;                          ///< the first matching packet it strikes, counted from 1
    std::uint64_t times = 1;                        ///< how many it strikes from there on; 0: every one
    FaultAction action = FaultAction::drop;         ///< what is done to it
    std::uint32_t ms = 0;                           ///< delay
    int code = 3;                                   ///< refuse: CONNACK code
};

/// A rule in force and what it has done.
struct FaultStatus {
    std::uint64_t id = 0;   ///< that Broker::add_fault answered
    FaultRule rule;         ///< as it was given
    std::uint64_t seen = 0; ///< matching packets
    std::uint64_t hits = 0; ///< packets struck
};

} // namespace lmq::broker

#endif
