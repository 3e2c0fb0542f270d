package io.lmq;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Something that the client was asked for and that ends exactly once, well or badly. Thread-safe. A {@link Future} and
 * not a CompletableFuture, which Android has from API 24 on only.
 *
 * @param <T> what a success brings; {@link Void} for nothing
 */
public final class Result<T> implements Future<T> {
    private final Handlers owner;
    private final CountDownLatch ended = new CountDownLatch(1);
    private List<ResultListener<? super T>> listeners = new ArrayList<>();
    private T value;
    private LmqException error;

    /** {@code owner}: whose handlers may not wait for it. */
    Result(Handlers owner) {
        this.owner = owner;
    }

    /**
     * Waits for the end.
     *
     * @param timeout how long at most
     * @param unit of {@code timeout}
     * @return what came of it
     * @throws LmqException why it failed; {@link ErrorNumber#TIMEOUT} when it has not ended by then, and goes on;
     *     {@link ErrorNumber#WOULD_DEADLOCK} in a handler of the same client
     * @throws InterruptedException when the thread is interrupted
     */
    public T await(long timeout, TimeUnit unit) throws LmqException, InterruptedException {
        forbidHandlers();
        if (!ended.await(timeout, unit)) {
            throw new LmqException(ErrorNumber.TIMEOUT, "");
        }
        if (error != null) {
            throw error;
        }
        return value;
    }

    /**
     * Has the listener told of the end; at once, and on this thread, when it has ended already.
     *
     * @param listener is called once; what it throws goes to the thread's uncaught exception handler
     */
    public void whenDone(ResultListener<? super T> listener) {
        Objects.requireNonNull(listener, "listener");
        synchronized (this) {
            if (listeners != null) {
                listeners.add(listener);
                return;
            }
        }
        tell(listener);
    }

    /**
     * Has the listener told of the end on an executor's thread.
     *
     * @param executor runs the listener; one that refuses it loses the call
     * @param listener is called once
     */
    public void whenDone(Executor executor, ResultListener<? super T> listener) {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(listener, "listener");
        whenDone((came, failure) -> executor.execute(() -> listener.done(came, failure)));
    }

    /**
     * Nothing can be taken back.
     *
     * @param mayInterruptIfRunning ignored
     * @return false
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public boolean isDone() {
        return ended.getCount() == 0;
    }

    /**
     * Waits for the end, for ever if need be.
     *
     * @return what came of it
     * @throws ExecutionException with the {@link LmqException} as its cause; {@link ErrorNumber#WOULD_DEADLOCK} in a
     *     handler of the same client
     */
    @Override
    public T get() throws InterruptedException, ExecutionException {
        forbidWaitingInHandlers();
        ended.await();
        return outcome();
    }

    /**
     * Waits for the end.
     *
     * @param timeout how long at most
     * @param unit of {@code timeout}
     * @return what came of it
     * @throws ExecutionException with the {@link LmqException} as its cause; {@link ErrorNumber#WOULD_DEADLOCK} in a
     *     handler of the same client
     * @throws TimeoutException when it has not ended by then; it goes on
     */
    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        forbidWaitingInHandlers();
        if (!ended.await(timeout, unit)) {
            throw new TimeoutException();
        }
        return outcome();
    }

    private T outcome() throws ExecutionException {
        if (error != null) {
            throw new ExecutionException(error);
        }
        return value;
    }

    private void forbidWaitingInHandlers() throws ExecutionException {
        try {
            forbidHandlers();
        } catch (LmqException e) {
            throw new ExecutionException(e);
        }
    }

    /** Ends it; whether it had not ended before. */
    boolean end(T came, LmqException failure) {
        List<ResultListener<? super T>> told;
        synchronized (this) {
            if (listeners == null) {
                return false;
            }
            told = listeners;
            listeners = null;
            value = came;
            error = failure;
        }
        ended.countDown();
        for (ResultListener<? super T> listener : told) {
            tell(listener);
        }
        return true;
    }

    private void tell(ResultListener<? super T> listener) {
        try {
            listener.done(value, error);
        } catch (Throwable thrown) {
            owner.report(thrown);
        }
    }

    private void forbidHandlers() throws LmqException {
        if (!isDone() && owner.isCalling()) {
            throw new LmqException(ErrorNumber.WOULD_DEADLOCK, "a result is waited for in a handler");
        }
    }
}
