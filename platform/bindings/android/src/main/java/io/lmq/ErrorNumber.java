package io.lmq;

/** The numbers of {@link LmqException#number()}, as in C and C++; errors.md has their causes and cures. */
public final class ErrorNumber {
    /** {@code empty}. */
    public static final int EMPTY = 101;
    /** {@code too_long}. */
    public static final int TOO_LONG = 102;
    /** {@code too_short}. */
    public static final int TOO_SHORT = 103;
    /** {@code invalid_utf8}. */
    public static final int INVALID_UTF8 = 104;
    /** {@code contains_nul}. */
    public static final int CONTAINS_NUL = 105;
    /** {@code contains_invisible}. */
    public static final int CONTAINS_INVISIBLE = 106;
    /** {@code wildcard_in_name}. */
    public static final int WILDCARD_IN_NAME = 107;
    /** {@code bad_wildcard}. */
    public static final int BAD_WILDCARD = 108;
    /** {@code bad_first_level}. */
    public static final int BAD_FIRST_LEVEL = 109;
    /** {@code reserved_topic}. */
    public static final int RESERVED_TOPIC = 110;
    /** {@code missing_separator}. */
    public static final int MISSING_SEPARATOR = 111;
    /** {@code bad_group_prefix}. */
    public static final int BAD_GROUP_PREFIX = 112;
    /** {@code bad_group_character}. */
    public static final int BAD_GROUP_CHARACTER = 113;
    /** {@code out_of_range}. */
    public static final int OUT_OF_RANGE = 114;
    /** {@code bad_uri}. */
    public static final int BAD_URI = 115;
    /** {@code payload_too_large}. */
    public static final int PAYLOAD_TOO_LARGE = 116;
    /** {@code bad_qos}. */
    public static final int BAD_QOS = 117;
    /** {@code missing_field}. */
    public static final int MISSING_FIELD = 118;
    /** {@code bad_combination}. */
    public static final int BAD_COMBINATION = 119;
    /** {@code refused_protocol}. */
    public static final int REFUSED_PROTOCOL = 201;
    /** {@code refused_identifier}. */
    public static final int REFUSED_IDENTIFIER = 202;
    /** {@code refused_unavailable}. */
    public static final int REFUSED_UNAVAILABLE = 203;
    /** {@code refused_credentials}. */
    public static final int REFUSED_CREDENTIALS = 204;
    /** {@code refused_not_authorized}. */
    public static final int REFUSED_NOT_AUTHORIZED = 205;
    /** {@code network_unreachable}. */
    public static final int NETWORK_UNREACHABLE = 206;
    /** {@code connect_timeout}. */
    public static final int CONNECT_TIMEOUT = 207;
    /** {@code connection_lost}. */
    public static final int CONNECTION_LOST = 208;
    /** {@code not_connected}. */
    public static final int NOT_CONNECTED = 209;
    /** {@code possible_duplicate_client_id}. */
    public static final int POSSIBLE_DUPLICATE_CLIENT_ID = 210;
    /** {@code signer_failed}. */
    public static final int SIGNER_FAILED = 211;
    /** {@code session_flag_changed}. */
    public static final int SESSION_FLAG_CHANGED = 212;
    /** {@code tls_wrong_host}. */
    public static final int TLS_WRONG_HOST = 221;
    /** {@code tls_expired}. */
    public static final int TLS_EXPIRED = 222;
    /** {@code tls_not_yet_valid}. */
    public static final int TLS_NOT_YET_VALID = 223;
    /** {@code tls_unknown_ca}. */
    public static final int TLS_UNKNOWN_CA = 224;
    /** {@code tls_untrusted}. */
    public static final int TLS_UNTRUSTED = 225;
    /** {@code tls_pin_mismatch}. */
    public static final int TLS_PIN_MISMATCH = 226;
    /** {@code tls_not_spoken}. */
    public static final int TLS_NOT_SPOKEN = 227;
    /** {@code tls_version_refused}. */
    public static final int TLS_VERSION_REFUSED = 228;
    /** {@code tls_client_certificate}. */
    public static final int TLS_CLIENT_CERTIFICATE = 229;
    /** {@code tls_handshake_failed}. */
    public static final int TLS_HANDSHAKE_FAILED = 230;
    /** {@code tls_expected}. */
    public static final int TLS_EXPECTED = 231;
    /** {@code tls_ca_unusable}. */
    public static final int TLS_CA_UNUSABLE = 232;
    /** {@code tls_certificate_unusable}. */
    public static final int TLS_CERTIFICATE_UNUSABLE = 233;
    /** {@code tls_key_unusable}. */
    public static final int TLS_KEY_UNUSABLE = 234;
    /** {@code tls_key_mismatch}. */
    public static final int TLS_KEY_MISMATCH = 235;
    /** {@code tls_bad_setting}. */
    public static final int TLS_BAD_SETTING = 236;
    /** {@code websocket_refused}. */
    public static final int WEBSOCKET_REFUSED = 241;
    /** {@code websocket_broken}. */
    public static final int WEBSOCKET_BROKEN = 242;
    /** {@code proxy_refused}. */
    public static final int PROXY_REFUSED = 243;
    /** {@code proxy_unreachable}. */
    public static final int PROXY_UNREACHABLE = 244;
    /** {@code outbox_full}. */
    public static final int OUTBOX_FULL = 301;
    /** {@code dropped_oldest}. */
    public static final int DROPPED_OLDEST = 302;
    /** {@code superseded}. */
    public static final int SUPERSEDED = 303;
    /** {@code expired}. */
    public static final int EXPIRED = 304;
    /** {@code cancelled}. */
    public static final int CANCELLED = 305;
    /** {@code publish_failed}. */
    public static final int PUBLISH_FAILED = 306;
    /** {@code too_many_subscriptions}. */
    public static final int TOO_MANY_SUBSCRIPTIONS = 401;
    /** {@code subscription_refused}. */
    public static final int SUBSCRIPTION_REFUSED = 402;
    /** {@code subscribe_failed}. */
    public static final int SUBSCRIBE_FAILED = 403;
    /** {@code token_forged}. */
    public static final int TOKEN_FORGED = 501;
    /** {@code token_expired}. */
    public static final int TOKEN_EXPIRED = 502;
    /** {@code token_revoked}. */
    public static final int TOKEN_REVOKED = 503;
    /** {@code token_resource}. */
    public static final int TOKEN_RESOURCE = 504;
    /** {@code token_type}. */
    public static final int TOKEN_TYPE = 505;
    /** {@code token_signature}. */
    public static final int TOKEN_SIGNATURE = 508;
    /** {@code token_account}. */
    public static final int TOKEN_ACCOUNT = 509;
    /** {@code token_unavailable}. */
    public static final int TOKEN_UNAVAILABLE = 510;
    /** {@code token_store_failed}. */
    public static final int TOKEN_STORE_FAILED = 511;
    /** {@code token_store_damaged}. */
    public static final int TOKEN_STORE_DAMAGED = 512;
    /** {@code token_parameters}. */
    public static final int TOKEN_PARAMETERS = 513;
    /** {@code token_request_signature}. */
    public static final int TOKEN_REQUEST_SIGNATURE = 514;
    /** {@code token_not_generated}. */
    public static final int TOKEN_NOT_GENERATED = 515;
    /** {@code token_not_revoked}. */
    public static final int TOKEN_NOT_REVOKED = 516;
    /** {@code bad_json}. */
    public static final int BAD_JSON = 601;
    /** {@code bad_field_type}. */
    public static final int BAD_FIELD_TYPE = 602;
    /** {@code http_unreachable}. */
    public static final int HTTP_UNREACHABLE = 701;
    /** {@code http_timeout}. */
    public static final int HTTP_TIMEOUT = 702;
    /** {@code http_untrusted}. */
    public static final int HTTP_UNTRUSTED = 703;
    /** {@code http_status}. */
    public static final int HTTP_STATUS = 704;
    /** {@code http_bad_answer}. */
    public static final int HTTP_BAD_ANSWER = 705;
    /** {@code status_parameters}. */
    public static final int STATUS_PARAMETERS = 706;
    /** {@code status_signature}. */
    public static final int STATUS_SIGNATURE = 707;
    /** {@code status_not_permitted}. */
    public static final int STATUS_NOT_PERMITTED = 708;
    /** {@code status_time_stamp}. */
    public static final int STATUS_TIME_STAMP = 709;
    /** {@code store_failed}. */
    public static final int STORE_FAILED = 801;
    /** {@code store_full}. */
    public static final int STORE_FULL = 802;
    /** {@code store_busy}. */
    public static final int STORE_BUSY = 803;
    /** {@code store_damaged}. */
    public static final int STORE_DAMAGED = 804;
    /** {@code store_newer}. */
    public static final int STORE_NEWER = 805;
    /** {@code store_unsupported}. */
    public static final int STORE_UNSUPPORTED = 806;
    /** {@code timeout}. */
    public static final int TIMEOUT = 901;
    /** {@code would_deadlock}. */
    public static final int WOULD_DEADLOCK = 902;
    /** {@code wrong_mode}. */
    public static final int WRONG_MODE = 903;
    /** {@code closed}. */
    public static final int CLOSED = 904;
    /** {@code in_progress}. */
    public static final int IN_PROGRESS = 905;
    /** {@code buffer_too_small}. */
    public static final int BUFFER_TOO_SMALL = 906;
    /** {@code null_argument}. */
    public static final int NULL_ARGUMENT = 907;
    /** {@code bad_struct}. */
    public static final int BAD_STRUCT = 908;
    /** {@code out_of_memory}. */
    public static final int OUT_OF_MEMORY = 909;
    /** {@code no_thread}. */
    public static final int NO_THREAD = 910;
    /** {@code internal}. */
    public static final int INTERNAL = 999;

    private ErrorNumber() {}
}
