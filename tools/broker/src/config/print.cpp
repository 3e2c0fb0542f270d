#include "config/schema.hpp"
#include "lmq_broker/config_file.hpp"

namespace lmq::broker
{
namespace
{

using config::Field;
using config::Fields;

std::string line(std::string_view key, const std::string &value, std::string_view comment)
{
    std::string text = std::string(key) + " = " + value;
    if (!comment.empty()) text += " # " + std::string(comment);
    return text + "\n";
}

/// A secret of the user's own must not end up in a terminal, a ticket or a log.
bool may_print_secret(const AccountConfig &account)
{
    for (const AccountConfig &known : Config::ready_made().accounts)
        if (account.access_key == known.access_key && account.secret_key == known.secret_key) return true;
    return false;
}

template <class T>
std::string table(std::string_view header, const Fields<T> &fields, const T &values)
{
    std::string text = "\n" + std::string(header) + "\n";
    for (const Field<T> &field : fields) {
        if constexpr (std::is_same_v<T, AccountConfig>) {
            if (field.key == "secret_key" && !may_print_secret(values)) {
                text += "# secret_key = \"...\" # not printed: put it here, else the account is disabled\n";
                continue;
            }
        }
        if constexpr (std::is_same_v<T, Config>) {
            if (&fields == &config::tokens_fields() && !values.token_key.empty()) {
                text += "# key = \"...\" # not printed: put it here, else one is drawn at start\n";
                continue;
            }
        }
        text += line(field.key, field.print(values), field.comment);
    }
    return text;
}

template <class T>
std::string tables(std::string_view header, const Fields<T> &fields, const std::vector<T> &all)
{
    std::string text;
    for (const T &values : all)
        text += table(header, fields, values);
    return text;
}

} // namespace

std::string print_config(const Config &config)
{
    using namespace config;
    std::string text = "# The effective configuration of lmq-broker; start from it with --config FILE.\n";
    text += table("[listen]", listen_fields(), config);
    text += "\n# What the TLS listeners speak with (spec 2.1).";
    text += table("[tls]", tls_fields(), config.certificates);
    text += "\n# Who may sign in, and with what (spec 1). Repeat for each.";
    text += tables("[[account]]", account_fields(), config.accounts);
    text += table("[[instance]]", instance_fields(), config.instance);
    text += "\n# Parent topics (spec 1). Repeat for each.";
    text += tables("[[topic]]", topic_fields(), config.topics);
    text += "\n# Groups of devices (spec 3.3). Repeat for each.";
    text += tables("[[group]]", group_fields(), config.groups);
    text += "\n# Numbers of spec 4.";
    text += table("[limits]", limits_fields(), config.limits);
    text += "\n# Switches of open-questions.md, by the names used there.";
    text += table("[policy]", policy_fields(), config);
    text += "\n# The auth server's (spec 8.3).";
    text += table("[tokens]", tokens_fields(), config);
    text += table("[store]", store_fields(), config);
    text += table("[clock]", clock_fields(), config);
    text += table("[log]", log_fields(), config);
    return text;
}

} // namespace lmq::broker
