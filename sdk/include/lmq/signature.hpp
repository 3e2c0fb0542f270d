#ifndef LMQ_SIGNATURE_HPP
#define LMQ_SIGNATURE_HPP

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lmq/export.hpp"
#include "lmq/secret.hpp"

namespace lmq
{

/// Named values of a request, in any order; names and values UTF-8, not percent-encoded.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Base64(HMAC-SHA1(key, text)): standard alphabet with padding, 28 characters. Thread-safe.
LMQ_API std::string hmac_sha1_base64(std::string_view key, std::string_view text);

/// The CONNECT password: the signature of the group id by the secret key (spec 7.1). Thread-safe.
LMQ_API Secret mqtt_password(const Secret &secret_key, std::string_view group_id);

/// The legacy publish signature, of the client id (spec 7.2). Thread-safe.
LMQ_API std::string publish_signature(const Secret &secret_key, std::string_view client_id);

/// The legacy subscribe signature, of the topics sorted by UTF-16 code unit, each followed by LF, then the
/// client id (spec 7.2). Thread-safe.
LMQ_API std::string subscribe_signature(const Secret &secret_key, std::vector<std::string> topics,
                                        std::string_view client_id);

/// How the comma-separated values inside one field are treated in a string-to-sign (spec 7.3, Q-12).
enum class InnerValues {
    sorted, ///< values sorted inside a field, fields by key: the rule text
    raw,    ///< values as given, joined `key=value` strings sorted: the vendor's code
};

/// The string-to-sign of the HTTP interfaces (spec 7.3), without any percent-encoding. Thread-safe.
LMQ_API std::string http_string_to_sign(const Parameters &parameters, InnerValues inner = InnerValues::sorted);

/// The signature of http_string_to_sign. Thread-safe.
LMQ_API std::string http_signature(const Secret &secret_key, const Parameters &parameters,
                                   InnerValues inner = InnerValues::sorted);

/// "topic2/2,topic1/1" becomes "topic1/1,topic2/2": sorted by byte, as the client must send it. Thread-safe.
LMQ_API std::string sort_comma_list(std::string_view list);

/// Percent-encoding of the management API (spec 14.1): RFC 3986 unreserved kept, upper-case hex. Thread-safe.
LMQ_API std::string percent_encode(std::string_view text);

/// The canonical query of the management API: every parameter but `Signature`, sorted by name. Thread-safe.
LMQ_API std::string pop_canonical_query(const Parameters &parameters);

/// `METHOD&%2F&…`, the management API's string-to-sign (spec 14.1). `method` in capitals. Thread-safe.
LMQ_API std::string pop_string_to_sign(std::string_view method, const Parameters &parameters);

/// The management API's signature: keyed with the secret key and a trailing `&`. Thread-safe.
LMQ_API std::string pop_signature(const Secret &secret_key, std::string_view method, const Parameters &parameters);

/// Compares in time that depends on the lengths only. Thread-safe.
LMQ_API bool constant_time_equal(std::string_view a, std::string_view b) noexcept;

} // namespace lmq

#endif
