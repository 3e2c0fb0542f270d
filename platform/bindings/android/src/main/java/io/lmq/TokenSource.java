package io.lmq;

/** Gets a token and may block for it: an HTTP request to the app server, for instance. */
public interface TokenSource {
    /**
     * Called on the executor's thread of {@link TokenProviders#blocking}.
     *
     * @param request what is wanted, and why
     * @return the token
     * @throws Exception counts as a failure, as in {@link TokenProvider#provide}
     */
    Token get(TokenRequest request) throws Exception;
}
