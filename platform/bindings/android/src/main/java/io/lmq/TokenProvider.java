package io.lmq;

/** Gets tokens from the app server (spec 8.1). {@link TokenProviders} makes one of a method that blocks. */
public interface TokenProvider {
    /**
     * Called on the client's dispatch thread, never while an earlier call has neither been answered nor timed out. Must
     * not block: the client does nothing else meanwhile.
     *
     * @param request what is wanted, and why
     * @param answer gets the token, during the call or later, from any thread
     * @throws Exception counts as a failure; an {@link LmqException} with its number and detail, another with the name
     *     of its class, not its message
     */
    void provide(TokenRequest request, TokenAnswer answer) throws Exception;
}
