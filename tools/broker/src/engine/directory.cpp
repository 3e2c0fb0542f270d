#include "engine/directory.hpp"

#include <algorithm>

#include "lmq/signature.hpp"

namespace lmq::broker::engine
{

namespace
{

constexpr std::string_view presence_suffix = "_MQTT"; // behind the group id (spec 11)

template <class Map>
auto find_or_null(const Map &map, std::string_view key) -> typename Map::mapped_type
{
    const auto at = map.find(key);
    return at == map.end() ? nullptr : at->second;
}

} // namespace

bool TopicEntry::permits(AccountIndex account) const
{
    if (!in_region || account == no_account) return false;
    return owner == account || std::find(granted.begin(), granted.end(), account) != granted.end();
}

Directory::Directory(const Config &config)
{
    for (const AccountConfig &each : config.accounts) {
        const auto index = static_cast<AccountIndex>(accounts_.size());
        accounts_.push_back({&each, index});
        account_ids_.emplace(each.account_id, index);
        access_keys_.emplace(each.access_key, &accounts_.back());
    }
    for (const TopicConfig &each : config.topics) {
        TopicEntry entry;
        entry.config = &each;
        entry.index = static_cast<std::uint32_t>(topics_.size());
        entry.owner = by_account_id(each.owner);
        for (const std::string &grantee : each.granted_to)
            entry.granted.push_back(by_account_id(grantee));
        entry.in_region = each.region == config.instance.region;
        topics_.push_back(std::move(entry));
        topic_names_.emplace(each.name, &topics_.back());
    }
    for (const GroupConfig &each : config.groups) {
        GroupEntry entry;
        entry.config = &each;
        entry.owner = by_account_id(each.owner);
        entry.in_region = each.region == config.instance.region;
        const TopicEntry *events = topic(each.id + std::string(presence_suffix));
        if (events && events->permits(entry.owner)) entry.presence = events;
        groups_.push_back(std::move(entry));
        group_ids_.emplace(each.id, &groups_.back());
    }
}

AccountIndex Directory::by_account_id(std::string_view id) const
{
    const auto at = account_ids_.find(id);
    return at == account_ids_.end() ? no_account : at->second;
}

const AccountEntry *Directory::account(std::string_view access_key) const
{
    return find_or_null(access_keys_, access_key);
}

const TopicEntry *Directory::topic(std::string_view parent) const
{
    return find_or_null(topic_names_, parent);
}

const GroupEntry *Directory::group(std::string_view group_id) const
{
    return find_or_null(group_ids_, group_id);
}

const GroupEntry *Directory::told_of(const TopicEntry &topic) const
{
    const std::string_view name = topic.config->name;
    if (name.size() < presence_suffix.size()) return nullptr;
    const GroupEntry *of = group(name.substr(0, name.size() - presence_suffix.size()));
    return of && of->presence == &topic ? of : nullptr;
}

bool Directory::password_ok(const AccountEntry &account, const GroupEntry &group, std::string_view password) const
{
    for (const auto &[index, known] : group.passwords)
        if (index == account.index) return constant_time_equal(known.reveal(), password);
    Secret expected = mqtt_password(Secret(account.config->secret_key), group.config->id);
    const bool equal = constant_time_equal(expected.reveal(), password);
    group.passwords.emplace_back(account.index, std::move(expected));
    return equal;
}

} // namespace lmq::broker::engine
