package io.lmq.testing;

/** Where a broker lets clients in (spec 2). */
public enum Door {
    /** Plain TCP, which is always there. */
    TCP,
    /** TLS. */
    TLS,
    /** WebSocket. */
    WS,
    /** WebSocket in TLS. */
    WSS
}
