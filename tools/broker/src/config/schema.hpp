#ifndef LMQ_BROKER_CONFIG_SCHEMA_HPP
#define LMQ_BROKER_CONFIG_SCHEMA_HPP

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"

namespace lmq::broker::config
{

/// One key of a table: how to read it into a T, how to print it from one, and what to say of it.
template <class T>
struct Field {
    std::string_view key;
    std::string_view comment;
    std::function<Complaint(const toml::node &, T &)> read;
    std::function<std::string(const T &)> print;
    bool required = false;
};

template <class T>
using Fields = std::vector<Field<T>>;

// The tables of a file. Loading and printing both come from them, so that no key can be in one of the two only.
const Fields<Config> &listen_fields();
const Fields<TlsConfig> &tls_fields();
const Fields<AccountConfig> &account_fields();
const Fields<InstanceConfig> &instance_fields();
const Fields<TopicConfig> &topic_fields();
const Fields<GroupConfig> &group_fields();
const Fields<LimitsConfig> &limits_fields();
const Fields<Config> &policy_fields();
const Fields<Config> &tokens_fields();
const Fields<Config> &store_fields();
const Fields<Config> &clock_fields();
const Fields<Config> &log_fields();

} // namespace lmq::broker::config

#endif
