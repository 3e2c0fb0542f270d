package io.lmq;

/** What a client wants of its token provider. Immutable. */
public final class TokenRequest {
    private final String clientId;
    private final TokenNeed need;
    private final TokenReason reason;
    private final int noticeCode;
    private final String insteadOf;
    private final int attempt;

    TokenRequest(String clientId, TokenNeed need, TokenReason reason, int noticeCode, String insteadOf, int attempt) {
        this.clientId = clientId;
        this.need = need;
        this.reason = reason;
        this.noticeCode = noticeCode;
        this.insteadOf = insteadOf;
        this.attempt = attempt;
    }

    /**
     * Whom the token is for.
     *
     * @return the client id
     */
    public String clientId() {
        return clientId;
    }

    /**
     * Which token it is.
     *
     * @return type and resources
     */
    public TokenNeed need() {
        return need;
    }

    /**
     * Why it is wanted.
     *
     * @return the reason
     */
    public TokenReason reason() {
        return reason;
    }

    /**
     * The server's code, with {@link TokenReason#REJECTED} and {@link TokenReason#WIDER_RIGHTS} (spec 8.5).
     *
     * @return 0 with the others
     */
    public int noticeCode() {
        return noticeCode;
    }

    /**
     * The fingerprint of the token that is to be replaced: the first 16 hex digits of its SHA-256.
     *
     * @return empty when none is held
     */
    public String insteadOf() {
        return insteadOf;
    }

    /**
     * How often this was asked.
     *
     * @return 1, and one more after each failure in a row
     */
    public int attempt() {
        return attempt;
    }
}
