package io.lmq;

/** Is told of every change of a connection's state, in order. */
public interface StateListener {
    /**
     * Called on the client's dispatch thread; it may call all of the client but what waits.
     *
     * @param status the new state and what led to it
     */
    void onState(Status status);
}
