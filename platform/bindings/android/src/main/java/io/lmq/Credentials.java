package io.lmq;

import java.util.Objects;

/**
 * How a client signs in. Secrets are given as {@code char[]}, which their owner can wipe afterwards, and are never
 * shown. A copy stays here for as long as clients are to be made from it: {@link #wipe} ends that. The library's own
 * copies are wiped when the client is closed.
 */
public final class Credentials {
    // The numbers of lmq_credentials_kind.
    private static final int ANONYMOUS = 0;
    private static final int ACCESS_KEY = 1;
    private static final int PASSWORD = 2;
    private static final int SIGNER = 3;
    private static final int TOKENS = 4;

    private final int kind;
    private final String name;
    private final Secret secret;
    final Signer signer;
    final TokenOptions tokens;

    private Credentials(int kind, String name, Secret secret, Signer signer, TokenOptions tokens) {
        this.kind = kind;
        this.name = name;
        this.secret = secret;
        this.signer = signer;
        this.tokens = tokens;
    }

    /**
     * Neither user name nor password; the service closes such a connection.
     *
     * @return the credentials
     */
    public static Credentials anonymous() {
        return new Credentials(ANONYMOUS, "", null, null, null);
    }

    /**
     * A key pair of the account: the password is computed before each connect (spec 7.1). A phone should hold none:
     * whoever has the app can take it out. Use {@link #tokens}.
     *
     * @param accessKey the AccessKey
     * @param secretKey the SecretKey; copied
     * @return the credentials
     */
    public static Credentials accessKey(String accessKey, char[] secretKey) {
        Objects.requireNonNull(accessKey, "accessKey");
        return new Credentials(ACCESS_KEY, accessKey, new Secret(secretKey), null, null);
    }

    /**
     * A user name and a password, sent as they are.
     *
     * @param userName as the server knows it
     * @param password copied
     * @return the credentials
     */
    public static Credentials password(String userName, char[] password) {
        Objects.requireNonNull(userName, "userName");
        return new Credentials(PASSWORD, userName, new Secret(password), null, null);
    }

    /**
     * A key pair whose SecretKey lives elsewhere.
     *
     * @param accessKey the AccessKey
     * @param signer makes the password before each connect
     * @return the credentials
     */
    public static Credentials signer(String accessKey, Signer signer) {
        Objects.requireNonNull(accessKey, "accessKey");
        Objects.requireNonNull(signer, "signer");
        return new Credentials(SIGNER, accessKey, null, signer, null);
    }

    /**
     * Token mode (spec 8): the device holds no key, and gets tokens from the app server.
     *
     * @param options which tokens, and from whom
     * @return the credentials
     */
    public static Credentials tokens(TokenOptions options) {
        return new Credentials(TOKENS, "", null, null, Objects.requireNonNull(options, "options"));
    }

    /** Overwrites the secret. Clients that were made from it keep working; new ones are refused by the server. */
    public void wipe() {
        if (secret != null) {
            secret.wipe();
        }
    }

    void pack(Packer to) {
        to.number(kind);
        if (kind == TOKENS) {
            tokens.pack(to);
        } else if (kind != ANONYMOUS) {
            to.text(name);
        }
        if (secret != null) {
            to.bytes(secret.copy());
        }
    }

    @Override
    public String toString() {
        return "Credentials";
    }
}
