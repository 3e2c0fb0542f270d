package io.lmq;

/** Signs with a secret key that lives elsewhere, in a key store or at a key service. */
public interface Signer {
    /**
     * Called before each connect on the client's dispatch thread; may block for as long as the device can wait to
     * connect.
     *
     * @param text the group id
     * @return the 28 characters of spec 7.1: Base64 of HMAC-SHA1 of the text
     * @throws Exception when it cannot sign: the attempt fails with {@link ErrorNumber#SIGNER_FAILED}, and its detail
     *     names the exception's class, not its message
     */
    String sign(String text) throws Exception;
}
