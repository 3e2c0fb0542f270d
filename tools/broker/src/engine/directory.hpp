#ifndef LMQ_BROKER_ENGINE_DIRECTORY_HPP
#define LMQ_BROKER_ENGINE_DIRECTORY_HPP

#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lmq/secret.hpp"
#include "lmq_broker/config.hpp"

namespace lmq::broker::engine
{

/// An account's place in the directory.
using AccountIndex = std::uint16_t;
inline constexpr AccountIndex no_account = 0xFFFF;

struct AccountEntry {
    const AccountConfig *config = nullptr;
    AccountIndex index = no_account;
};

struct TopicEntry {
    const TopicConfig *config = nullptr;
    std::uint32_t index = 0;
    AccountIndex owner = no_account;
    std::vector<AccountIndex> granted;
    bool in_region = false; ///< of the instance

    /// Whether `account` may publish to and subscribe under this parent topic (spec 5.4).
    bool permits(AccountIndex account) const;
};

struct GroupEntry {
    const GroupConfig *config = nullptr;
    AccountIndex owner = no_account;
    bool in_region = false;
    /// Where its clients' coming and going is told, if the owner has such a topic (spec 11).
    const TopicEntry *presence = nullptr;
    /// The passwords already worked out, by account: an HMAC for each connect would be most of its cost.
    mutable std::vector<std::pair<AccountIndex, Secret>> passwords;
};

/// Accounts, parent topics and groups of the configuration (spec 1), which must outlive it.
class Directory
{
public:
    explicit Directory(const Config &config);

    const AccountEntry *account(std::string_view access_key) const;
    const AccountEntry &account_at(AccountIndex index) const { return accounts_[index]; }
    const TopicEntry *topic(std::string_view parent) const;
    const GroupEntry *group(std::string_view group_id) const;
    /// The group whose presence events go to `topic`; null: none's do.
    const GroupEntry *told_of(const TopicEntry &topic) const;
    const std::deque<TopicEntry> &topics() const { return topics_; }

    /// Whether `password` is that of `account` for `group` (spec 7.1), in constant time.
    bool password_ok(const AccountEntry &account, const GroupEntry &group, std::string_view password) const;

private:
    AccountIndex by_account_id(std::string_view id) const;

    std::deque<AccountEntry> accounts_;
    std::deque<TopicEntry> topics_;
    std::deque<GroupEntry> groups_;
    std::unordered_map<std::string_view, AccountIndex> account_ids_;
    std::unordered_map<std::string_view, const AccountEntry *> access_keys_;
    std::unordered_map<std::string_view, const TopicEntry *> topic_names_;
    std::unordered_map<std::string_view, const GroupEntry *> group_ids_;
};

} // namespace lmq::broker::engine

#endif
