package io.lmq;

import java.nio.charset.StandardCharsets;

/**
 * The native methods. Texts are UTF-8. Those that answer an int answer an error's number, 0 for none; {@link #detail}
 * has what else there is to say, on the same thread, until its next failure. A {@code handle} comes from {@link
 * #create}.
 */
final class Native {
    static {
        System.loadLibrary("lmq_jni");
    }

    private Native() {}

    /** Puts the handle into {@code made[0]}. */
    static native int create(long[] numbers, byte[][] texts, Handlers handlers, long[] made);

    /** Nobody may be using the handle, and no handler of its client be on this thread. */
    static native void destroy(long handle);

    static native int start(long handle);

    static native int listenRecovered(long handle);

    static native int publish(
            long handle, long id, byte[] topic, byte[] payload, int qos, boolean retain, long ttlMs, int priority);

    static native int publishP2p(long handle, long id, byte[] parent, byte[] target, byte[] payload, int qos);

    static native int subscribe(long handle, long id, byte[][] filters, int[] qos);

    static native int unsubscribe(long handle, long id, byte[][] filters);

    static native int pull(long handle, long id, int count, int order);

    static native int pullAll(long handle, long id, int order, int batch, long idleMs);

    static native int cancelPulls(long handle);

    static native int networkChanged(long handle);

    static native int flush(long handle, long timeoutMs);

    static native int disconnect(long handle, long timeoutMs);

    static native int close(long handle, long timeoutMs);

    /** Puts the two details of a status into {@code details}; answers its numbers. */
    static native long[] status(long handle, byte[][] details);

    static native long[] statistics(long handle);

    static native byte[] version();

    static native byte[] detail();

    static native byte[] errorName(int error);

    static native byte[] describe(int error, byte[] detail);

    /** Frees {@code answer} unless it answers an error. */
    static native int deliverToken(long answer, byte[] text, int type, long expireTimeMs, long validForMs);

    /** Frees {@code answer}. */
    static native void failToken(long answer, int error, byte[] detail, long retryAfterMs);

    static native int checkClientId(byte[] clientId);

    static native boolean filterMatches(byte[] filter, byte[] topic);

    static native long createDuplicateFilter(int window);

    static native void destroyDuplicateFilter(long filter);

    static native boolean seenMessage(long filter, byte[] topic, byte[] payload);

    static native boolean seenKey(long filter, byte[] key);

    /** Global references, but for those to classes, and completions that the library holds. */
    static native int heldObjects();

    /** Threads of the library that are attached to this virtual machine. */
    static native int attachedThreads();

    static String text(byte[] utf8) {
        return utf8 == null ? "" : new String(utf8, StandardCharsets.UTF_8);
    }
}
