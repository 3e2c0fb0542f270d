#include <algorithm>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

// Spec 6. The target needs no subscription; a target that is malformed, unknown or of another account gets nothing,
// which the sender is not told.
void Core::deliver_p2p(const Route &route, AccountIndex sender_account, bool sender_clean, Passing &passing)
{
    if (route.target_account == no_account || route.target_account != sender_account) return;
    const int highest = std::clamp(config_.policy.p2p_max_qos, 0, 2);
    const auto qos = std::min(passing.publish.qos, static_cast<std::uint8_t>(highest));
    Session *target = find_session(route.target);
    // For one that is away, or goes before it has acknowledged, the sender's flag decides, not the target's (spec 6.5).
    if (!sender_clean && qos == 1) {
        keep(target ? *target : make_session(route.target), passing, {qos, false, true});
        return;
    }
    if (!target || !target->connection || !proven(*target->connection)) return;
    if (qos == 0) {
        passing.publish.qos = 0;
        deliver_qos0(*target->connection, passing);
        return;
    }
    if (!passing.message) passing.message = Message::make(passing.publish);
    Outgoing outgoing;
    outgoing.message = passing.message;
    outgoing.qos = qos;
    outgoing.p2p = true;
    hand_over(*target, std::move(outgoing));
}

} // namespace lmq::broker::engine
