package io.lmq;

import java.util.Arrays;

/** A secret as UTF-8, which can be wiped and is never shown. */
final class Secret {
    private byte[] utf8;

    /** Copies the characters, which stay their owner's to wipe. */
    Secret(char[] characters) {
        utf8 = Utf8.of(characters);
    }

    synchronized byte[] copy() {
        return utf8.clone();
    }

    /** It is an empty one from then on. */
    synchronized void wipe() {
        Arrays.fill(utf8, (byte) 0);
        utf8 = new byte[0];
    }
}
