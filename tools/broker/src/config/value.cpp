#include "config/value.hpp"

#include <fmt/format.h>

namespace lmq::broker::config
{

const Words<Edition> &words(Edition)
{
    static const Words<Edition> all{{"standard_prepaid", Edition::standard_prepaid},
                                    {"standard_postpaid", Edition::standard_postpaid},
                                    {"platinum", Edition::platinum}};
    return all;
}

const Words<TopicType> &words(TopicType)
{
    static const Words<TopicType> all{{"normal", TopicType::normal},
                                      {"partition_order", TopicType::partition_order},
                                      {"global_order", TopicType::global_order}};
    return all;
}

const Words<GroupStatus> &words(GroupStatus)
{
    static const Words<GroupStatus> all{
        {"serving", GroupStatus::serving}, {"frozen", GroupStatus::frozen}, {"suspended", GroupStatus::suspended}};
    return all;
}

const Words<DuplicatePolicy> &words(DuplicatePolicy)
{
    static const Words<DuplicatePolicy> all{{"takeover", DuplicatePolicy::takeover},
                                            {"reject", DuplicatePolicy::reject}};
    return all;
}

const Words<OverSubscription> &words(OverSubscription)
{
    static const Words<OverSubscription> all{
        {"fail", OverSubscription::fail}, {"silent", OverSubscription::silent}, {"close", OverSubscription::close}};
    return all;
}

const Words<TrailingSlash> &words(TrailingSlash)
{
    static const Words<TrailingSlash> all{{"strict", TrailingSlash::strict}, {"normalise", TrailingSlash::normalise}};
    return all;
}

const Words<VerifyPasswordAt> &words(VerifyPasswordAt)
{
    static const Words<VerifyPasswordAt> all{{"connect", VerifyPasswordAt::connect},
                                             {"first_use", VerifyPasswordAt::first_use}};
    return all;
}

const Words<OfflineStart> &words(OfflineStart)
{
    static const Words<OfflineStart> all{{"seed", OfflineStart::seed}, {"immediate", OfflineStart::immediate}};
    return all;
}

const Words<ClockMode> &words(ClockMode)
{
    static const Words<ClockMode> all{{"real", ClockMode::real}, {"virtual", ClockMode::virtual_}};
    return all;
}

const Words<ClientCertificate> &words(ClientCertificate)
{
    static const Words<ClientCertificate> all{{"none", ClientCertificate::none},
                                              {"optional", ClientCertificate::optional},
                                              {"required", ClientCertificate::required}};
    return all;
}

std::string quote(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (code < 0x20 || code == 0x7f) {
            quoted += fmt::format("\\u{:04X}", code);
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

Complaint read(const toml::node &node, bool &value)
{
    const auto found = node.value_exact<bool>();
    if (!found) return "must be true or false";
    value = *found;
    return std::nullopt;
}

Complaint read(const toml::node &node, std::string &value)
{
    auto found = node.value_exact<std::string>();
    if (!found) return "must be a string";
    value = std::move(*found);
    return std::nullopt;
}

Complaint read(const toml::node &node, std::optional<std::string> &value)
{
    std::string found;
    if (auto complaint = read(node, found)) return complaint;
    if (found.empty())
        value.reset();
    else
        value = std::move(found);
    return std::nullopt;
}

Complaint read(const toml::node &node, std::vector<std::string> &value)
{
    const toml::array *array = node.as_array();
    if (array == nullptr) return "must be an array of strings";
    value.clear();
    for (const toml::node &element : *array) {
        std::string text;
        if (read(element, text)) return "must be an array of strings";
        value.push_back(std::move(text));
    }
    return std::nullopt;
}

std::string print(bool value)
{
    return value ? "true" : "false";
}
std::string print(const std::string &value)
{
    return quote(value);
}
std::string print(const std::optional<std::string> &value)
{
    return quote(value.value_or(""));
}

std::string print(const std::vector<std::string> &value)
{
    std::string text = "[";
    for (const std::string &element : value)
        text += (text.size() > 1 ? ", " : "") + quote(element);
    return text + "]";
}

} // namespace lmq::broker::config
