#include "token_request.hpp"

#include "lmq/signature.hpp"
#include "lmq_broker/config.hpp"

namespace lmq::test
{

void sign_again(TokenFields &fields, std::initializer_list<const char *> names)
{
    Parameters parameters;
    for (const char *name : names)
        parameters.emplace_back(name, fields[name]);
    fields["signature"] = http_signature(Secret(broker::Config::ready_made().accounts.at(0).secret_key), parameters);
}

TokenFields signed_apply(const std::string &actions, const std::string &resources, std::int64_t expire_ms)
{
    TokenFields fields = {{"actions", actions},  {"resources", resources}, {"expireTime", std::to_string(expire_ms)},
                          {"serviceName", "mq"}, {"proxyType", "MQTT"},    {"accessKey", "AK_TEST_0001"}};
    sign_again(fields, {"actions", "expireTime", "resources", "serviceName"});
    return fields;
}

TokenFields signed_token(const std::string &token)
{
    TokenFields fields = {{"token", token}, {"accessKey", "AK_TEST_0001"}};
    sign_again(fields, {"token"});
    return fields;
}

std::string urlencoded(const TokenFields &fields)
{
    std::string text;
    for (const auto &[name, value] : fields)
        text += (text.empty() ? "" : "&") + name + "=" + percent_encode(value);
    return text;
}

std::string multipart(const TokenFields &fields, const std::string &boundary)
{
    std::string text;
    for (const auto &[name, value] : fields)
        text += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    return text + "--" + boundary + "--\r\n";
}

std::string member_of(const std::string &json, const std::string &name)
{
    const std::string key = "\"" + name + "\":";
    const std::size_t at = json.find(key);
    if (at == std::string::npos) return {};
    const std::size_t start = at + key.size();
    const std::size_t end = json[start] == '"' ? json.find('"', start + 1) + 1 : json.find_first_of(",}", start);
    return json.substr(start, end - start);
}

std::string token_of(const std::string &json)
{
    const std::string quoted = member_of(json, "tokenData");
    return quoted.size() < 2 ? std::string() : quoted.substr(1, quoted.size() - 2);
}

} // namespace lmq::test
