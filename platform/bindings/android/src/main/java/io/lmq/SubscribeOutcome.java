package io.lmq;

/** What became of one filter of a subscribe call. Immutable. */
public final class SubscribeOutcome {
    private final String filter;
    private final LmqException error;
    private final Qos granted;

    SubscribeOutcome(String filter, LmqException error, Qos granted) {
        this.filter = filter;
        this.error = error;
        this.granted = granted;
    }

    /**
     * The topic filter.
     *
     * @return as it was given
     */
    public String filter() {
        return filter;
    }

    /**
     * Why the server did not take it.
     *
     * @return null when it did; else {@link ErrorNumber#SUBSCRIPTION_REFUSED}, {@link ErrorNumber#SUBSCRIBE_FAILED} or
     *     {@link ErrorNumber#CANCELLED}
     */
    public LmqException error() {
        return error;
    }

    /**
     * What the server granted.
     *
     * @return null after an error
     */
    public Qos granted() {
        return granted;
    }
}
