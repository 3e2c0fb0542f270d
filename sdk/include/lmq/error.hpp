#ifndef LMQ_ERROR_HPP
#define LMQ_ERROR_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "lmq/export.hpp"

namespace lmq
{

/// What went wrong, as a number that is never reused and never renumbered.
///
/// The hundreds digit is the facility: 1 arguments and identifiers, 2 connection, 3 publishing,
/// 4 subscribing, 5 tokens, 6 control payloads, 7 HTTP, 8 storage, 9 use of the library. The table from number to cause
/// and cure is `describe`, and sdk/docs/errors.md is printed from the same table.
enum class Errc : std::uint16_t {
    // 1xx: an argument breaks a rule; nothing was sent.
    empty = 101,               ///< a field that must not be empty is
    too_long = 102,            ///< a field is longer than its limit
    too_short = 103,           ///< a field is shorter than its limit
    invalid_utf8 = 104,        ///< not well-formed UTF-8
    contains_nul = 105,        ///< contains U+0000
    contains_invisible = 106,  ///< contains a control character or a space where none may be
    wildcard_in_name = 107,    ///< '+' or '#' in a topic name
    bad_wildcard = 108,        ///< '+' or '#' misplaced in a topic filter
    bad_first_level = 109,     ///< the first topic level is not a literal parent topic
    reserved_topic = 110,      ///< a `$SYS/` topic used as an ordinary one
    missing_separator = 111,   ///< no `@@@` in a client id
    bad_group_prefix = 112,    ///< a group id that does not start with `GID_`
    bad_group_character = 113, ///< a group id character outside the allowed alphabet
    out_of_range = 114,        ///< a number outside its range
    bad_uri = 115,             ///< a server address that cannot be parsed or has an unknown scheme
    payload_too_large = 116,   ///< more than the payload limit
    bad_qos = 117,             ///< not 0, 1 or 2
    missing_field = 118,       ///< a required member is absent
    bad_combination = 119,     ///< two options that exclude each other

    // 2xx: connection.
    refused_protocol = 201,             ///< CONNACK 1
    refused_identifier = 202,           ///< CONNACK 2
    refused_unavailable = 203,          ///< CONNACK 3
    refused_credentials = 204,          ///< CONNACK 4
    refused_not_authorized = 205,       ///< CONNACK 5
    network_unreachable = 206,          ///< no TCP connection
    connect_timeout = 207,              ///< no CONNACK in time
    connection_lost = 208,              ///< an established connection ended
    not_connected = 209,                ///< the call needs a connection and there is none
    possible_duplicate_client_id = 210, ///< lost right after connecting, repeatedly: another device has the same id
    signer_failed = 211,                ///< the signer callback gave no password
    session_flag_changed = 212,         ///< clean_session differs from what this client used before

    // 221 to 239: TLS. 241 to 249: WebSocket and proxy. The client tries again by itself after all of them.
    tls_wrong_host = 221,           ///< the certificate is for another name
    tls_expired = 222,              ///< a certificate is past its time
    tls_not_yet_valid = 223,        ///< a certificate's time has not come: often the clock is wrong
    tls_unknown_ca = 224,           ///< the certificate does not lead to a trusted CA
    tls_untrusted = 225,            ///< the certificate cannot be trusted for another reason
    tls_pin_mismatch = 226,         ///< none of the chain's keys is pinned
    tls_not_spoken = 227,           ///< the port does not speak TLS
    tls_version_refused = 228,      ///< no common version of TLS
    tls_client_certificate = 229,   ///< the server wants a client certificate, or another one
    tls_handshake_failed = 230,     ///< the handshake failed for another reason
    tls_expected = 231,             ///< the port speaks TLS, and was spoken to without
    tls_ca_unusable = 232,          ///< CA file, folder or text cannot be read or holds no certificate
    tls_certificate_unusable = 233, ///< the client certificate cannot be read
    tls_key_unusable = 234,         ///< the client key cannot be read, or its password is wrong
    tls_key_mismatch = 235,         ///< the client key is not that of the client certificate
    tls_bad_setting = 236,          ///< a pin, a cipher list or an ALPN name cannot be used
    websocket_refused = 241,        ///< the server did not agree to speak WebSocket
    websocket_broken = 242,         ///< the server broke the rules of WebSocket
    proxy_refused = 243,            ///< the proxy did not make the tunnel
    proxy_unreachable = 244,        ///< no connection to the proxy

