#ifndef LMQ_C_TLS_H
#define LMQ_C_TLS_H

/** @file
 * TLS, and HTTP proxies. */

#include "lmq_c/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How `ssl://` and `wss://` are spoken (spec 2.1, sdk/docs/tls.md). As it stands: TLS 1.2 or later, SNI, the server's
 * certificate verified by the system's CAs, and its name compared with the host of server_uri. Files are read at
 * lmq_client_create, which refuses what cannot be used, and again before each connection attempt. PEM texts stay in
 * memory. */
typedef struct lmq_tls_options {
    uint32_t size;    /**< sizeof(lmq_tls_options) */
    uint32_t version; /**< LMQ_STRUCT_VERSION */
    lmq_view ca_file; /**< PEM certificates to trust; any of the three `ca_` replaces the system's store; they add up */
    lmq_view ca_directory;     /**< a folder of them, named by hash as `openssl rehash` does */
    lmq_view ca_pem;           /**< PEM text of them */
    lmq_view certificate_file; /**< the client's certificate and the chain up to its CA; empty: none is shown */
    lmq_view certificate_pem;  /**< the same as a text */
    lmq_view key_file;         /**< the key of that certificate; empty: looked for beside the certificate */
    lmq_view key_pem;          /**< the same as a text; a secret */
    lmq_view key_password;     /**< where the key is encrypted; a secret */
    const lmq_view *pins;   /**< SHA-256 of a SubjectPublicKeyInfo: 44 characters of base64, with `sha256/` before it or
                               not, or 64 of hex; one certificate of the verified chain must have one of these keys */
    size_t pin_count;       /**< at most 100; default 0 */
    lmq_view ciphers;       /**< TLS 1.2 suites as `openssl ciphers` takes them; empty: OpenSSL's default */
    lmq_view cipher_suites; /**< TLS 1.3 suites, with colons between them; empty: OpenSSL's default */
    const lmq_view *alpn;   /**< protocol names to offer, of 1 to 255 bytes; none: the extension is not sent */
    size_t alpn_count;      /**< how many; default 0 */
    int danger_accept_any_certificate; /**< talks to whoever answers, who can read and change everything; a warning is
                                          logged at each attempt. Pins still hold for the server's own key; default 0 */
} lmq_tls_options;

/** Begins an lmq_tls_options with its defaults. */
#define LMQ_TLS_OPTIONS_INIT                                                                                           \
    {                                                                                                                  \
        sizeof(lmq_tls_options), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT,       \
            LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT, NULL, 0, LMQ_VIEW_INIT, LMQ_VIEW_INIT, NULL,   \
            0, 0                                                                                                       \
    }

/** An HTTP proxy that is asked for a tunnel (CONNECT) to the server; for every scheme of server_uri. The environment's
 * `http_proxy`, `https_proxy` and their kind are never followed. */
typedef struct lmq_http_proxy {
    uint32_t size;     /**< sizeof(lmq_http_proxy) */
    uint32_t version;  /**< LMQ_STRUCT_VERSION */
    lmq_view host;     /**< a name or an address; an IPv6 address without brackets */
    lmq_view user;     /**< empty: no Proxy-Authorization; no colon */
    lmq_view password; /**< sent as Basic, which whoever sees the traffic to the proxy can read; a secret */
    uint16_t port;     /**< 1 to 65535; default 8080 */
} lmq_http_proxy;

/** Begins an lmq_http_proxy with its defaults. */
#define LMQ_HTTP_PROXY_INIT                                                                                            \
    {                                                                                                                  \
        sizeof(lmq_http_proxy), LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, LMQ_VIEW_INIT, 8080                  \
    }

#ifdef __cplusplus
}
#endif

#endif
