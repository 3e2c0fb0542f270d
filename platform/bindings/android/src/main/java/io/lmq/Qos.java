package io.lmq;

/** MQTT's quality of service. */
public enum Qos {
    /** Sent once, and lost with the connection. */
    AT_MOST_ONCE,
    /** Acknowledged; may arrive twice. */
    AT_LEAST_ONCE,
    /** Exactly once within a connection. */
    EXACTLY_ONCE
}