    // 3xx: publishing.
    outbox_full = 301,    ///< refused: the outbox is at its cap
    dropped_oldest = 302, ///< dropped in favour of a newer message
    superseded = 303,     ///< replaced by a newer message on the same topic
    expired = 304,        ///< its time to live ran out before it was acknowledged
    cancelled = 305,      ///< the client was closed first
    publish_failed = 306, ///< the transport failed it for good

    // 4xx: subscribing.
    too_many_subscriptions = 401, ///< more than the limit of filters
    subscription_refused = 402,   ///< SUBACK 0x80
    subscribe_failed = 403,       ///< no SUBACK or UNSUBACK

    // 5xx: tokens. 501 to 509: the service's own codes (spec 8.5), in a notice or in an answer of the auth server.
    token_forged = 501,            ///< code 1: cannot be parsed
    token_expired = 502,           ///< code 2
    token_revoked = 503,           ///< code 3
    token_resource = 504,          ///< code 4, or a local check: the topic is not covered by the token's resources
    token_type = 505,              ///< code 5: the type does not allow it, e.g. a publish with an R token
    token_signature = 508,         ///< code 8: the token's signature is wrong
    token_account = 509,           ///< code -1: no token, or the account may not
    token_unavailable = 510,       ///< the provider failed, or did not answer in time
    token_store_failed = 511,      ///< the token store could not be read or written
    token_store_damaged = 512,     ///< the token store's content was damaged, and has been set aside
    token_parameters = 513,        ///< auth server, code 400
    token_request_signature = 514, ///< auth server, code 407
    token_not_generated = 515,     ///< auth server, code 409
    token_not_revoked = 516,       ///< auth server, code 410

    // 6xx: control payloads.
    bad_json = 601,       ///< not JSON, or not an object
    bad_field_type = 602, ///< a member of the wrong type or value

    // 7xx: HTTP services.
    http_unreachable = 701, ///< no connection could be made, or it broke before the answer
    http_timeout = 702,     ///< no answer in time
    http_untrusted = 703,   ///< the server's certificate could not be verified
    http_status = 704,      ///< a status that the interface does not have
    http_bad_answer = 705,  ///< an answer that is not what the interface documents

    status_parameters = 706,    ///< online status, code 1: a parameter is missing or wrong
    status_signature = 707,     ///< online status, code 2
    status_not_permitted = 708, ///< online status, code 3: another account's group
    status_time_stamp = 709,    ///< online status, code 4: the clocks differ

    // 8xx: storage.
    store_failed = 801,      ///< a file of a store could not be opened, read or written
    store_full = 802,        ///< the disk, or the room given to the store, is full
    store_busy = 803,        ///< another process, or another client, has the file
    store_damaged = 804,     ///< the file is not what a store writes; it was left untouched
    store_newer = 805,       ///< the file was written by a newer version; it was left untouched
    store_unsupported = 806, ///< this build has no SQLite

    // 9xx: use of the library.
    timeout = 901,          ///< a blocking call reached its deadline
    would_deadlock = 902,   ///< a blocking call made from a handler
    wrong_mode = 903,       ///< poll() in thread mode, offline() in the standard profile
    closed = 904,           ///< the client was closed
    in_progress = 905,      ///< a call that is made once at a time is at work already
    buffer_too_small = 906, ///< C interface: the caller's buffer does not hold the answer
    null_argument = 907,    ///< C interface: a pointer that must not be NULL is
    bad_struct = 908,       ///< C interface: a struct's size or version is not one that this library knows
    out_of_memory = 909,    ///< C interface: no memory
    no_thread = 910,        ///< the system could not start a thread
    internal = 999,         ///< a defect: please report it with the detail
};

/// An error: its number, and a sentence that names the field, the limit or the peer's answer.
/// Never holds a secret. A plain value; may be copied to any thread.
struct Error {
    Errc code;          ///< its number
    std::string detail; ///< what it was about, in English; may be empty
};

/// One row of the error table. The views live as long as the program.
struct ErrorInfo {
    Errc code;              ///< its number
    std::string_view name;  ///< the enumerator's name
    std::string_view cause; ///< what happened
    std::string_view cure;  ///< what to do about it
};

/// The row of the error table for `code`; for a number that is not in the table, the row of `internal`.
/// Thread-safe; allocates nothing.
LMQ_API const ErrorInfo &error_info(Errc code) noexcept;

/// "name (number): detail. Cause. Cure." for logs and people. Thread-safe.
LMQ_API std::string describe(const Error &error);

} // namespace lmq

#endif
