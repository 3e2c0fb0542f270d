package io.lmq;

/** Gets the library's log, which holds neither secrets nor payloads. */
public interface LogSink {
    /**
     * Called on any thread, several at once. Must not call the client, which then throws {@link IllegalStateException};
     * closing it is allowed.
     *
     * @param level how much it matters
     * @param line without a newline
     */
    void onLog(LogLevel level, String line);
}
