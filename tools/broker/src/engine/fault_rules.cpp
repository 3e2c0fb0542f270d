#include "engine/fault_rules.hpp"

#include <algorithm>
#include <utility>

#include "engine/filter.hpp"

namespace lmq::broker::engine
{

namespace
{

bool concerns(const FaultRule &rule, const FaultSubject &subject)
{
    if (rule.direction != FaultDirection::any && rule.direction != subject.direction) return false;
    if (!rule.client.empty() && rule.client != subject.client) return false;
    if (!rule.packet.empty() && rule.packet != codec::name(subject.type)) return false;
    if (rule.topic.empty()) return true;
    return subject.type == codec::PacketType::publish && filter_matches(rule.topic, subject.topic);
}

} // namespace

std::uint64_t FaultRules::add(FaultRule rule)
{
    FaultStatus status;
    status.id = ++last_id_;
    status.rule = std::move(rule);
    rules_.push_back(std::move(status));
    return last_id_;
}

bool FaultRules::remove(std::uint64_t id)
{
    const auto at = std::find_if(rules_.begin(), rules_.end(), [id](const FaultStatus &each) { return each.id == id; });
    if (at == rules_.end()) return false;
    rules_.erase(at);
    return true;
}

std::optional<FaultRule> FaultRules::strike(const FaultSubject &subject)
{
    std::optional<FaultRule> verdict;
    for (FaultStatus &each : rules_) {
        if (!concerns(each.rule, subject)) continue;
        ++each.seen;
        const std::uint64_t first = std::max<std::uint64_t>(1, each.rule.nth);
        const bool in_range = each.seen >= first && (each.rule.times == 0 || each.seen - first < each.rule.times);
        if (!in_range || verdict) continue;
        ++each.hits;
        verdict = each.rule;
    }
    return verdict;
}

} // namespace lmq::broker::engine
