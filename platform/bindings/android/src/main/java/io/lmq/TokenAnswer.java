package io.lmq;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a provider answers to, once, during its call or later, from any thread. An answer that comes late, or after the
 * client is closed, is taken and has no effect.
 */
public final class TokenAnswer {
    private final AtomicLong answer;

    TokenAnswer(long answer) {
        this.answer = new AtomicLong(answer);
    }

    /**
     * Answers with a token.
     *
     * @param token of the type that was asked for
     */
    public void deliver(Token token) {
        byte[] text = Utf8.of(Objects.requireNonNull(token, "token").text);
        long mine = answer.getAndSet(0);
        if (mine == 0) {
            return;
        }
        if (Native.deliverToken(mine, text, token.type.ordinal(), token.expireTimeMs, token.validForMs) != 0) {
            Native.failToken(mine, ErrorNumber.TOKEN_UNAVAILABLE, Native.detail(), -1);
        }
        Arrays.fill(text, (byte) 0);
    }

    /**
     * Answers that there is no token; the client asks again after its back-off.
     *
     * @param why for logs, without a secret
     */
    public void fail(String why) {
        fail(ErrorNumber.TOKEN_UNAVAILABLE, why, -1);
    }

    /**
     * Answers that there is no token, and when to ask again.
     *
     * @param why for logs, without a secret
     * @param retryAfter at the earliest
     * @param unit of {@code retryAfter}
     */
    public void fail(String why, long retryAfter, TimeUnit unit) {
        fail(ErrorNumber.TOKEN_UNAVAILABLE, why, unit.toMillis(retryAfter));
    }

    /** Answers with what a provider threw. */
    void fail(Throwable thrown) {
        int number =
                thrown instanceof LmqException ? ((LmqException) thrown).number() : ErrorNumber.TOKEN_UNAVAILABLE;
        fail(number, reason(thrown), -1);
    }

    /** What may be told of an exception: another's message may hold a secret. */
    static String reason(Throwable thrown) {
        return thrown instanceof LmqException ? ((LmqException) thrown).detail() : thrown.getClass().getName();
    }

    private void fail(int number, String why, long retryAfterMs) {
        byte[] detail = Utf8.of(Objects.requireNonNull(why, "why"));
        long mine = answer.getAndSet(0);
        if (mine != 0) {
            Native.failToken(mine, number, detail, retryAfterMs);
        }
    }
}
