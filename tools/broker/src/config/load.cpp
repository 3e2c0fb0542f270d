#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

#include "config/plain.hpp"
#include "config/schema.hpp"
#include "lmq_broker/config_file.hpp"
#include "net/log.hpp"

namespace lmq::broker
{
namespace
{

using config::Field;
using config::Fields;

/// Walks one file. The first complaint ends it, as an exception that does not leave this file.
class Loader
{
public:
    Loader(const toml::table &root, std::string_view name) : root_(root), name_(name) {}
    Config load();

private:
    struct Complained {
        Error error;
    };
    [[noreturn]] void complain(Errc code, const toml::source_region &where, const std::string &what) const
    {
        throw Complained{{code, name_ + ":" + std::to_string(where.begin.line) + ": " + what}};
    }

    template <class T>
    void read_table(const toml::table &table, const std::string &name, const Fields<T> &fields, T &into) const
    {
        for (const auto &[key, node] : table) {
            const std::string path = name + "." + std::string(key.str());
            const auto field = std::find_if(fields.begin(), fields.end(),
                                            [&key = key](const Field<T> &f) { return key.str() == f.key; });
            if (field == fields.end()) complain(Errc::bad_field_type, key.source(), "unknown key " + path);
            if (const auto complaint = field->read(node, into))
                complain(Errc::out_of_range, node.source(), path + " " + *complaint);
        }
        for (const Field<T> &field : fields) {
            if (field.required && !table.contains(field.key))
                complain(Errc::missing_field, table.source(), name + "." + std::string(field.key) + " is missing");
        }
    }

    template <class T>
    void section(const char *name, const Fields<T> &fields, T &into) const
    {
        const toml::node *node = root_.get(name);
        if (node == nullptr) return;
        const toml::table *table = node->as_table();
        if (table == nullptr) complain(Errc::bad_field_type, node->source(), "[" + std::string(name) + "] is a table");
        read_table(*table, name, fields, into);
    }

    template <class T>
    std::vector<T> list(const char *name, const Fields<T> &fields) const
    {
        std::vector<T> all;
        for (const toml::table *table : tables_of(name)) {
            T one;
            read_table(*table, name, fields, one);
            all.push_back(std::move(one));
        }
        return all;
    }

    std::vector<const toml::table *> tables_of(const char *name) const;
    void check_sections() const;
    void check_values(const Config &loaded) const;
    const toml::node *node(const char *section, const char *key) const;

