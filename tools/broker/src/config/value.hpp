#ifndef LMQ_BROKER_CONFIG_VALUE_HPP
#define LMQ_BROKER_CONFIG_VALUE_HPP

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "lmq_broker/config.hpp"

namespace lmq::broker::config
{

/// What is wrong with a value; nothing: it was taken.
using Complaint = std::optional<std::string>;

/// The words a file uses for an enumeration.
template <class E>
using Words = std::vector<std::pair<std::string_view, E>>;

const Words<Edition> &words(Edition);
const Words<TopicType> &words(TopicType);
const Words<GroupStatus> &words(GroupStatus);
const Words<DuplicatePolicy> &words(DuplicatePolicy);
const Words<OverSubscription> &words(OverSubscription);
const Words<TrailingSlash> &words(TrailingSlash);
const Words<VerifyPasswordAt> &words(VerifyPasswordAt);
const Words<OfflineStart> &words(OfflineStart);
const Words<ClockMode> &words(ClockMode);
const Words<ClientCertificate> &words(ClientCertificate);

/// `text` as a TOML basic string.
std::string quote(std::string_view text);

Complaint read(const toml::node &node, bool &value);
Complaint read(const toml::node &node, std::string &value);
Complaint read(const toml::node &node, std::optional<std::string> &value); ///< empty: nothing
Complaint read(const toml::node &node, std::vector<std::string> &value);
std::string print(bool value);
std::string print(const std::string &value);
std::string print(const std::optional<std::string> &value);
std::string print(const std::vector<std::string> &value);

template <class N, std::enable_if_t<std::is_integral_v<N> && !std::is_same_v<N, bool>, int> = 0>
Complaint read(const toml::node &node, N &value)
{
    const auto number = node.value_exact<std::int64_t>();
    if (!number) return "must be a whole number";
    constexpr std::int64_t least = std::is_signed_v<N> ? std::int64_t{std::numeric_limits<N>::lowest()} : 0;
    constexpr std::int64_t most = std::numeric_limits<N>::digits >= 63
                                      ? std::numeric_limits<std::int64_t>::max()
                                      : static_cast<std::int64_t>(std::numeric_limits<N>::max());
    if (*number < least || *number > most)
        return "must be from " + std::to_string(least) + " to " + std::to_string(most);
    value = static_cast<N>(*number);
    return std::nullopt;
}

template <class N, std::enable_if_t<std::is_integral_v<N> && !std::is_same_v<N, bool>, int> = 0>
std::string print(N value)
{
    return std::to_string(value);
}

template <class E, std::enable_if_t<std::is_enum_v<E>, int> = 0>
Complaint read(const toml::node &node, E &value)
{
    std::string wanted = "must be one of";
    const auto word = node.value_exact<std::string>();
    for (const auto &[name, meaning] : words(E{})) {
        if (word && *word == name) {
            value = meaning;
            return std::nullopt;
        }
        wanted += " \"" + std::string(name) + "\"";
    }
    return wanted;
}

template <class E, std::enable_if_t<std::is_enum_v<E>, int> = 0>
std::string print(E value)
{
    for (const auto &[name, meaning] : words(E{}))
        if (meaning == value) return quote(name);
    return quote("");
}

} // namespace lmq::broker::config

#endif
