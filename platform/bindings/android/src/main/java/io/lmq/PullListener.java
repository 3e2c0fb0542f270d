package io.lmq;

/** Is told how a pull of offline messages goes. */
public interface PullListener {
    /**
     * Called on the client's dispatch thread when the messages of a request have been handled, and when it has
     * finished.
     *
     * @param progress how far it is
     */
    void onPull(PullProgress progress);
}
