package io.lmq;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A device's connection to the service: signs in, keeps the connection, restores order mode and subscriptions after
 * every connect, and owns each publish until it is done. Thread-safe.
 *
 * <p>Listeners and completions run one at a time on the client's own dispatch thread, which is a daemon. They may call
 * all of the client but {@link #disconnect}, {@link #flush} and {@link Result#await}, which answer
 * {@link ErrorNumber#WOULD_DEADLOCK} there. What a listener throws goes to the thread's uncaught exception handler,
 * which on Android ends the app unless it was replaced.
 *
 * <p>Calls that begin something answer a {@link Result}, which fails with {@link ErrorNumber#CLOSED} once the client is
 * closed; those that only look throw {@link IllegalStateException} then. A client that is never closed stays connected.
 */
public final class Client implements AutoCloseable {
    private static final long CLOSE_S = 5;

    private final Handlers handlers;
    private final Connecting connecting = new Connecting();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Handle handle;
    private final Calls calls;
    private volatile boolean closedInTime;

    private Client(ClientOptions options) throws LmqException {
        handlers = new Handlers(options, status -> tellWaiting());
        Packer packer = new Packer();
        long[] made = new long[1];
        try {
            options.pack(packer);
            LmqException.check(Native.create(packer.numbers(), packer.texts(), handlers, made));
        } finally {
            packer.wipe();
        }
        handle = new Handle(made[0]);
        calls = new Calls(handlers, handle);
    }

    /**
     * Checks the options, opens the files they name, and makes a client; connects nothing.
     *
     * @param options everything it is made from; copied
     * @return a client, to be closed
     * @throws LmqException which option is wrong, and why
     */
    public static Client create(ClientOptions options) throws LmqException {
        return new Client(Objects.requireNonNull(options, "options"));
    }

    /**
     * The version of the native library.
     *
     * @return "major.minor.patch"
     */
    public static String version() {
        return Native.text(Native.version());
    }

    /**
     * Sets who gets messages of ordinary topics, and P2P messages while nobody is set for those. As with all listeners,
     * it holds from the next event on.
     *
     * @param listener null: nobody, and messages are dropped
     */
    public void onMessage(MessageListener listener) {
        handlers.messages = listener;
    }

    /**
     * Sets who gets messages on {@code <parent>/p2p/<own client id>} (spec 6).
     *
     * @param listener null: whoever gets the others
     */
    public void onP2p(MessageListener listener) {
        handlers.p2p = listener;
    }

    /**
     * Sets who is told of changes of state.
     *
     * @param listener null: nobody
     */
    public void onState(StateListener listener) {
        handlers.states = listener;
    }

    /**
     * Sets who is told of messages that an earlier life of the app left in the outbox file. What is done before waits.
     *
     * @param listener not null
     */
    public void onRecovered(RecoveredListener listener) {
        handlers.recovered = Objects.requireNonNull(listener, "listener");
        handle.use(Native::listenRecovered);
    }

    /**
     * Sets who gets news of the pull that {@link ClientOptions.Builder#offlinePull} asks for after each connect.
     *
     * @param listener null: nobody
     */
    public void onOffline(PullListener listener) {
        handlers.offline = listener;
    }

    /**
     * Starts connecting, and keeps at it until {@link #disconnect} or {@link #close()}. Harmless when started already;
     * starts again after {@link ConnectionState#REFUSED}.
     *
     * @return ends when the client is ready, or with the server's final refusal; one and the same until then
     */
    public Result<Void> connect() {
        int error = handle.use(Native::start);
        if (error != 0) {
            Result<Void> failed = new Result<>(handlers);
            failed.end(null, Handle.failure(error));
            return failed;
        }
        Result<Void> result = connecting.result(handlers);
        tellWaiting();
        return result;
    }

    /**
     * Takes a message into the outbox, in any state.
     *
     * @param message is copied
     * @return ends when the message is acknowledged (QoS 1, 2) or handed to the socket (QoS 0), or with why it never
     *     was
     */
    public Result<Void> publish(Message message) {
        Message from = Objects.requireNonNull(message, "message");
        byte[] topic = Utf8.of(from.topic);
        return calls.begin((client, id) -> Native.publish(client, id, topic, from.payload, from.qos.ordinal(),
                from.retained, from.timeToLiveMs, from.priority.ordinal()));
    }

    /**
     * Publishes a text with QoS 1.
     *
     * @param topic the full topic
     * @param payload is sent as UTF-8
     * @return as {@link #publish(Message)}
     */
    public Result<Void> publish(String topic, String payload) {
        return publish(new Message(topic, payload));
    }

    /**
     * Publishes to one device, {@code <parent>/p2p/<target>} (spec 6).
     *
     * @param parent a topic of one level
     * @param target whom it is for
     * @param payload at most 65,536 bytes; copied
     * @param qos its quality of service
     * @return as {@link #publish(Message)}
     */
    public Result<Void> publishP2p(String parent, Identity target, byte[] payload, Qos qos) {
        byte[] topic = Utf8.of(Objects.requireNonNull(parent, "parent"));
        byte[] whom = Utf8.of(target.clientId());
        int level = qos.ordinal();
        Objects.requireNonNull(payload, "payload");
        return calls.begin((client, id) -> Native.publishP2p(client, id, topic, whom, payload, level));
    }

    /**
     * Adds filters to the subscription set, which is sent after every connect (spec 5.3); the same filter again
     * replaces its QoS. A refused filter leaves the set.
     *
     * @param subscriptions one and up; a client may hold 30
     * @return ends when the server has answered for each filter: look at each outcome
     */
    public Result<List<SubscribeOutcome>> subscribe(List<Subscription> subscriptions) {
        List<String> filters = new ArrayList<>();
        int[] qos = new int[subscriptions.size()];
        for (int i = 0; i < qos.length; ++i) {
            filters.add(subscriptions.get(i).filter);
            qos[i] = subscriptions.get(i).qos.ordinal();
        }
        byte[][] texts = Utf8.of(filters);
        Result<List<SubscribeOutcome>> result = new Result<>(handlers);
        calls.expect(result, (client, id) -> Native.subscribe(client, id, texts, qos),
                new Subscribing(result, filters));
        return result;
    }

    /**
     * Subscribes to one filter.
     *
     * @param filter such as {@code TopicA/notice/}
     * @param qos at which messages are to come at most
     * @return what was granted; fails with {@link ErrorNumber#SUBSCRIPTION_REFUSED} when the server refuses the filter
     */
    public Result<Qos> subscribe(String filter, Qos qos) {
        Result<Qos> result = new Result<>(handlers);
        subscribe(Collections.singletonList(new Subscription(filter, qos)))
                .whenDone((outcomes, error) -> {
                    SubscribeOutcome one = error == null ? outcomes.get(0) : null;
                    result.end(one == null ? null : one.granted(), one == null ? error : one.error());
                });
        return result;
    }

    /**
     * Takes filters out of the set, and tells the server when connected. Unknown filters are sent too.
     *
     * @param filters one and up
     * @return ends when the server has answered
     */
    public Result<Void> unsubscribe(List<String> filters) {
        byte[][] texts = Utf8.of(filters);
        return calls.begin((client, id) -> Native.unsubscribe(client, id, texts));
    }

    /**
     * Requests offline messages once (spec 9.4); they come as any others do.
     *
     * @param count 1 to 30; there is no telling how many come
     * @param order oldest or newest first
     * @return ends when the service has acknowledged the request, which the messages follow
     */
    public Result<Void> pull(int count, PullOrder order) {
        Objects.requireNonNull(order, "order");
        return calls.begin((client, id) -> Native.pull(client, id, count, order.ordinal()));
    }

    /**
     * Requests offline messages until none are left; goes on after a lost connection.
     *
     * @param how {@link OfflinePull#DEFAULT} is a good one
     * @param listener is told how it goes; null: nobody
     * @return ends when it has finished; fails with {@link ErrorNumber#IN_PROGRESS} while there is one already
     */
    public Result<PullProgress> pullAll(OfflinePull how, PullListener listener) {
        Objects.requireNonNull(how, "how");
        Result<PullProgress> result = new Result<>(handlers);
        calls.expect(result, (client, id) -> Native.pullAll(client, id, how.order.ordinal(), how.batch, how.idleMs),
                new Pulling(result, listener));
        return result;
    }

    /** Ends pulls that are at work with {@link ErrorNumber#CANCELLED}; messages already asked for still come. */
    public void cancelPulls() {
        handle.use(Native::cancelPulls);
    }

    /**
     * Tells the client that the network came back or changed: it connects anew at once. NetworkMonitor calls it.
     * Without effect once the client is closed.
     */
    public void networkChanged() {
        handle.use(Native::networkChanged);
    }

    /**
     * Returns when all that was published so far is in the outbox file; at once without one.
     *
     * @param timeout how long at most
     * @param unit of {@code timeout}
     * @throws LmqException {@link ErrorNumber#TIMEOUT}, {@link ErrorNumber#STORE_FAILED} and its kind
     */
    public void flush(long timeout, TimeUnit unit) throws LmqException {
        long timeoutMs = unit.toMillis(timeout);
        int error = handle.use(client -> Native.flush(client, timeoutMs));
        if (error != 0) {
            throw Handle.failure(error);
        }
    }

    /**
     * Waits for the outbox to empty and disconnects. What is left in it goes out after the next {@link #connect}.
     *
     * @param timeout how long at most
     * @param unit of {@code timeout}
     * @throws LmqException {@link ErrorNumber#TIMEOUT} when something was left
     */
    public void disconnect(long timeout, TimeUnit unit) throws LmqException {
        long timeoutMs = unit.toMillis(timeout);
        int error = handle.use(client -> Native.disconnect(client, timeoutMs));
        LmqException failure = error == 0 ? null : Handle.failure(error);
        if (failure == null || failure.number() != ErrorNumber.WOULD_DEADLOCK) {
            connecting.end(new LmqException(ErrorNumber.CANCELLED, "disconnected"));
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Where the connection stands now; the listener may not have been told yet.
     *
     * @return the status
     * @throws IllegalStateException once the client is closed
     */
    public Status status() {
        return open(calls.status());
    }

    /**
     * The counters, taken at one moment.
     *
     * @return the statistics
     * @throws IllegalStateException once the client is closed
     */
    public Statistics statistics() {
        return open(calls.statistics());
    }

    /** As {@link #close(long, TimeUnit)} with 5 s. */
    @Override
    public void close() {
        close(CLOSE_S, TimeUnit.SECONDS);
    }

    /**
     * Waits for what is in flight and for the listeners of what was received, fails the rest with
     * {@link ErrorNumber#CANCELLED}, and ends the dispatch thread. The files keep what they hold. Afterwards no
     * listener runs. In a listener, a completion or a log sink it returns at once, and a thread of its own does the
     * rest; every other call fails from then on. May be called again, which waits for the first.
     *
     * @param timeout for what is in flight and not handled, 0 and up; a listener at work is waited for in any case. Not
     *     for the main thread, unless it is short
     * @param unit of {@code timeout}
     * @return whether nothing was left; false, too, in a listener
     */
    public boolean close(long timeout, TimeUnit unit) {
        long timeoutMs = unit.toMillis(timeout);
        boolean first = handle.beginClosing();
        if (handlers.isCalling()) {
            if (first) {
                new Thread(() -> finishClosing(timeoutMs), "lmq-close").start();
            }
            return false;
        }
        if (first) {
            finishClosing(timeoutMs);
        }
        boolean interrupted = false;
        while (closed.getCount() > 0) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return closedInTime;
    }

    private void finishClosing(long timeoutMs) {
        try {
            closedInTime = handle.finishClosing(timeoutMs) == 0;
            handlers.forgetAnswer();
            connecting.end(new LmqException(ErrorNumber.CLOSED, ""));
        } finally {
            closed.countDown();
        }
    }

    private static <T> T open(T answer) {
        if (answer == null) {
            throw new IllegalStateException("the client is closed");
        }
        return answer;
    }

    private void tellWaiting() {
        Status now = calls.status();
        if (now != null) {
            connecting.onState(now);
        }
    }
}
