#ifndef LMQ_CORE_JSON_OBJECT_HPP
#define LMQ_CORE_JSON_OBJECT_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include <cjson/cJSON.h>

#include "lmq/export.hpp"
#include "lmq/result.hpp"

namespace lmq::core
{

/// A JSON object as a control payload has it. Its string values are wiped when it is dropped: one may be a token.
/// Exported for lmq_cloud, not installed.
class LMQ_API JsonObject
{
public:
    /// Errors: bad_json.
    static Result<JsonObject> parse(std::string_view text);

    bool has(const char *member) const noexcept;
    /// The text of a string member; nothing when it is of another type. A view into this object.
    std::optional<std::string_view> text(const char *member) const noexcept;
    /// The value of a boolean member; nothing when it is of another type.
    std::optional<bool> boolean(const char *member) const noexcept;
    /// A whole number, or a string that spells one (spec 17). Errors: missing_field, bad_field_type when it is not
    /// whole or does not fit.
    Result<std::int64_t> integer(const char *member) const;

private:
    struct LMQ_API Wipe {
        void operator()(cJSON *object) const noexcept;
    };
    explicit JsonObject(cJSON *object) noexcept : object_(object) {}
    const cJSON *find(const char *member) const noexcept;

    std::unique_ptr<cJSON, Wipe> object_;
};

} // namespace lmq::core

#endif
