package io.lmq;

/** A native client, which lives until nobody is in a call of it and it was closed. */
final class Handle {
    /** Answered instead of an error's number when the native client could not be asked. */
    static final int CLOSED = -1;

    /** Something to do with a native client; answers an error's number. */
    interface Call {
        int on(long handle);
    }

    private final long pointer;
    private int users;
    private boolean closing;

    Handle(long pointer) {
        this.pointer = pointer;
    }

    /** The pointer, which is good until {@link #leave}; 0 once it is closing, and then there is nothing to leave. */
    synchronized long enter() {
        if (Handlers.isLogging()) {
            throw new IllegalStateException("a log sink must not call a client");
        }
        if (closing) {
            return 0;
        }
        ++users;
        return pointer;
    }

    synchronized void leave() {
        --users;
        notifyAll();
    }

    /** {@link #CLOSED} once it is closing. */
    int use(Call call) {
        long entered = enter();
        if (entered == 0) {
            return CLOSED;
        }
        try {
            return call.on(entered);
        } finally {
            leave();
        }
    }

    /** What {@link #use} has answered, on the same thread. */
    static LmqException failure(int error) {
        return error == CLOSED ? new LmqException(ErrorNumber.CLOSED, "") : LmqException.last(error);
    }

    /** From now on nobody enters; whether this call is the first. */
    synchronized boolean beginClosing() {
        boolean first = !closing;
        closing = true;
        return first;
    }

    /** Closes and destroys the client when everybody has left; answers what closing answered. */
    int finishClosing(long timeoutMs) {
        int error = Native.close(pointer, timeoutMs);
        boolean interrupted = false;
        synchronized (this) {
            while (users > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        Native.destroy(pointer);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return error;
    }
}
