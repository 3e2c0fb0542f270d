package io.lmq;

import java.util.ArrayList;
import java.util.List;

/** Who waits for the client to be ready. */
final class Connecting {
    private final List<Result<Void>> waiting = new ArrayList<>();

    synchronized void add(Result<Void> result) {
        waiting.add(result);
    }

    /** Ends those that the status ends; {@code now} is where the connection stands, not where it stood. */
    void onState(Status now) {
        switch (now.state()) {
            case READY:
                end(null);
                break;
            case REFUSED:
                end(now.error());
                break;
            default:
                break;
        }
    }

    void end(LmqException error) {
        List<Result<Void>> ended;
        synchronized (this) {
            ended = new ArrayList<>(waiting);
            waiting.clear();
        }
        for (Result<Void> result : ended) {
            result.end(null, error);
        }
    }
}
