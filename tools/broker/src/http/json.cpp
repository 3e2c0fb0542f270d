#include "http/json.hpp"

#include <algorithm>
#include <cmath>

#include <cjson/cJSON.h>

namespace lmq::broker::http
{

void Json::Delete::operator()(cJSON *json) const
{
    cJSON_Delete(json);
}

Json Json::object()
{
    return Json(Owned(cJSON_CreateObject()));
}
Json Json::array()
{
    return Json(Owned(cJSON_CreateArray()));
}

Json &Json::set(const char *key, const std::string &text)
{
    return set(key, text.c_str());
}

Json &Json::set(const char *key, const char *text)
{
    cJSON_AddStringToObject(json_.get(), key, text);
    return *this;
}

Json &Json::set(const char *key, bool flag)
{
    cJSON_AddBoolToObject(json_.get(), key, flag ? 1 : 0);
    return *this;
}

Json &Json::set(const char *key, double number)
{
    cJSON_AddNumberToObject(json_.get(), key, number);
    return *this;
}

Json &Json::set(const char *key, Json value)
{
    cJSON_AddItemToObject(json_.get(), key, value.json_.release());
    return *this;
}

Json &Json::add(Json value)
{
    cJSON_AddItemToArray(json_.get(), value.json_.release());
    return *this;
}

std::string Json::text() const
{
    const std::unique_ptr<char, void (*)(void *)> printed(cJSON_PrintUnformatted(json_.get()), cJSON_free);
    return printed ? std::string(printed.get()) : std::string();
}

JsonReader::JsonReader(std::string_view text) : error_(std::make_shared<std::string>())
{
    const char *end = nullptr;
    owned_.reset(cJSON_ParseWithLengthOpts(text.data(), text.size(), &end, 0));
    const auto rest = owned_ ? text.substr(static_cast<std::size_t>(end - text.data())) : std::string_view();
    if (!cJSON_IsObject(owned_.get()) || rest.find_first_not_of(" \t\r\n") != std::string_view::npos)
        complain("", "body: must be a JSON object");
    else if (text.find("\\u0000") != std::string_view::npos)
        complain("", "body: a JSON string here must not hold U+0000"); // cJSON would cut it off there
    else
        object_ = owned_.get();
}

JsonReader::JsonReader(const cJSON *object, std::string path, std::shared_ptr<std::string> error)
    : object_(object), path_(std::move(path)), error_(std::move(error))
{
}

void JsonReader::complain(const std::string &key, const std::string &what)
{
    if (error_->empty()) *error_ = key.empty() ? what : path_ + key + ": " + what;
}

const cJSON *JsonReader::member(const char *key) const
{
    return object_ == nullptr ? nullptr : cJSON_GetObjectItemCaseSensitive(object_, key);
}

const cJSON *JsonReader::first() const
{
    return object_ == nullptr ? nullptr : object_->child;
}
const cJSON *JsonReader::next(const cJSON *member)
{
    return member->next;
}
std::string JsonReader::key_of(const cJSON *member)
{
    return member->string;
}

std::optional<std::string> JsonReader::text_of(const cJSON *member)
{
    if (cJSON_IsString(member)) return std::string(member->valuestring);
    complain(member->string, "must be a string");
    return std::nullopt;
}

bool JsonReader::has(const char *key) const
{
    return member(key) != nullptr;
}

std::optional<std::string> JsonReader::text(const char *key)
{
    const cJSON *found = member(key);
    return found == nullptr ? std::nullopt : text_of(found);
}

std::optional<std::int64_t> JsonReader::integer(const char *key, std::int64_t least, std::int64_t most)
{
    const cJSON *found = member(key);
    if (found == nullptr) return std::nullopt;
    const double value = found->valuedouble;
    if (cJSON_IsNumber(found) && value == std::floor(value) && value >= static_cast<double>(least) &&
        value <= static_cast<double>(most))
        return static_cast<std::int64_t>(value);
    complain(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
}

std::vector<std::string> JsonReader::list(const char *key)
{
    std::vector<std::string> texts;
    const cJSON *found = member(key);
    if (found == nullptr) return texts;
    if (cJSON_IsString(found)) {
        std::string_view rest = found->valuestring;
        for (std::size_t comma = 0; comma != std::string_view::npos; rest.remove_prefix(comma + 1)) {
            comma = rest.find(',');
            texts.emplace_back(rest.substr(0, comma));
            if (comma == std::string_view::npos) break;
        }
        return texts;
    }
    bool good = cJSON_IsArray(found);
    const cJSON *element = nullptr;
    cJSON_ArrayForEach(element, found)
    {
        good = good && cJSON_IsString(element);
        if (good) texts.emplace_back(element->valuestring);
    }
    if (!good) complain(key, "must be a string or an array of strings");
    return texts;
}

JsonReader JsonReader::object(const char *key)
{
    const cJSON *found = member(key);
    if (found != nullptr && !cJSON_IsObject(found)) {
        complain(key, "must be an object");
        found = nullptr;
    }
    return {found, path_ + key + ".", error_};
}

void JsonReader::only(std::initializer_list<std::string_view> known)
{
    for (const cJSON *at = first(); at != nullptr; at = next(at))
        if (std::find(known.begin(), known.end(), at->string) == known.end()) complain(at->string, "unknown member");
}

} // namespace lmq::broker::http
