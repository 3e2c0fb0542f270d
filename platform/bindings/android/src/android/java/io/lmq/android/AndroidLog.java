package io.lmq.android;

import android.util.Log;
import io.lmq.LogLevel;
import io.lmq.LogSink;

/** Writes the library's log to Android's, under the tag "lmq". */
public final class AndroidLog implements LogSink {
    private static final String TAG = "lmq";

    @Override
    public void onLog(LogLevel level, String line) {
        Log.println(priority(level), TAG, line);
    }

    private static int priority(LogLevel level) {
        switch (level) {
            case TRACE:
                return Log.VERBOSE;
            case DEBUG:
                return Log.DEBUG;
            case INFO:
                return Log.INFO;
            case WARNING:
                return Log.WARN;
            default:
                return Log.ERROR;
        }
    }
}
