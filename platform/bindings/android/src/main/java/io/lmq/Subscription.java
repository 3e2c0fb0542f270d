package io.lmq;

import java.util.Objects;

/** A topic filter and the quality of service asked for it. Immutable. */
public final class Subscription {
    final String filter;
    final Qos qos;

    /**
     * A filter to subscribe to.
     *
     * @param filter such as {@code TopicA/notice/} or {@code TopicA/#}
     * @param qos at which messages are to come at most
     */
    public Subscription(String filter, Qos qos) {
        this.filter = Objects.requireNonNull(filter, "filter");
        this.qos = Objects.requireNonNull(qos, "qos");
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
     * What was asked for.
     *
     * @return as it was given
     */
    public Qos qos() {
        return qos;
    }
}
