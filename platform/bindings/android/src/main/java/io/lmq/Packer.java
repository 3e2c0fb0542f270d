package io.lmq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Writes options for options.cpp, which reads them in the same order. */
final class Packer {
    /** For a number that is left to the library's default. */
    static final long UNSET = Long.MIN_VALUE;

    private final List<Long> numbers = new ArrayList<>();
    private final List<byte[]> texts = new ArrayList<>();

    /** An interval in milliseconds; too long a one is as long as can be. */
    static long millis(long time, TimeUnit unit) {
        return Math.max(unit.toMillis(time), UNSET + 1);
    }

    void number(long value) {
        numbers.add(value);
    }

    void flag(boolean value) {
        number(value ? 1 : 0);
    }

    void text(String text) {
        bytes(Utf8.of(text));
    }

    /** The array is wiped after use. */
    void bytes(byte[] text) {
        texts.add(text);
    }

    void texts(List<String> all) {
        number(all.size());
        for (String text : all) {
            text(text);
        }
    }

    long[] numbers() {
        long[] all = new long[numbers.size()];
        for (int i = 0; i < all.length; ++i) {
            all[i] = numbers.get(i);
        }
        return all;
    }

    byte[][] texts() {
        return texts.toArray(new byte[0][]);
    }

    void wipe() {
        for (byte[] text : texts) {
            Arrays.fill(text, (byte) 0);
        }
    }
}
