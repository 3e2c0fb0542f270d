package io.lmq.testing;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The reference broker within a test: the whole service on 127.0.0.1, with a clock that the test may move. It serves
 * the ready-made account, groups and topics of contracts.md. Thread-safe; every call answers after the broker has done
 * it.
 */
public final class Broker implements AutoCloseable {
    static {
        System.loadLibrary("lmq_jni_testing");
    }

    /** The access key of the ready-made account. */
    public static final String ACCESS_KEY = "AK_TEST_0001";

    private long handle;

    private Broker(long handle) {
        this.handle = handle;
    }

    /**
     * Starts a broker by the system's clock, on free ports.
     *
     * @param doors besides TCP
     * @return the broker, to be closed
     */
    public static Broker start(Door... doors) {
        return start(-1, doors);
    }

    /**
     * Starts a broker whose clock only {@link #advance} moves.
     *
     * @param startMs where the clock begins: Unix epoch, milliseconds, 0 and up
     * @param doors besides TCP
     * @return the broker, to be closed
     */
    public static Broker startVirtual(long startMs, Door... doors) {
        return start(startMs, doors);
    }

    private static Broker start(long startMs, Door... doors) {
        Set<Door> open = EnumSet.of(Door.TCP, doors);
        long[] made = new long[1];
        check(create(startMs, open.contains(Door.TLS), open.contains(Door.WS), open.contains(Door.WSS), made));
        return new Broker(made[0]);
    }

    /**
     * What a client is to be given.
     *
     * @param door one that is open
     * @return such as {@code tcp://127.0.0.1:40001}; empty for one that is not
     */
    public synchronized String uri(Door door) {
        return text(uri(open(), door.ordinal()));
    }

    /**
     * The authority that vouches for the TLS doors.
     *
     * @return the path of a PEM file; empty without such a door
     */
    public synchronized String caFile() {
        return text(caFile(open()));
    }

    /**
     * The broker's clock.
     *
     * @return Unix epoch, milliseconds
     */
    public synchronized long nowMs() {
        return nowMs(open());
    }

    /**
     * Moves a virtual clock, and does what falls due.
     *
     * @param time 0 and up
     * @param unit of {@code time}
     */
    public synchronized void advance(long time, TimeUnit unit) {
        check(advance(open(), unit.toMillis(time)));
    }

    /** The state of a fresh start: connections closed, sessions, messages and counters gone. */
    public synchronized void reset() {
        check(reset(open()));
    }

    /**
     * Has packets go wrong, in either direction and of any client, behind the rules there are.
     *
     * @param packet which packets
     * @param fault what is done to them
     * @param times how many from now on; 0: each
     */
    public synchronized void strike(Packet packet, Fault fault, long times) {
        check(strike(open(), packet.ordinal(), fault.ordinal(), times));
    }

    /**
     * Closes a client's connection.
     *
     * @param clientId whose
     * @return whether it had one
     */
    public synchronized boolean kick(String clientId) {
        return kick(open(), bytes(clientId));
    }

    /**
     * What there is of a client.
     *
     * @param clientId whose
     * @return its session
     */
    public synchronized Session session(String clientId) {
        return new Session(session(open(), bytes(clientId)));
    }

    /**
     * Makes a token, without an app server.
     *
     * @param actions "R", "W" or "R,W"
     * @param expireTimeMs Unix epoch, by the broker's clock; may have passed
     * @param resources 1 to 100 topics or topic filters
     * @return the token's text
     */
    public synchronized String issueToken(String actions, long expireTimeMs, String... resources) {
        byte[][] texts = new byte[resources.length][];
        for (int i = 0; i < texts.length; ++i) {
            texts[i] = bytes(resources[i]);
        }
        byte[] token = issueToken(open(), bytes(actions), expireTimeMs, texts);
        if (token == null) {
            throw new IllegalArgumentException(text(lastError()));
        }
        return text(token);
    }

    /** Closes every connection and ends the broker's threads. May be called again. */
    @Override
    public synchronized void close() {
        if (handle != 0) {
            destroy(handle);
            handle = 0;
        }
    }

    private long open() {
        if (handle == 0) {
            throw new IllegalStateException("the broker is closed");
        }
        return handle;
    }

    private static void check(int error) {
        if (error != 0) {
            throw new IllegalStateException(text(lastError()));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    // Those that answer an int answer an error's number.
    private static native int create(long startMs, boolean tls, boolean ws, boolean wss, long[] made);

    private static native void destroy(long broker);

    private static native byte[] uri(long broker, int door);

    private static native byte[] caFile(long broker);

    private static native long nowMs(long broker);

    private static native int advance(long broker, long byMs);

    private static native int reset(long broker);

    private static native int strike(long broker, int packet, int fault, long times);

    private static native boolean kick(long broker, byte[] clientId);

    private static native long[] session(long broker, byte[] clientId);

    private static native byte[] issueToken(long broker, byte[] actions, long expireTimeMs, byte[][] resources);

    private static native byte[] lastError();
}
