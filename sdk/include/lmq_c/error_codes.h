#ifndef LMQ_C_ERROR_CODES_H
#define LMQ_C_ERROR_CODES_H

/** @file
 * The errors. Printed from the library's own table by tools/ci/print-errors; do not edit. The numbers are never reused
 * and never renumbered. sdk/docs/errors.md has their cures, too. */

#include <stdint.h>

/** LMQ_OK or one of the numbers below. A later library may answer others. */
typedef int32_t lmq_error;

/** The values of lmq_error. */
enum {
    /** No error. */
    LMQ_OK = 0,
    /** A field that must have a value is empty. */
    LMQ_ERROR_EMPTY = 101,
    /** A field is longer than its limit. */
    LMQ_ERROR_TOO_LONG = 102,
    /** A field is shorter than its limit. */
    LMQ_ERROR_TOO_SHORT = 103,
    /** A text is not well-formed UTF-8. */
    LMQ_ERROR_INVALID_UTF8 = 104,
    /** A text contains the character U+0000. */
    LMQ_ERROR_CONTAINS_NUL = 105,
    /** A client id contains a space or a control character. */
    LMQ_ERROR_CONTAINS_INVISIBLE = 106,
    /** A topic to publish to contains '+' or '#'. */
    LMQ_ERROR_WILDCARD_IN_NAME = 107,
    /** A wildcard stands where a topic filter may not have one. */
    LMQ_ERROR_BAD_WILDCARD = 108,
    /** The first level of a topic does not name a parent topic. */
    LMQ_ERROR_BAD_FIRST_LEVEL = 109,
    /** A $SYS/ topic was used as an ordinary one. */
    LMQ_ERROR_RESERVED_TOPIC = 110,
    /** A client id has no `@@@` between its group and its device. */
    LMQ_ERROR_MISSING_SEPARATOR = 111,
    /** A group id does not start with GID_. */
    LMQ_ERROR_BAD_GROUP_PREFIX = 112,
    /** A group id has a character that may not be used when a group is created. */
    LMQ_ERROR_BAD_GROUP_CHARACTER = 113,
    /** A number is outside its range. */
    LMQ_ERROR_OUT_OF_RANGE = 114,
    /** A server address cannot be read, or its scheme is unknown. */
    LMQ_ERROR_BAD_URI = 115,
    /** A message body is larger than the service takes. */
    LMQ_ERROR_PAYLOAD_TOO_LARGE = 116,
    /** A quality of service is not 0, 1 or 2. */
    LMQ_ERROR_BAD_QOS = 117,
    /** A member that must be there is absent. */
    LMQ_ERROR_MISSING_FIELD = 118,
    /** Two settings that exclude each other were given together. */
    LMQ_ERROR_BAD_COMBINATION = 119,
    /** The server does not speak this version of MQTT (CONNACK 1). */
    LMQ_ERROR_REFUSED_PROTOCOL = 201,
    /** The server refused the client id (CONNACK 2). */
    LMQ_ERROR_REFUSED_IDENTIFIER = 202,
    /** The server takes no connection at present (CONNACK 3). */
    LMQ_ERROR_REFUSED_UNAVAILABLE = 203,
    /** The server refused the user name or the password (CONNACK 4). */
    LMQ_ERROR_REFUSED_CREDENTIALS = 204,
    /** The credentials are right but may not be used here (CONNACK 5). */
    LMQ_ERROR_REFUSED_NOT_AUTHORIZED = 205,
    /** No connection to the server could be made. */
    LMQ_ERROR_NETWORK_UNREACHABLE = 206,
    /** The server did not answer the sign-in in time. */
    LMQ_ERROR_CONNECT_TIMEOUT = 207,
    /** An established connection ended. */
    LMQ_ERROR_CONNECTION_LOST = 208,
    /** The call needs a connection and there is none. */
    LMQ_ERROR_NOT_CONNECTED = 209,
    /** The connection was lost right after it was made, repeatedly. */
    LMQ_ERROR_POSSIBLE_DUPLICATE_CLIENT_ID = 210,
    /** The signer callback gave no password. */
    LMQ_ERROR_SIGNER_FAILED = 211,
    /** The flag clean_session differs from what this client id used before. */
    LMQ_ERROR_SESSION_FLAG_CHANGED = 212,
    /** The server's certificate is for another host name. */
    LMQ_ERROR_TLS_WRONG_HOST = 221,
    /** A certificate of the server's chain has expired. */
    LMQ_ERROR_TLS_EXPIRED = 222,
    /** A certificate of the server's chain is not valid yet. */
    LMQ_ERROR_TLS_NOT_YET_VALID = 223,
    /** The server's certificate does not lead to a CA that is trusted. */
    LMQ_ERROR_TLS_UNKNOWN_CA = 224,
    /** The server's certificate cannot be trusted. */
    LMQ_ERROR_TLS_UNTRUSTED = 225,
    /** None of the keys in the server's certificate chain is pinned. */
    LMQ_ERROR_TLS_PIN_MISMATCH = 226,
    /** The port answers, but not with TLS. */
    LMQ_ERROR_TLS_NOT_SPOKEN = 227,
    /** Server and client have no version of TLS in common. */
    LMQ_ERROR_TLS_VERSION_REFUSED = 228,
    /** The server wants a client certificate, or does not accept this one. */
    LMQ_ERROR_TLS_CLIENT_CERTIFICATE = 229,
    /** The TLS handshake failed. */
    LMQ_ERROR_TLS_HANDSHAKE_FAILED = 230,
    /** The port speaks TLS, and was spoken to without it. */
    LMQ_ERROR_TLS_EXPECTED = 231,
    /** The CA certificates cannot be read. */
    LMQ_ERROR_TLS_CA_UNUSABLE = 232,
    /** The client certificate cannot be read. */
    LMQ_ERROR_TLS_CERTIFICATE_UNUSABLE = 233,
    /** The key of the client certificate cannot be read. */
    LMQ_ERROR_TLS_KEY_UNUSABLE = 234,
    /** The client key does not belong to the client certificate. */
    LMQ_ERROR_TLS_KEY_MISMATCH = 235,
    /** A setting of TLS cannot be used. */
    LMQ_ERROR_TLS_BAD_SETTING = 236,
    /** The server did not agree to speak WebSocket. */
    LMQ_ERROR_WEBSOCKET_REFUSED = 241,
    /** The server, or something on the way, broke the rules of the WebSocket protocol. */
    LMQ_ERROR_WEBSOCKET_BROKEN = 242,
    /** The HTTP proxy did not make a tunnel to the server. */
    LMQ_ERROR_PROXY_REFUSED = 243,
    /** No connection to the HTTP proxy could be made. */
    LMQ_ERROR_PROXY_UNREACHABLE = 244,
    /** As many messages wait to be sent as the outbox may hold. */
    LMQ_ERROR_OUTBOX_FULL = 301,
    /** The message was the oldest in a full outbox and gave way to a newer one. */
    LMQ_ERROR_DROPPED_OLDEST = 302,
    /** A newer message on the same topic took the message's place. */
    LMQ_ERROR_SUPERSEDED = 303,
    /** The message's time to live ran out before it was acknowledged. */
    LMQ_ERROR_EXPIRED = 304,
    /** The client was closed, or the call was cancelled, before it was done. */
    LMQ_ERROR_CANCELLED = 305,
    /** The message could not be sent, for good. */
    LMQ_ERROR_PUBLISH_FAILED = 306,
    /** The client would hold more topic filters than the service allows. */
    LMQ_ERROR_TOO_MANY_SUBSCRIPTIONS = 401,
    /** The server refused a topic filter (SUBACK 0x80). */
    LMQ_ERROR_SUBSCRIPTION_REFUSED = 402,
    /** The server did not answer a subscribe or unsubscribe. */
    LMQ_ERROR_SUBSCRIBE_FAILED = 403,
    /** The service cannot parse the token (code 1). */
    LMQ_ERROR_TOKEN_FORGED = 501,
    /** The token has expired (code 2). */
    LMQ_ERROR_TOKEN_EXPIRED = 502,
    /** The token was revoked (code 3). */
    LMQ_ERROR_TOKEN_REVOKED = 503,
    /** No token covers the topic (code 4). */
    LMQ_ERROR_TOKEN_RESOURCE = 504,
    /** No token of the right type is held (code 5). */
    LMQ_ERROR_TOKEN_TYPE = 505,
    /** The token's own signature is wrong (code 8). */
    LMQ_ERROR_TOKEN_SIGNATURE = 508,
    /** The account may not do this, or no token was held (code -1). */
    LMQ_ERROR_TOKEN_ACCOUNT = 509,
    /** The token provider failed or did not answer in time. */
    LMQ_ERROR_TOKEN_UNAVAILABLE = 510,
    /** The token store could not be read or written. */
    LMQ_ERROR_TOKEN_STORE_FAILED = 511,
    /** The token store's content was damaged, or is of another client id or a newer version. */
    LMQ_ERROR_TOKEN_STORE_DAMAGED = 512,
    /** The auth server found a parameter wrong (code 400). */
    LMQ_ERROR_TOKEN_PARAMETERS = 513,
    /** The auth server found the request's signature wrong (code 407). */
    LMQ_ERROR_TOKEN_REQUEST_SIGNATURE = 514,
    /** The auth server could not make the token (code 409). */
    LMQ_ERROR_TOKEN_NOT_GENERATED = 515,
    /** The auth server could not revoke the token (code 410). */
    LMQ_ERROR_TOKEN_NOT_REVOKED = 516,
    /** A control payload is not a JSON object. */
    LMQ_ERROR_BAD_JSON = 601,
    /** A member of a control payload has the wrong type or value. */
    LMQ_ERROR_BAD_FIELD_TYPE = 602,
    /** An HTTP server could not be reached, or the connection broke before the answer. */
    LMQ_ERROR_HTTP_UNREACHABLE = 701,
    /** An HTTP server did not answer in time. */
    LMQ_ERROR_HTTP_TIMEOUT = 702,
    /** An HTTP server's certificate could not be verified. */
    LMQ_ERROR_HTTP_UNTRUSTED = 703,
    /** An HTTP server answered with a status that the interface does not have. */
    LMQ_ERROR_HTTP_STATUS = 704,
    /** An HTTP server's answer is not what the interface documents. */
    LMQ_ERROR_HTTP_BAD_ANSWER = 705,
    /** The online status query found a parameter missing or wrong (code 1). */
    LMQ_ERROR_STATUS_PARAMETERS = 706,
    /** The online status query found the request's signature wrong (code 2). */
    LMQ_ERROR_STATUS_SIGNATURE = 707,
    /** The account may not ask for this client id (code 3). */
    LMQ_ERROR_STATUS_NOT_PERMITTED = 708,
    /** The online status query found the request too old or too new (code 4). */
    LMQ_ERROR_STATUS_TIME_STAMP = 709,
    /** A file of a store could not be opened, read or written. */
    LMQ_ERROR_STORE_FAILED = 801,
    /** The disk, or the room that was given to the store, is full. */
    LMQ_ERROR_STORE_FULL = 802,
    /** Another process, or another client of this one, uses the same file. */
    LMQ_ERROR_STORE_BUSY = 803,
    /** The file is not one that a store writes, or its content is damaged. */
    LMQ_ERROR_STORE_DAMAGED = 804,
    /** The file was written by a newer version of lmq. */
    LMQ_ERROR_STORE_NEWER = 805,
    /** This build of lmq has no SQLite, which the option needs. */
    LMQ_ERROR_STORE_UNSUPPORTED = 806,
    /** A blocking call reached its deadline before it was done. */
    LMQ_ERROR_TIMEOUT = 901,
    /** A blocking call was made from a handler. */
    LMQ_ERROR_WOULD_DEADLOCK = 902,
    /** The call does not belong to the mode that the client runs in. */
    LMQ_ERROR_WRONG_MODE = 903,
    /** The client was closed. */
    LMQ_ERROR_CLOSED = 904,
    /** A call that is made once at a time is at work already. */
    LMQ_ERROR_IN_PROGRESS = 905,
    /** The buffer given to a C call does not hold the answer. */
    LMQ_ERROR_BUFFER_TOO_SMALL = 906,
    /** A pointer given to a C call is NULL and must not be. */
    LMQ_ERROR_NULL_ARGUMENT = 907,
    /** The size or the version of a struct given to a C call is not known here. */
    LMQ_ERROR_BAD_STRUCT = 908,
    /** There was no memory for what a C call was to do. */
    LMQ_ERROR_OUT_OF_MEMORY = 909,
    /** The system could not start a thread that the library needs. */
    LMQ_ERROR_NO_THREAD = 910,
    /** The library has a defect. */
    LMQ_ERROR_INTERNAL = 999
};

#endif
