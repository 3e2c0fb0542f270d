package io.lmq;

import java.util.Objects;

/**
 * Tells messages that came before, within a window of the last ones: what the service delivers at least once may come
 * twice (spec 9). Remembers nothing beyond the end of the app. Thread-safe; holds native memory until it is closed.
 */
public final class DuplicateFilter implements AutoCloseable {
    private long filter;

    /**
     * An empty filter.
     *
     * @param window how many messages it remembers, 1 to 1,000,000, about 40 bytes each; others are brought into the
     *     range
     */
    public DuplicateFilter(int window) {
        filter = Native.createDuplicateFilter(Math.max(window, 1));
    }

    /**
     * Goes by topic and payload.
     *
     * @param message as a listener got it
     * @return whether one like it is in the window; otherwise it is from now on
     * @throws IllegalStateException once it is closed
     */
    public synchronized boolean seen(ReceivedMessage message) {
        return Native.seenMessage(open(), Utf8.of(message.topic()), message.payload());
    }

    /**
     * Goes by a name that the app has for the message, where two messages may be alike and mean two things.
     *
     * @param key such as a number that the sender put into the message
     * @return whether it is in the window; otherwise it is from now on
     * @throws IllegalStateException once it is closed
     */
    public synchronized boolean seen(String key) {
        return Native.seenKey(open(), Utf8.of(Objects.requireNonNull(key, "key")));
    }

    /** Forgets everything for good. May be called again. */
    @Override
    public synchronized void close() {
        if (filter != 0) {
            Native.destroyDuplicateFilter(filter);
            filter = 0;
        }
    }

    private long open() {
        if (filter == 0) {
            throw new IllegalStateException("the filter is closed");
        }
        return filter;
    }
}
