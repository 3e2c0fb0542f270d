package io.lmq;

/** Where a client's connection stands. */
public enum ConnectionState {
    /** Not started, or disconnected by the app. */
    IDLE,
    /** Token mode: there is no usable token; the provider is being asked, or will be again. */
    AWAITING_TOKEN,
    /** Waiting for TCP, TLS or the server's answer. */
    CONNECTING,
    /** Connected; tokens, order mode and subscriptions are being put back. */
    RESTORING,
    /** Publishes flow. */
    READY,
    /** Between two attempts. */
    WAITING,
    /** Closing at the app's request. */
    DISCONNECTING,
    /** The server refused for good: only the app can start again. */
    REFUSED
}
