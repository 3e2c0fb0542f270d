package io.lmq;

import java.util.Objects;

/**
 * An HTTP proxy that is asked for a tunnel to the server, for every scheme of the server's address. The system's own
 * proxy settings are not followed. Immutable.
 */
public final class HttpProxy {
    private final String host;
    private final int port;
    private final String user;
    private final Secret password;

    /**
     * A proxy that wants no password.
     *
     * @param host a name or an address; an IPv6 address without brackets
     * @param port 1 to 65535
     */
    public HttpProxy(String host, int port) {
        this(host, port, "", new char[0]);
    }

    /**
     * A proxy with a password, which is sent as Basic: whoever sees the traffic to the proxy can read it.
     *
     * @param host a name or an address; an IPv6 address without brackets
     * @param port 1 to 65535
     * @param user no colon in it
     * @param password copied, and kept until the options are gone
     */
    public HttpProxy(String host, int port, String user, char[] password) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
        this.host = Objects.requireNonNull(host, "host");
        this.port = port;
        this.user = Objects.requireNonNull(user, "user");
        this.password = new Secret(password);
    }

    void pack(Packer to) {
        to.text(host);
        to.number(port);
        to.text(user);
        to.bytes(password.copy());
    }
}
