package io.lmq;

/** How much a line of the log matters. */
public enum LogLevel {
    /** Every packet, without payloads and secrets. */
    TRACE,
    /** Details of what the client does. */
    DEBUG,
    /** What happens seldom. */
    INFO,
    /** What should be looked at. */
    WARNING,
    /** What failed. */
    ERROR,
    /** No lines. */
    OFF
}
