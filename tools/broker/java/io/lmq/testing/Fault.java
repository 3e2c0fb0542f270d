package io.lmq.testing;

/** What a broker does to a packet that a rule strikes. */
public enum Fault {
    /** It vanishes. */
    DROP,
    /** It is handled or sent, then the connection closes. */
    CLOSE,
    /** It waits a second, and so does what follows it. */
    DELAY,
    /** One byte of its fixed header is changed. */
    CORRUPT,
    /** It passes twice. */
    DUPLICATE,
    /** A connect or a subscribe is refused; with other packets the connection closes, and they are not handled. */
    REFUSE
}
