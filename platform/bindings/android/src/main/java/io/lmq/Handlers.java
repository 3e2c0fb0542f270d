package io.lmq;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the native library calls; upcall.cpp knows the methods by name. What leaves them goes to {@link #report}, and
 * not into the library.
 */
final class Handlers {
    private static final ThreadLocal<Boolean> LOGGING = new ThreadLocal<>();

    volatile MessageListener messages;
    volatile MessageListener p2p;
    volatile StateListener states;
    volatile RecoveredListener recovered;
    volatile PullListener offline;
    private final LogSink log;
    private final Credentials credentials;
    private final StateListener first;
    private final Map<Long, Completion> completions = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private volatile Thread dispatcher; // one and the same for all of the client's life
    private volatile TokenAnswer asked;

    /** {@code first} is told of states before the app is. */
    Handlers(ClientOptions options, StateListener first) {
        log = options.log();
        credentials = options.credentials();
        this.first = first;
    }

    /** Whether this thread is the library's, in a handler or in a log sink, where waiting for the client can't end. */
    boolean isCalling() {
        return dispatcher == Thread.currentThread() || isLogging();
    }

    /** Whether this thread is in a log sink: the library may hold a lock. */
    static boolean isLogging() {
        return LOGGING.get() != null;
    }

    /** The number that the library will call the completion by. */
    long expect(Completion completion) {
        long id = lastId.incrementAndGet();
        completions.put(id, completion);
        return id;
    }

    void forget(long id) {
        completions.remove(id);
    }

    void message(byte[] topic, byte[] payload, int qos, boolean retained, boolean duplicate, boolean toMe) {
        dispatcher = Thread.currentThread();
        MessageListener special = toMe ? p2p : null;
        MessageListener listener = special != null ? special : messages;
        if (listener != null) {
            listener.onMessage(new ReceivedMessage(topic, payload, qos, retained, duplicate));
        }
    }

    void state(long[] numbers, byte[] detail, byte[] tokenDetail) {
        dispatcher = Thread.currentThread();
        Status status = new Status(numbers, detail, tokenDetail);
        first.onState(status);
        StateListener listener = states;
        if (listener != null) {
            listener.onState(status);
        }
    }

    void recovered(
            byte[] topic, byte[] payload, int qos, boolean retained, long ttlMs, int priority, int error, byte[] why) {
        dispatcher = Thread.currentThread();
        Message message = new Message(Native.text(topic), payload);
        message.qos(Qos.values()[qos]).retained(retained).priority(Priority.values()[priority]);
        message.timeToLiveMs = ttlMs;
        recovered.onRecovered(message, errorOf(error, why));
    }

    void offline(long received, long requests, boolean finished, int error, byte[] detail) {
        dispatcher = Thread.currentThread();
        PullListener listener = offline;
        if (listener != null) {
            listener.onPull(new PullProgress(received, requests, finished, errorOf(error, detail)));
        }
    }

    void log(int level, byte[] line) {
        LOGGING.set(Boolean.TRUE);
        try {
            log.onLog(LogLevel.values()[level], Native.text(line));
        } finally {
            LOGGING.remove();
        }
    }

    /** Owns the answer at {@code pointer} from here on. */
    void provide(byte[] clientId, int type, byte[][] resources, int reason, int notice, byte[] insteadOf, int attempt,
            long pointer) {
        dispatcher = Thread.currentThread();
        forgetAnswer(); // an earlier one has timed out
        TokenAnswer answer = new TokenAnswer(pointer);
        try {
            asked = answer;
            List<String> covered = new ArrayList<>();
            for (byte[] resource : resources) {
                covered.add(Native.text(resource));
            }
            TokenNeed need = new TokenNeed(TokenType.values()[type], covered);
            credentials.tokens.provider.provide(
                    new TokenRequest(Native.text(clientId), need, TokenReason.values()[reason], notice,
                            Native.text(insteadOf), attempt),
                    answer);
        } catch (Throwable thrown) {
            answer.fail(thrown);
        }
    }

    /** The signature, or null and why there is none. */
    byte[][] sign(byte[] text) {
        dispatcher = Thread.currentThread();
        try {
            return new byte[][] {Utf8.of(credentials.signer.sign(Native.text(text))), null};
        } catch (Throwable thrown) {
            return new byte[][] {null, Utf8.of(TokenAnswer.reason(thrown))};
        }
    }

    void done(long id, int error, byte[] detail) {
        dispatcher = Thread.currentThread();
        completions.remove(id).done(errorOf(error, detail));
    }

    void subscribed(long id, int[] errors, int[] granted) {
        dispatcher = Thread.currentThread();
        completions.remove(id).subscribed(errors, granted);
    }

    void pulled(long id, long received, long requests, boolean finished, int error, byte[] detail) {
        dispatcher = Thread.currentThread();
        Completion completion = finished ? completions.remove(id) : completions.get(id);
        completion.pulled(new PullProgress(received, requests, finished, errorOf(error, detail)));
    }

    /** Where an exception goes that a listener has let out: to the thread's handler, as that of any other thread. */
    void report(Throwable thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    /** Gives back a token request that nobody will answer any more. */
    void forgetAnswer() {
        TokenAnswer old = asked;
        asked = null;
        if (old != null) {
            old.fail("nobody answered");
        }
    }

    private static LmqException errorOf(int error, byte[] detail) {
        return error == 0 ? null : LmqException.of(error, detail);
    }
}
