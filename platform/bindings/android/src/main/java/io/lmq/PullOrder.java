package io.lmq;

/** Order of an offline pull. */
public enum PullOrder {
    /** Oldest first. */
    ASCENDING,
    /** Newest first. */
    DESCENDING
}
