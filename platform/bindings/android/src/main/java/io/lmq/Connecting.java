package io.lmq;

/** Who waits for the client to be ready. */
final class Connecting {
    private Result<Void> waiting;

    /** What all who ask before it ends get. */
    synchronized Result<Void> result(Handlers owner) {
        if (waiting == null) {
            waiting = new Result<>(owner);
        }
        return waiting;
    }

    /** Ends it if the status does; {@code now} is where the connection stands, not where it stood. */
    void onState(Status now) {
        if (now.state() == ConnectionState.READY) {
            end(null);
        } else if (now.state() == ConnectionState.REFUSED) {
            end(now.error());
        }
    }

    void end(LmqException error) {
        Result<Void> ended;
        synchronized (this) {
            ended = waiting;
            waiting = null;
        }
        if (ended != null) {
            ended.end(null, error);
        }
    }
}