    const toml::table &root_;
    std::string name_;

public:
    using Failure = Complained;
};

std::vector<const toml::table *> Loader::tables_of(const char *name) const
{
    std::vector<const toml::table *> tables;
    const toml::node *node = root_.get(name);
    if (node == nullptr) return tables;
    const toml::array *array = node->as_array();
    const std::string wanted = "[[" + std::string(name) + "]] stands in two brackets";
    if (array == nullptr) complain(Errc::bad_field_type, node->source(), wanted);
    for (const toml::node &element : *array) {
        if (!element.is_table()) complain(Errc::bad_field_type, element.source(), wanted);
        tables.push_back(element.as_table());
    }
    return tables;
}

void Loader::check_sections() const
{
    static const std::set<std::string_view> known{"listen", "tls",    "account", "instance", "topic", "group",
                                                  "limits", "policy", "tokens",  "store",    "clock", "log"};
    for (const auto &[key, node] : root_)
        if (known.count(key.str()) == 0)
            complain(Errc::bad_field_type, key.source(), "unknown key " + std::string(key.str()));
}

const toml::node *Loader::node(const char *section, const char *key) const
{
    const toml::node *found = root_.get(section);
    return found != nullptr && found->is_table() ? found->as_table()->get(key) : nullptr;
}

bool is_group_id(std::string_view id, bool dash_underscore)
{
    constexpr std::string_view prefix = "GID_";
    if (id.substr(0, prefix.size()) != prefix || id.size() < 7 || id.size() > 32) return false;
    return std::all_of(id.begin() + prefix.size(), id.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (dash_underscore && (c == '-' || c == '_'));
    });
}

void Loader::check_values(const Config &loaded) const
{
    if (const toml::node *level = node("log", "level"))
        if (const auto parsed = net::parse_log_level(loaded.log_level, "log.level"); !parsed)
            complain(Errc::out_of_range, level->source(), parsed.error().detail);
    const TlsConfig &tls = loaded.certificates;
    for (const auto &[given, needed] : {std::pair("certificate", "key"), std::pair("key", "certificate")})
        if (const toml::node *one = node("tls", given))
            if (tls.certificate.empty() != tls.key.empty())
                complain(Errc::missing_field, one->source(),
                         "tls." + std::string(given) + " needs tls." + std::string(needed));
    if (const toml::node *wanted = node("tls", "client_certificate"))
        if (tls.client_certificate != ClientCertificate::none && tls.client_ca.empty())
            complain(Errc::missing_field, wanted->source(), "tls.client_certificate needs tls.client_ca");
    const int qos = loaded.policy.p2p_max_qos;
    if (const toml::node *given = node("policy", "p2p_max_qos"); given != nullptr && (qos < 0 || qos > 2))
        complain(Errc::out_of_range, given->source(), "policy.p2p_max_qos must be from 0 to 2");
    for (const toml::table *group : tables_of("group")) {
        const toml::node *id = group->get("id");
        if (!is_group_id(*id->value<std::string_view>(), loaded.policy.group_id_allow_dash_underscore))
            complain(Errc::out_of_range, id->source(),
                     "group.id must be GID_ and 3 to 28 letters or digits (policy.group_id_allow_dash_underscore)");
    }
    using Named = std::pair<const char *, const char *>;
    for (const auto &[unique, key] : {Named("account", "access_key"), Named("topic", "name"), Named("group", "id")}) {
        std::set<std::string> seen;
        for (const toml::table *table : tables_of(unique)) {
            const toml::node *value = table->get(key);
            const auto text = value->value<std::string>().value_or("");
            const std::string path = std::string(unique) + "." + key;
            if (text.empty()) complain(Errc::out_of_range, value->source(), path + " is empty");
            if (!seen.insert(text).second)
                complain(Errc::out_of_range, value->source(), path + " \"" + text + "\" is there twice");
        }
    }
}

Config Loader::load()
{
    using namespace config;
    check_sections();
    Config loaded;
    // A preset: what else the file says stands above it, wherever it says so.
    if (const toml::node *plain = node("policy", "plain"); plain != nullptr && plain->value_or(false))
        make_plain(loaded);
    section("listen", listen_fields(), loaded);
    section("tls", tls_fields(), loaded.certificates);
    loaded.accounts = list("account", account_fields());
    const auto instances = list("instance", instance_fields());
    if (instances.size() > 1)
        complain(Errc::out_of_range, tables_of("instance")[1]->source(), "instance: a broker serves one");
    if (!instances.empty()) loaded.instance = instances.front();
    loaded.topics = list("topic", topic_fields());
    loaded.groups = list("group", group_fields());
    section("limits", limits_fields(), loaded.limits);
    section("policy", policy_fields(), loaded);
    section("tokens", tokens_fields(), loaded);
    section("store", store_fields(), loaded);
    section("clock", clock_fields(), loaded);
    section("log", log_fields(), loaded);
    check_values(loaded);
    // An empty key would let anybody sign.
    for (AccountConfig &account : loaded.accounts)
        if (account.secret_key.empty()) account.enabled = false;
    return loaded;
}

} // namespace

Result<Config> parse_config(std::string_view text, std::string_view name)
{
    try {
        const toml::table root = toml::parse(text, name);
        return Loader(root, name).load();
    } catch (const toml::parse_error &error) {
        return fail(Errc::bad_field_type, std::string(name) + ":" + std::to_string(error.source().begin.line) + ": " +
                                              std::string(error.description()));
    } catch (const Loader::Failure &failure) {
        return tl::unexpected(failure.error);
    }
}

Result<Config> load_config(const std::string &path)
{
    const auto unreadable = [&path] { return fail(Errc::missing_field, path + ": cannot be read"); };
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown)) return unreadable(); // it opens, and reads as empty or not at all
    std::ifstream file(path, std::ios::binary);
    if (!file) return unreadable();
    std::string text;
    try {
        text.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    } catch (const std::ios::failure &) {
        return unreadable();
    }
    return parse_config(text, path);
}

} // namespace lmq::broker
