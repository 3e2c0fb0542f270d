#ifndef LMQ_TRANSPORT_HTTP_HEAD_HPP
#define LMQ_TRANSPORT_HTTP_HEAD_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lmq/result.hpp"

namespace lmq::transport
{

/// The head of an HTTP answer.
struct HttpHead {
    int status = 0;
    std::string reason;
    std::vector<std::pair<std::string, std::string>> fields; ///< names in lower case

    /// The field's value, several joined with commas; nothing when there is none. `name` in lower case.
    std::optional<std::string> field(std::string_view name) const;
    /// Whether the field's list has `token`, whatever its case. Both names in lower case.
    bool lists(std::string_view name, std::string_view token) const;
};

/// The most bytes that a head may have.
inline constexpr std::size_t most_head_bytes = 16384;

/// Takes a whole head from the front of `bytes`; nothing: there is more to come. Error: the reason why it is none.
tl::expected<std::optional<HttpHead>, std::string> take_http_head(std::string &bytes);

/// Standard alphabet, with padding.
std::string to_base64(std::string_view bytes);

} // namespace lmq::transport

#endif
