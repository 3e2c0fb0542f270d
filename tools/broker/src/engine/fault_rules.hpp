#ifndef LMQ_BROKER_ENGINE_FAULT_RULES_HPP
#define LMQ_BROKER_ENGINE_FAULT_RULES_HPP

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "codec/frame.hpp"
#include "lmq_broker/faults.hpp"

namespace lmq::broker::engine
{

/// A packet as fault rules see it.
struct FaultSubject {
    std::string_view client;
    codec::PacketType type{};
    FaultDirection direction = FaultDirection::in;
    std::string_view topic; ///< of a PUBLISH
};

/// The scripted faults in force. Each rule counts what matches it, struck or not; the first rule that strikes a packet
/// decides.
class FaultRules
{
public:
    std::uint64_t add(FaultRule rule);
    bool remove(std::uint64_t id);
    void clear() { rules_.clear(); }
    bool empty() const { return rules_.empty(); }
    std::vector<FaultStatus> status() const { return rules_; }

    /// What befalls this packet, if anything. Counts it.
    std::optional<FaultRule> strike(const FaultSubject &subject);

private:
    std::vector<FaultStatus> rules_;
    std::uint64_t last_id_ = 0;
};

} // namespace lmq::broker::engine

#endif
