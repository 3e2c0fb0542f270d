package io.lmq;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What tests demand. */
final class Check {
    static final long DEADLINE_S = 60;

    /** Something that may throw. */
    interface Action {
        void run() throws Exception;
    }

    /** Something that is to become true by the work of another thread. */
    interface Condition {
        boolean holds() throws Exception;
    }

    private Check() {}

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    static void same(Object seen, Object wanted) {
        that(Objects.equals(seen, wanted), "wanted " + wanted + ", not " + seen);
    }

    static <T extends Throwable> T throwing(Class<T> wanted, Action action) {
        try {
            action.run();
        } catch (Throwable thrown) {
            that(wanted.isInstance(thrown), "wanted " + wanted + ", not " + thrown);
            return wanted.cast(thrown);
        }
        throw new AssertionError("wanted " + wanted + ", and nothing was thrown");
    }

    /** That the action fails with an error of this number. */
    static LmqException failing(int number, Action action) {
        LmqException error = throwing(LmqException.class, action);
        same(error.number(), number);
        return error;
    }

    /** That the result fails with an error of this number. */
    static LmqException failed(int number, Result<?> result) {
        return failing(number, () -> result.await(DEADLINE_S, TimeUnit.SECONDS));
    }

    static <T> T done(Result<T> result) throws Exception {
        return result.await(DEADLINE_S, TimeUnit.SECONDS);
    }

    /** For what nobody tells of, such as threads that end; looks again and again up to the deadline. */
    static void eventually(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (!condition.holds()) {
            that(System.nanoTime() < end, "not in " + DEADLINE_S + " s: " + what);
            Thread.yield();
        }
    }
}
