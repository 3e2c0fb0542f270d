package io.lmq;

/**
 * Is told how something ended.
 *
 * @param <T> what a success brings
 */
public interface ResultListener<T> {
    /**
     * Called once, on the client's dispatch thread, or on the thread of {@link Result#whenDone(ResultListener)} when it
     * was done by then.
     *
     * @param value what came of it; null where a success brings nothing, and after an error
     * @param error why it failed; null after a success
     */
    void done(T value, LmqException error);
}
