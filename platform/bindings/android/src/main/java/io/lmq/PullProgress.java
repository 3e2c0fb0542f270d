package io.lmq;

/** How far a pull of offline messages is. Immutable. */
public final class PullProgress {
    private final long received;
    private final long requests;
    private final boolean finished;
    private final LmqException error;

    PullProgress(long received, long requests, boolean finished, LmqException error) {
        this.received = received;
        this.requests = requests;
        this.finished = finished;
        this.error = error;
    }

    /**
     * QoS 1 and 2 messages handled since it began, those of the online traffic among them.
     *
     * @return the count
     */
    public long received() {
        return received;
    }

    /**
     * Requests that the service has acknowledged.
     *
     * @return the count
     */
    public long requests() {
        return requests;
    }

    /**
     * Whether this is the last news of it: nothing more was there, or {@link #error} says why it ended.
     *
     * @return true once
     */
    public boolean finished() {
        return finished;
    }

    /**
     * Why it ended early.
     *
     * @return null, or {@link ErrorNumber#CANCELLED} when finished
     */
    public LmqException error() {
        return error;
    }
}
