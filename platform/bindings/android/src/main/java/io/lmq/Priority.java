package io.lmq;

/** What leaves the outbox first. Messages of one priority leave in the order of the calls. */
public enum Priority {
    /** After all others. */
    LOW,
    /** The default, and the only one in order mode. */
    NORMAL,
    /** Before all others. */
    HIGH
}
