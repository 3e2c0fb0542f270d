#include <algorithm>

#include "engine/core.hpp"

namespace lmq::broker::engine
{

// Spec 6. The target needs no subscription; a target that is malformed, unknown or of another account gets nothing,
// which the sender is not told.
void Core::deliver_p2p(const Route &route, AccountIndex sender_account, bool sender_clean, Passing &passing)
{
    if (route.target_account == no_account || route.target_account != sender_account) return;
    Session *target = find_session(route.target);
    if (!target || !target->connection) return; // offline storage by spec 6.5 would begin here
    // An authenticated session, which takes any valid token (spec 6.8).
    if (!target->connection->verified && !verify_now(*target->connection)) return;
    const int highest = std::clamp(config_.policy.p2p_max_qos, 0, 2);
    const auto qos = std::min(passing.publish.qos, static_cast<std::uint8_t>(highest));
    if (qos == 0) {
        passing.publish.qos = 0;
        deliver_qos0(*target->connection, passing);
        return;
    }
    // Unacknowledged at disconnection: the sender's flag decides, not the target's (spec 6.5).
    const bool kept = !target->clean && !sender_clean && qos == 1;
    if (!passing.message) passing.message = Message::make(passing.publish);
    hand_over(*target, {passing.message, qos, false, kept, true});
}

} // namespace lmq::broker::engine
