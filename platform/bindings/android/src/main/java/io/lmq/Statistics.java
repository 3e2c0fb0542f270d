package io.lmq;

/** Counters since a client was created, taken at one moment. Immutable. */
public final class Statistics {
    private final long[] numbers;

    Statistics(long[] numbers) {
        this.numbers = numbers;
    }

    /**
     * Publishes that the client took.
     *
     * @return the count
     */
    public long publishesAccepted() {
        return numbers[0];
    }

    /**
     * Publishes acknowledged, or handed to the socket for QoS 0.
     *
     * @return the count
     */
    public long publishesCompleted() {
        return numbers[1];
    }

    /**
     * Publishes that ended with an error.
     *
     * @return the count
     */
    public long publishesFailed() {
        return numbers[2];
    }

    /**
     * Publishes handed to the transport, repeats included.
     *
     * @return the count
     */
    public long publishesSent() {
        return numbers[3];
    }

    /**
     * Messages received.
     *
     * @return the count
     */
    public long messagesReceived() {
        return numbers[4];
    }

    /**
     * QoS 0 messages dropped because too many bytes waited for the listener.
     *
     * @return the count
     */
    public long messagesDropped() {
        return numbers[5];
    }

    /**
     * Bytes of the payloads sent.
     *
     * @return the count
     */
    public long bytesPublished() {
        return numbers[6];
    }

    /**
     * Bytes of the payloads received.
     *
     * @return the count
     */
    public long bytesReceived() {
        return numbers[7];
    }

    /**
     * Connections that the server accepted.
     *
     * @return the count
     */
    public long connects() {
        return numbers[8];
    }

    /**
     * Connections lost.
     *
     * @return the count
     */
    public long connectionLosses() {
        return numbers[9];
    }

    /**
     * Messages found in the outbox file when the client was created.
     *
     * @return the count
     */
    public long outboxRecovered() {
        return numbers[10];
    }

    /**
     * Commits to the outbox's and the inbox's file.
     *
     * @return the count
     */
    public long storeCommits() {
        return numbers[11];
    }

    /**
     * Commits that failed.
     *
     * @return the count
     */
    public long storeErrors() {
        return numbers[12];
    }

    /**
     * Messages in the outbox now.
     *
     * @return the count
     */
    public long outboxMessages() {
        return numbers[13];
    }

    /**
     * Bytes in the outbox now.
     *
     * @return the count
     */
    public long outboxBytes() {
        return numbers[14];
    }

    /**
     * Publishes sent and not acknowledged now.
     *
     * @return the count
     */
    public long inflight() {
        return numbers[15];
    }

    /**
     * Topic filters in the subscription set now.
     *
     * @return the count
     */
    public long subscriptions() {
        return numbers[16];
    }
}
