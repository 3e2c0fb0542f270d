package io.lmq.testing;

/** What a broker knows of a client id. Immutable. */
public final class Session {
    private final long[] numbers;

    Session(long[] numbers) {
        this.numbers = numbers;
    }

    /**
     * Whether there is any: the rest is 0 and false without one.
     *
     * @return false for an unknown client id
     */
    public boolean exists() {
        return numbers[0] != 0;
    }

    /**
     * Whether its client is connected.
     *
     * @return false for one that is away
     */
    public boolean connected() {
        return numbers[1] != 0;
    }

    /**
     * Whether it is in order mode (spec 13).
     *
     * @return the mode
     */
    public boolean ordered() {
        return numbers[2] != 0;
    }

    /**
     * Topic filters that it is subscribed to.
     *
     * @return the count
     */
    public int subscriptions() {
        return (int) numbers[3];
    }

    /**
     * Messages kept for a client that is away, or unacknowledged for too long.
     *
     * @return the count
     */
    public int offline() {
        return (int) numbers[4];
    }

    /**
     * Tokens that it holds (spec 8).
     *
     * @return the count
     */
    public int tokens() {
        return (int) numbers[5];
    }
}
