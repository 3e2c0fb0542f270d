#ifndef LMQ_BROKER_HTTP_JSON_HPP
#define LMQ_BROKER_HTTP_JSON_HPP

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct cJSON;

namespace lmq::broker::http
{

/// A JSON value under construction: an object or an array.
class Json
{
public:
    static Json object();
    static Json array();

    Json &set(const char *key, const std::string &text);
    Json &set(const char *key, const char *text);
    Json &set(const char *key, bool flag);
    Json &set(const char *key, double number);
    template <class Integer>
    Json &set(const char *key, Integer number)
    {
        return set(key, static_cast<double>(number)); // exact up to 2^53: counters and times
    }
    Json &set(const char *key, Json value);
    Json &add(Json value);
    /// Without spaces.
    std::string text() const;

private:
    struct Delete {
        void operator()(cJSON *json) const;
    };
    using Owned = std::unique_ptr<cJSON, Delete>;
    explicit Json(Owned json) : json_(std::move(json)) {}
    Owned json_;
    friend class JsonReader;
};

/// A JSON object that came in. Each getter that finds a member of the wrong type or out of range says so in `error()`,
/// naming it; the first one stays.
class JsonReader
{
public:
    /// Not an object, or followed by anything: `error()` says so.
    explicit JsonReader(std::string_view text);

    bool has(const char *key) const;
    std::optional<std::string> text(const char *key);
    /// A whole number from `least` to `most`.
    std::optional<std::int64_t> integer(const char *key, std::int64_t least, std::int64_t most);
    /// The texts of an array, or those that stand between the commas of one text; none when there is none.
    std::vector<std::string> list(const char *key);
    /// The object at `key`; without members when there is none.
    JsonReader object(const char *key);
    /// Every member as text: `into(key, value)`.
    template <class Into>
    void each_text(Into into)
    {
        for (const cJSON *member = first(); member != nullptr; member = next(member))
            if (auto value = text_of(member)) into(key_of(member), std::move(*value));
    }
    /// Complains of any member that is not named here.
    void only(std::initializer_list<std::string_view> known);
    void complain(const std::string &key, const std::string &what);
    const std::string &error() const { return *error_; }
    bool ok() const { return error_->empty(); }

private:
    JsonReader(const cJSON *object, std::string path, std::shared_ptr<std::string> error);
    const cJSON *member(const char *key) const;
    const cJSON *first() const;
    static const cJSON *next(const cJSON *member);
    static std::string key_of(const cJSON *member);
    std::optional<std::string> text_of(const cJSON *member);

    Json::Owned owned_;
    const cJSON *object_ = nullptr;
    std::string path_;
    std::shared_ptr<std::string> error_;
};

} // namespace lmq::broker::http

#endif
