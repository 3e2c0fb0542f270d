#include "cloud/token_shelf.hpp"

#include <tuple>

namespace lmq::cloud
{

bool TokenKey::operator<(const TokenKey &other) const
{
    return std::tie(client_id, type, resources) < std::tie(other.client_id, other.type, other.resources);
}

TokenEntry &TokenShelf::use(const TokenKey &key)
{
    const auto [entry, added] = entries_.try_emplace(key);
    if (added) {
        entry->second.place = used_.insert(used_.end(), &entry->first);
        make_room();
    } else {
        used_.splice(used_.end(), used_, entry->second.place);
    }
    return entry->second;
}

TokenEntry *TokenShelf::find(const TokenKey &key)
{
    const auto entry = entries_.find(key);
    return entry == entries_.end() ? nullptr : &entry->second;
}

void TokenShelf::erase(const TokenKey &key)
{
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) return;
    used_.erase(entry->second.place);
    entries_.erase(entry);
}

std::vector<TokenKey> TokenShelf::keys_of(std::string_view client_id) const
{
    std::vector<TokenKey> keys;
    auto entry = entries_.lower_bound(TokenKey{std::string(client_id), TokenType::read, {}});
    for (; entry != entries_.end() && entry->first.client_id == client_id; ++entry)
        keys.push_back(entry->first);
    return keys;
}

void TokenShelf::make_room()
{
    auto oldest = used_.begin();
    const auto newest = std::prev(used_.end());
    while (entries_.size() > most_ && oldest != newest) {
        const TokenKey &key = **oldest;
        ++oldest;
        const auto entry = entries_.find(key);
        if (entry->second.flight) continue;
        used_.erase(entry->second.place);
        entries_.erase(entry);
        ++evicted_;
    }
}

} // namespace lmq::cloud
