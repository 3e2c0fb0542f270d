package io.lmq;

/** What the outbox does with a new message when it is full. */
public enum OutboxPolicy {
    /** The publish fails with {@link ErrorNumber#OUTBOX_FULL}. */
    REFUSE_NEWEST,
    /** The oldest unsent message of the lowest priority fails with {@link ErrorNumber#DROPPED_OLDEST}. */
    DROP_OLDEST,
    /** An unsent message of the same topic fails with {@link ErrorNumber#SUPERSEDED}, at any fill. */
    LATEST_PER_TOPIC
}
