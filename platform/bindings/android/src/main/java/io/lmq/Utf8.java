package io.lmq;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Texts to bytes, without the question marks that {@link String#getBytes()} puts for what is no text. */
final class Utf8 {
    private Utf8() {}

    static byte[] of(String text) {
        return of(CharBuffer.wrap(text));
    }

    /** Leaves no other copy of the characters. */
    static byte[] of(char[] secret) {
        return of(CharBuffer.wrap(secret));
    }

    static byte[][] of(List<String> texts) {
        byte[][] all = new byte[texts.size()][];
        for (int i = 0; i < all.length; ++i) {
            all[i] = of(texts.get(i));
        }
        return all;
    }

    private static byte[] of(CharBuffer text) {
        try {
            ByteBuffer encoded =
                    StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT).encode(text);
            byte[] bytes = Arrays.copyOf(encoded.array(), encoded.limit());
            Arrays.fill(encoded.array(), (byte) 0);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("half of a surrogate pair in a text", e);
        }
    }
}
