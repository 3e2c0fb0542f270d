package io.lmq;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A temporary credential of the service (spec 8). Immutable; {@link #toString} does not show it. */
public final class Token {
    final String text;
    final TokenType type;
    final long expireTimeMs;
    final long validForMs;

    /**
     * A token whose expiry is compared with the device's clock.
     *
     * @param text as the app server handed it out; at most 8,192 bytes
     * @param type what it allows, which is what was asked for
     * @param expireTimeMs Unix epoch, milliseconds, by the service's clock
     */
    public Token(String text, TokenType type, long expireTimeMs) {
        this(text, type, expireTimeMs, -1, TimeUnit.MILLISECONDS);
    }

    /**
     * A token of which the app server has told how much longer it is good, so that the device's clock does not matter.
     *
     * @param text as the app server handed it out; at most 8,192 bytes
     * @param type what it allows, which is what was asked for
     * @param expireTimeMs Unix epoch, milliseconds, by the service's clock
     * @param validFor how much longer it is good; negative: not known
     * @param unit of {@code validFor}
     */
    public Token(String text, TokenType type, long expireTimeMs, long validFor, TimeUnit unit) {
        this.text = Objects.requireNonNull(text, "text");
        this.type = Objects.requireNonNull(type, "type");
        this.expireTimeMs = expireTimeMs;
        this.validForMs = validFor < 0 ? -1 : unit.toMillis(validFor);
    }

    @Override
    public String toString() {
        return "Token " + type + " until " + expireTimeMs;
    }
}
