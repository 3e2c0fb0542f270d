#include "config.hpp"

#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>

#include <toml++/toml.h>

namespace
{

[[noreturn]] void wrong(const std::string &key, const std::string &what)
{
    throw std::runtime_error(key + ": " + what);
}

std::string text(const toml::table &table, const std::string &key, const std::string &otherwise = {})
{
    if (!table.contains(key)) return otherwise;
    const auto value = table[key].value_exact<std::string>();
    if (!value) wrong(key, "must be a text");
    return *value;
}

std::vector<std::string> texts(const toml::table &table, const std::string &key)
{
    std::vector<std::string> list;
    const toml::array *const items = table[key].as_array();
    if (items == nullptr && table.contains(key)) wrong(key, "must be a list of texts");
    if (items == nullptr) return list;
    for (const auto &item : *items) {
        const auto value = item.value_exact<std::string>();
        if (!value) wrong(key, "must be a list of texts");
        list.push_back(*value);
    }
    return list;
}

lmq::Secret secret_key(const std::string &file_name)
{
    std::string line;
    if (!file_name.empty()) {
        std::ifstream file(file_name);
        if (!std::getline(file, line)) wrong("secret_key_file", file_name + " cannot be read, or is empty");
        return lmq::Secret(line);
    }
    const char *const variable = std::getenv("LMQ_SECRET_KEY");
    if (variable == nullptr) wrong("secret_key_file", "give it, or set LMQ_SECRET_KEY");
    return lmq::Secret(variable);
}

void refuse_unknown(const toml::table &table)
{
    const std::set<std::string> known{"listen",          "region",     "auth_url",           "auth_ca_file",
                                      "auth_plain_http", "access_key", "secret_key_file",    "groups",
                                      "may_read",        "may_write",  "token_lifetime_min", "devices"};
    for (const auto &entry : table) {
        const std::string key(entry.first.begin(), entry.first.end());
        if (known.count(key) == 0) wrong(key, "unknown");
    }
}

void read_devices(const toml::table &table, Entitlements &entitlements)
{
    const toml::table *const devices = table["devices"].as_table();
    if (devices == nullptr || devices->empty()) wrong("devices", "must be a table of device ids and their secrets");
    for (const auto &[name, node] : *devices) {
        const std::string device(name.begin(), name.end());
        const auto value = node.value_exact<std::string>();
        if (!value || value->empty()) wrong("devices." + device, "must be the device's secret, a text");
        entitlements.devices.emplace(device, lmq::Secret(*value));
    }
}

} // namespace

AppServerOptions load_config(const std::string &path)
{
    toml::table table;
    try {
        table = toml::parse_file(path);
    } catch (const toml::parse_error &error) {
        wrong(path, "line " + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
    }
    refuse_unknown(table);

    AppServerOptions options;
    options.listen = text(table, "listen", options.listen);
    options.auth.url = text(table, "auth_url");
    if (options.auth.url.empty()) {
        const auto url = lmq::cloud::token_service_url(text(table, "region"));
        if (!url) throw std::runtime_error(url.error().detail);
        options.auth.url = *url;
    }
    options.auth.http.ca_file = text(table, "auth_ca_file");
    if (table.contains("auth_plain_http")) {
        const auto allowed = table["auth_plain_http"].value_exact<bool>();
        if (!allowed) wrong("auth_plain_http", "must be true or false");
        options.auth.http.allow_plain_http = *allowed;
    }
    options.auth.access_key = text(table, "access_key");
    options.auth.secret_key = secret_key(text(table, "secret_key_file"));
    options.entitlements.groups = texts(table, "groups");
    options.entitlements.may_read = texts(table, "may_read");
    options.entitlements.may_write = texts(table, "may_write");
    if (table.contains("token_lifetime_min")) {
        const auto minutes = table["token_lifetime_min"].value_exact<std::int64_t>();
        if (!minutes || *minutes < 2 || *minutes > 30LL * 24 * 60) wrong("token_lifetime_min", "must be 2 to 43200");
        options.token_lifetime = std::chrono::minutes(*minutes);
    }
    read_devices(table, options.entitlements);
    return options;
}
