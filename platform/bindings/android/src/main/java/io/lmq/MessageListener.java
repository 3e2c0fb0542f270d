package io.lmq;

/** Gets the messages that come in. */
public interface MessageListener {
    /**
     * Called on the client's dispatch thread, one message at a time. It may call all of the client but what waits. What
     * it throws goes to the thread's uncaught exception handler, and the message counts as handled.
     *
     * @param message what came
     */
    void onMessage(ReceivedMessage message);
}
