package io.lmq;

/** Is told of messages that an earlier life of the app left in the outbox file, when they are done. */
public interface RecoveredListener {
    /**
     * Called on the client's dispatch thread; it may call all of the client but what waits.
     *
     * @param message as it was published
     * @param error null when it was delivered, else why not
     */
    void onRecovered(Message message, LmqException error);
}
