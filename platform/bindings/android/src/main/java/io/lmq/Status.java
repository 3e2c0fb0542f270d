package io.lmq;

/** A connection's state and what led to it. Immutable. */
public final class Status {
    private final long[] numbers;
    private final LmqException error;
    private final LmqException tokenError;

    Status(long[] numbers, byte[] detail, byte[] tokenDetail) {
        this.numbers = numbers;
        error = numbers[5] == 0 ? null : LmqException.of((int) numbers[5], detail);
        tokenError = numbers[6] == 0 ? null : LmqException.of((int) numbers[6], tokenDetail);
    }

    /**
     * Where the connection stands.
     *
     * @return the state
     */
    public ConnectionState state() {
        return ConnectionState.values()[(int) numbers[0]];
    }

    /**
     * Attempts since the connection was last ready.
     *
     * @return 1 for the first
     */
    public int attempt() {
        return (int) numbers[1];
    }

    /**
     * In {@link ConnectionState#WAITING} the time to the next attempt, in {@link ConnectionState#AWAITING_TOKEN} to the
     * next call of the provider.
     *
     * @return milliseconds; 0 in other states and during a call
     */
    public long retryInMillis() {
        return numbers[2];
    }

    /**
     * Whether the server had kept this client's session.
     *
     * @return the flag of the server's answer; false while not connected
     */
    public boolean sessionPresent() {
        return numbers[3] != 0;
    }

    /**
     * Whether another device seems to use the same client id: the connection was lost again and again right after
     * connecting (spec 3.2).
     *
     * @return the suspicion
     */
    public boolean possibleDuplicateClientId() {
        return numbers[4] != 0;
    }

    /**
     * Why the last connection or attempt ended.
     *
     * @return null when it did not
     */
    public LmqException error() {
        return error;
    }

    /**
     * Token mode: why the provider's last call gave no token, or the token file is not in order.
     *
     * @return null after a success
     */
    public LmqException tokenError() {
        return tokenError;
    }

    @Override
    public String toString() {
        return state() + (error == null ? "" : ", " + error.getMessage())
                + (tokenError == null ? "" : ", " + tokenError.getMessage());
    }
}
