#include "engine/retained.hpp"

#include "engine/filter.hpp"

namespace lmq::broker::engine
{

bool RetainedStore::set(std::string_view topic, const codec::Publish &message)
{
    const auto at = by_topic_.find(topic);
    if (at != by_topic_.end()) bytes_ -= at->second.message->size();
    if (message.payload.empty()) {
        if (at != by_topic_.end()) by_topic_.erase(at);
        return true;
    }
    RetainedMessage kept{Message::make(message), message.qos};
    const std::size_t size = kept.message->size();
    if (bytes_ + size > max_bytes_ || (at == by_topic_.end() && by_topic_.size() >= max_messages_)) {
        // The old message is gone all the same: a stale one would be a lie.
        if (at != by_topic_.end()) by_topic_.erase(at);
        return false;
    }
    bytes_ += size;
    if (at != by_topic_.end())
        at->second = std::move(kept);
    else
        by_topic_.emplace(std::string(topic), std::move(kept));
    return true;
}

void RetainedStore::match(std::string_view filter, std::vector<RetainedMessage> &messages) const
{
    const std::size_t wildcard = filter.find_first_of("+#");
    if (wildcard == std::string_view::npos) {
        const auto at = by_topic_.find(filter);
        if (at != by_topic_.end()) messages.push_back(at->second);
        return;
    }
    // `a/#` matches `a`, which sorts before everything that starts with `a/`.
    std::string_view start = filter.substr(0, wildcard);
    if (filter[wildcard] == '#' && !start.empty()) start.remove_suffix(1);
    for (auto at = by_topic_.lower_bound(start); at != by_topic_.end(); ++at) {
        const std::string_view kept_for = at->first;
        if (kept_for.substr(0, start.size()) != start) break;
        if (filter_matches(filter, kept_for)) messages.push_back(at->second);
    }
}

void RetainedStore::clear()
{
    by_topic_.clear();
    bytes_ = 0;
}

} // namespace lmq::broker::engine
