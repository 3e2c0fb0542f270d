#include <algorithm>
#include <array>

#include "lmq/error.hpp"

namespace lmq
{

namespace
{

// In the order of the numbers: error_info() searches it by halves.
constexpr std::array table{
    ErrorInfo{Errc::empty, "empty", "A field that must have a value is empty", "Give the field a value"},
    ErrorInfo{Errc::too_long, "too_long", "A field is longer than its limit",
              "Shorten it; the detail names the limit, and a platinum instance may raise it through Limits"},
    ErrorInfo{Errc::too_short, "too_short", "A field is shorter than its limit",
              "Lengthen it; the detail names the limit"},
    ErrorInfo{Errc::invalid_utf8, "invalid_utf8", "A text is not well-formed UTF-8",
              "Encode the text as UTF-8; texts in GBK or Latin-1 must be converted first"},
    ErrorInfo{Errc::contains_nul, "contains_nul", "A text contains the character U+0000",
              "Remove it; often a C string was given with its terminator counted in its length"},
    ErrorInfo{Errc::contains_invisible, "contains_invisible", "A client id contains a space or a control character",
              "Remove it; often a line end was read along with the id from a file"},
    ErrorInfo{Errc::wildcard_in_name, "wildcard_in_name", "A topic to publish to contains '+' or '#'",
              "Publish to a topic without wildcards; they are for subscriptions only"},
    ErrorInfo{Errc::bad_wildcard, "bad_wildcard", "A wildcard stands where a topic filter may not have one",
              "Let '+' be a whole level, and '#' the whole last level"},
    ErrorInfo{Errc::bad_first_level, "bad_first_level", "The first level of a topic does not name a parent topic",
              "Begin with a parent topic that was created in the console, without a leading '/' or wildcard"},
    ErrorInfo{Errc::reserved_topic, "reserved_topic", "A $SYS/ topic was used as an ordinary one",
              "Use the client's own functions for tokens, offline messages and order; applications cannot use $SYS/"},
    ErrorInfo{Errc::missing_separator, "missing_separator", "A client id has no @@@ between its group and its device",
              "Write it as GroupID@@@DeviceID"},
    ErrorInfo{Errc::bad_group_prefix, "bad_group_prefix", "A group id does not start with GID_",
              "Use the group id as the console shows it, in the same case"},
    ErrorInfo{Errc::bad_group_character, "bad_group_character",
              "A group id has a character that may not be used when a group is created",
              "Use digits and letters after GID_"},
    ErrorInfo{Errc::out_of_range, "out_of_range", "A number is outside its range",
              "Use a number within the range that the detail names"},
    ErrorInfo{Errc::bad_uri, "bad_uri", "A server address cannot be read, or its scheme is unknown",
              "Write it as scheme://host:port, for instance tcp://host:1883 or ssl://host:8883"},
    ErrorInfo{Errc::payload_too_large, "payload_too_large", "A message body is larger than the service takes",
              "Split or compress the body; the service would acknowledge it and throw it away"},
    ErrorInfo{Errc::bad_qos, "bad_qos", "A quality of service is not 0, 1 or 2", "Use 0, 1 or 2"},
    ErrorInfo{Errc::missing_field, "missing_field", "A member that must be there is absent",
              "Add the member that the detail names"},
    ErrorInfo{Errc::bad_combination, "bad_combination", "Two settings that exclude each other were given together",
              "Leave out one of the two that the detail names"},

    ErrorInfo{Errc::refused_protocol, "refused_protocol", "The server does not speak this version of MQTT (CONNACK 1)",
              "Check that the address is that of an MQTT 3.1.1 server"},
    ErrorInfo{Errc::refused_identifier, "refused_identifier", "The server refused the client id (CONNACK 2)",
              "Check that the group exists, in this region, and that the id is at most 64 characters"},
    ErrorInfo{Errc::refused_unavailable, "refused_unavailable", "The server takes no connection at present (CONNACK 3)",
              "Nothing at once: the client tries again; if it lasts, check the instance's limit of connections"},
    ErrorInfo{Errc::refused_credentials, "refused_credentials",
              "The server refused the user name or the password (CONNACK 4)",
              "Check the access key, the secret key and the group id that the password was computed from"},
    ErrorInfo{Errc::refused_not_authorized, "refused_not_authorized",
              "The credentials are right but may not be used here (CONNACK 5)",
              "Use the account that created the group, and check that group and access key are not suspended"},
    ErrorInfo{Errc::network_unreachable, "network_unreachable", "No connection to the server could be made",
              "Check host name, port, network and firewall; the client tries again by itself"},
    ErrorInfo{Errc::connect_timeout, "connect_timeout", "The server did not answer the sign-in in time",
              "Check that the port is the right one for the scheme; the client tries again by itself"},
    ErrorInfo{Errc::connection_lost, "connection_lost", "An established connection ended",
              "Nothing at once: the client reconnects; if it follows a publish or subscribe, check the permission for "
              "that topic"},
    ErrorInfo{Errc::not_connected, "not_connected", "The call needs a connection and there is none",
              "Call connect first, or wait for the ready state"},
    ErrorInfo{Errc::possible_duplicate_client_id, "possible_duplicate_client_id",
              "The connection was lost right after it was made, repeatedly",
              "Check that no other device or process uses the same client id"},
    ErrorInfo{Errc::signer_failed, "signer_failed", "The signer callback gave no password",
              "Look at the detail, which is the callback's own error"},
    ErrorInfo{Errc::session_flag_changed, "session_flag_changed",
              "The flag clean_session differs from what this client id used before",
              "Keep the flag the same for a client id, or give up the old session explicitly"},
    ErrorInfo{Errc::tls_wrong_host, "tls_wrong_host", "The server's certificate is for another host name",
              "Connect with a name that the certificate has, not with an address; if it lists your name elsewhere, fix "
              "the certificate"},
    ErrorInfo{Errc::tls_expired, "tls_expired", "A certificate of the server's chain has expired",
              "Check the device's clock; if it is right, the server needs a new certificate"},
    ErrorInfo{Errc::tls_not_yet_valid, "tls_not_yet_valid", "A certificate of the server's chain is not valid yet",
              "Set the device's clock, which is most often behind; it must be right before TLS can work"},
    ErrorInfo{
        Errc::tls_unknown_ca, "tls_unknown_ca", "The server's certificate does not lead to a CA that is trusted",
        "Give the CA that signed it in tls.ca_file, tls.ca_directory or tls.ca_pem; do not switch verification off"},
    ErrorInfo{
        Errc::tls_untrusted, "tls_untrusted", "The server's certificate cannot be trusted",
        "Look at the detail, which is OpenSSL's reason: a weak key or hash, a wrong purpose, a revoked certificate"},
    ErrorInfo{
        Errc::tls_pin_mismatch, "tls_pin_mismatch", "None of the keys in the server's certificate chain is pinned",
        "Expect an attack, or a server whose key was changed: compare the key with its owner before pinning another"},
    ErrorInfo{Errc::tls_not_spoken, "tls_not_spoken", "The port answers, but not with TLS",
              "Use the port of TLS (8883, or 443 for wss), or tcp:// or ws:// for this one"},
    ErrorInfo{Errc::tls_version_refused, "tls_version_refused", "Server and client have no version of TLS in common",
              "Let the server speak TLS 1.2 or later; older versions are not spoken"},
    ErrorInfo{Errc::tls_client_certificate, "tls_client_certificate",
              "The server wants a client certificate, or does not accept this one",
              "Set tls.certificate_file and tls.key_file to a certificate that the server's CA has signed and that has "
              "not expired"},
    ErrorInfo{Errc::tls_handshake_failed, "tls_handshake_failed", "The TLS handshake failed",
              "Look at the detail, which is OpenSSL's reason; often the two sides have no cipher suite in common"},
    ErrorInfo{Errc::tls_expected, "tls_expected", "The port speaks TLS, and was spoken to without it",
              "Use ssl:// instead of tcp://, or wss:// instead of ws://"},
    ErrorInfo{Errc::tls_ca_unusable, "tls_ca_unusable", "The CA certificates cannot be read",
              "Check that the file that the detail names exists, may be read and holds PEM certificates; a folder must "
              "be prepared with openssl rehash"},
    ErrorInfo{Errc::tls_certificate_unusable, "tls_certificate_unusable", "The client certificate cannot be read",
              "Check that the file that the detail names exists, may be read and holds a PEM certificate"},
    ErrorInfo{Errc::tls_key_unusable, "tls_key_unusable", "The key of the client certificate cannot be read",
              "Check that it exists, may be read, is a PEM private key, and that tls.key_password is its password"},
    ErrorInfo{
        Errc::tls_key_mismatch, "tls_key_mismatch", "The client key does not belong to the client certificate",
        "Give the key that the certificate was made for; in a chain file the client's own certificate comes first"},
    ErrorInfo{Errc::tls_bad_setting, "tls_bad_setting", "A setting of TLS cannot be used",
              "Correct the field that the detail names"},
    ErrorInfo{Errc::websocket_refused, "websocket_refused", "The server did not agree to speak WebSocket",
              "Check host, port and path (the service's is /mqtt); the detail has the server's status"},
    ErrorInfo{Errc::websocket_broken, "websocket_broken",
              "The server, or something on the way, broke the rules of the WebSocket protocol",
              "Nothing at once: the client connects again; if it lasts, look for a proxy or gateway on the way"},
    ErrorInfo{Errc::proxy_refused, "proxy_refused", "The HTTP proxy did not make a tunnel to the server",
              "Check the proxy's user and password, and that it allows CONNECT to this host and port; the detail has "
              "its status"},
    ErrorInfo{Errc::proxy_unreachable, "proxy_unreachable", "No connection to the HTTP proxy could be made",
              "Check http_proxy.host and http_proxy.port; the detail has the system's reason"},

    ErrorInfo{Errc::outbox_full, "outbox_full", "As many messages wait to be sent as the outbox may hold",
              "Publish more slowly, raise the outbox's caps, or choose another policy for a full outbox"},
    ErrorInfo{Errc::dropped_oldest, "dropped_oldest",
              "The message was the oldest in a full outbox and gave way to a newer one",
              "Publish more slowly or raise the outbox's caps"},
    ErrorInfo{Errc::superseded, "superseded", "A newer message on the same topic took the message's place",
              "Nothing: the policy keeps only the latest message of a topic"},
    ErrorInfo{Errc::expired, "expired", "The message's time to live ran out before it was acknowledged",
              "Give it more time; it may have reached the server all the same"},
    ErrorInfo{Errc::cancelled, "cancelled", "The client was closed, or the call was cancelled, before it was done",
              "Close with a longer deadline if the rest should still be sent"},
    ErrorInfo{Errc::publish_failed, "publish_failed", "The message could not be sent, for good",
              "Look at the detail; publish again if the message still matters"},

    ErrorInfo{Errc::too_many_subscriptions, "too_many_subscriptions",
              "The client would hold more topic filters than the service allows",
              "Unsubscribe from some, or cover several topics with one wildcard filter"},
    ErrorInfo{Errc::subscription_refused, "subscription_refused", "The server refused a topic filter (SUBACK 0x80)",
              "Check the filter's length, and the number of filters that the client and the instance hold"},
    ErrorInfo{Errc::subscribe_failed, "subscribe_failed", "The server did not answer a subscribe or unsubscribe",
              "If the connection was closed, check the permission for each topic; the set is sent again at the next "
              "connect"},

    ErrorInfo{
        Errc::token_forged, "token_forged", "The service cannot parse the token (code 1)",
        "Nothing at once: the client asks its provider for a new one; see that the provider's tokens arrive whole"},
    ErrorInfo{
        Errc::token_expired, "token_expired", "The token has expired (code 2)",
        "Nothing at once: the client asks its provider for a new one; if it recurs, check the provider and the clocks"},
    ErrorInfo{
        Errc::token_revoked, "token_revoked", "The token was revoked (code 3)",
        "Nothing at once: the client asks its provider for a new one; whether it gets one is up to the app server"},
    ErrorInfo{Errc::token_resource, "token_resource", "No token covers the topic (code 4)",
              "Add the topic to the resources of the token; a parent topic does not cover its subtopics"},
    ErrorInfo{Errc::token_type, "token_type", "No token of the right type is held (code 5)",
              "Use a W or RW token to publish, an R or RW token to subscribe"},
    ErrorInfo{
        Errc::token_signature, "token_signature", "The token's own signature is wrong (code 8)",
        "Nothing at once: the client asks its provider for a new one; see that the provider's tokens arrive unchanged"},
    ErrorInfo{Errc::token_account, "token_account", "The account may not do this, or no token was held (code -1)",
              "Check that the account that applied for the token owns the client's group and the topics"},
    ErrorInfo{
        Errc::token_unavailable, "token_unavailable", "The token provider failed or did not answer in time",
        "Look at the detail; the client asks again by itself, and goes on with the tokens it has while they are good"},
    ErrorInfo{
        Errc::token_store_failed, "token_store_failed", "The token store could not be read or written",
        "Check the path, its permissions and the space on the disk; the client goes on with the tokens in memory"},
    ErrorInfo{Errc::token_store_damaged, "token_store_damaged",
              "The token store's content was damaged, or is of another client id or a newer version",
              "Nothing: it was set aside under the name that the detail tells, and new tokens are asked for"},
    ErrorInfo{
        Errc::token_parameters, "token_parameters", "The auth server found a parameter wrong (code 400)",
        "Check the access key, that at most 100 resources are named, and that the expiry lies 60 s or more ahead"},
    ErrorInfo{Errc::token_request_signature, "token_request_signature",
              "The auth server found the request's signature wrong (code 407)",
              "Check that the secret key belongs to the access key"},
    ErrorInfo{Errc::token_not_generated, "token_not_generated", "The auth server could not make the token (code 409)",
              "Try again later"},
    ErrorInfo{Errc::token_not_revoked, "token_not_revoked", "The auth server could not revoke the token (code 410)",
              "Try again later"},

    ErrorInfo{Errc::bad_json, "bad_json", "A control payload is not a JSON object",
              "Look at what the peer sends; the detail says what was found"},
    ErrorInfo{Errc::bad_field_type, "bad_field_type", "A member of a control payload has the wrong type or value",
              "Look at what the peer sends; the detail names the member"},

    ErrorInfo{Errc::http_unreachable, "http_unreachable",
              "An HTTP server could not be reached, or the connection broke before the answer",
              "Check host name, port, network and firewall; the detail has the system's reason"},
    ErrorInfo{Errc::http_timeout, "http_timeout", "An HTTP server did not answer in time",
              "Try again later, or give it more time"},
    ErrorInfo{Errc::http_untrusted, "http_untrusted", "An HTTP server's certificate could not be verified",
              "Check the host name, the clock and the CA file; do not switch verification off"},
    ErrorInfo{Errc::http_status, "http_status",
              "An HTTP server answered with a status that the interface does not have",
              "Check that the address is that of the service; the detail has the status"},
    ErrorInfo{Errc::http_bad_answer, "http_bad_answer", "An HTTP server's answer is not what the interface documents",
              "Check that the address is that of the service and that no proxy stands between"},
    ErrorInfo{Errc::status_parameters, "status_parameters",
              "The online status query found a parameter missing or wrong (code 1)",
              "Check that the address is that of the service and that nothing on the way changes the query"},
    ErrorInfo{Errc::status_signature, "status_signature",
              "The online status query found the request's signature wrong (code 2)",
              "Check that the secret key belongs to the access key"},
    ErrorInfo{Errc::status_not_permitted, "status_not_permitted", "The account may not ask for this client id (code 3)",
              "Use the account that created the client id's group"},
    ErrorInfo{Errc::status_time_stamp, "status_time_stamp",
              "The online status query found the request too old or too new (code 4)",
              "Set the clock: it may differ from the service's by five minutes at most"},

    ErrorInfo{Errc::store_failed, "store_failed", "A file of a store could not be opened, read or written",
              "Check that its folder exists and that the process may write there; the detail has the system's reason"},
    ErrorInfo{Errc::store_full, "store_full", "The disk, or the room that was given to the store, is full",
              "Make room; what could not be stored was not acknowledged, and is sent again by whoever has it"},
    ErrorInfo{Errc::store_busy, "store_busy", "Another process, or another client of this one, uses the same file",
              "Give each its own file, and end the process that has this one"},
    ErrorInfo{Errc::store_damaged, "store_damaged",
              "The file is not one that a store writes, or its content is damaged",
              "Move it away to start with an empty store; it was left as it was found, for a look with sqlite3"},
    ErrorInfo{Errc::store_newer, "store_newer", "The file was written by a newer version of lmq",
              "Use that version or a later one, or move the file away; it was left as it was found"},
    ErrorInfo{Errc::store_unsupported, "store_unsupported", "This build of lmq has no SQLite, which the option needs",
              "Build with LMQ_WITH_SQLITE=ON, or leave the option out"},

    ErrorInfo{Errc::timeout, "timeout", "A blocking call reached its deadline before it was done",
              "Give it more time or use the asynchronous call; what was asked may still happen"},
    ErrorInfo{Errc::would_deadlock, "would_deadlock", "A blocking call was made from a handler",
              "Use the asynchronous call in handlers"},
    ErrorInfo{Errc::wrong_mode, "wrong_mode", "The call does not belong to the mode that the client runs in",
              "Call poll() only on a client that was made for polling, and pull only in the aliyun profile"},
    ErrorInfo{Errc::closed, "closed", "The client was closed", "Make a new client"},
    ErrorInfo{Errc::in_progress, "in_progress", "A call that is made once at a time is at work already",
              "Wait for its end, or cancel it"},
    ErrorInfo{Errc::buffer_too_small, "buffer_too_small", "The buffer given to a C call does not hold the answer",
              "Give one of the length that the call reported, and one byte more for the NUL"},
    ErrorInfo{Errc::null_argument, "null_argument", "A pointer given to a C call is NULL and must not be",
              "Give what the detail names"},
    ErrorInfo{Errc::bad_struct, "bad_struct", "The size or the version of a struct given to a C call is not known here",
              "Start from the struct's _INIT macro; if that was done, the header is newer than the library"},
    ErrorInfo{Errc::out_of_memory, "out_of_memory", "There was no memory for what a C call was to do",
              "Free some; the call has done nothing"},
    ErrorInfo{Errc::no_thread, "no_thread", "The system could not start a thread that the library needs",
              "Look at the limits of the process for threads and memory; a connection is tried again by itself"},
    ErrorInfo{Errc::internal, "internal", "The library has a defect", "Please report it together with the detail"},
};

constexpr bool is_ascending() noexcept
{
    for (std::size_t i = 1; i < table.size(); ++i) {
        if (table[i - 1].code >= table[i].code) return false;
    }
    return true;
}
static_assert(is_ascending(), "each number once, in order");
static_assert(table.back().code == Errc::internal, "error_info falls back to the last row");

} // namespace

const ErrorInfo &error_info(Errc code) noexcept
{
    const auto *const row = std::lower_bound(table.begin(), table.end(), code,
                                             [](const ErrorInfo &info, Errc wanted) { return info.code < wanted; });
    return row != table.end() && row->code == code ? *row : table.back();
}

std::string describe(const Error &error)
{
    const ErrorInfo &info = error_info(error.code);
    std::string text(info.name);
    text.append(" (").append(std::to_string(static_cast<unsigned>(error.code))).append(")");
    if (!error.detail.empty()) text.append(": ").append(error.detail);
    text.append(". ").append(info.cause).append(". ").append(info.cure).append(".");
    return text;
}

} // namespace lmq
