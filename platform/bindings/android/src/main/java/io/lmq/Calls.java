package io.lmq;

/** Calls of a native client, as long as it is not closed. */
final class Calls {
    private final Handlers handlers;
    private final Handle handle;

    Calls(Handlers handlers, Handle handle) {
        this.handlers = handlers;
        this.handle = handle;
    }

    /** Begins something that will complete by {@code id}; answers an error's number. */
    interface Begin {
        int with(long client, long id);
    }

    /** Begins something that completes with nothing but an error. */
    Result<Void> begin(Begin what) {
        Result<Void> result = new Result<>(handlers);
        expect(result, what, new Completion() {
            @Override
            void done(LmqException error) {
                result.end(null, error);
            }
        });
        return result;
    }

    /** Begins something; {@code result} fails at once when that fails, and is the completion's to end when not. */
    void expect(Result<?> result, Begin what, Completion completion) {
        long id = handlers.expect(completion);
        boolean begun = false;
        try {
            int error = handle.use(client -> what.with(client, id));
            begun = error == 0;
            if (!begun) {
                result.end(null, Handle.failure(error));
            }
        } finally {
            if (!begun) {
                handlers.forget(id);
            }
        }
    }

    /** Null once the client is closed. */
    Status status() {
        long client = handle.enter();
        if (client == 0) {
            return null;
        }
        try {
            byte[][] details = new byte[2][];
            return new Status(Native.status(client, details), details[0], details[1]);
        } finally {
            handle.leave();
        }
    }

    /** Null once the client is closed. */
    Statistics statistics() {
        long client = handle.enter();
        if (client == 0) {
            return null;
        }
        try {
            return new Statistics(Native.statistics(client));
        } finally {
            handle.leave();
        }
    }
}
