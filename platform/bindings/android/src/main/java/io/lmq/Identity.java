package io.lmq;

import java.util.Objects;

/** A client id, {@code GroupID@@@DeviceID} (spec 3.1), checked. Immutable. */
public final class Identity {
    private static final String SEPARATOR = "@@@";

    private final String clientId;

    private Identity(String clientId) {
        this.clientId = clientId;
    }

    /**
     * The id of a device in a group.
     *
     * @param group such as {@code GID_AAA}
     * @param device what tells it from the others of the group
     * @return the identity
     * @throws LmqException which rule of spec 3.1 it breaks
     */
    public static Identity of(String group, String device) throws LmqException {
        return parse(Objects.requireNonNull(group, "group") + SEPARATOR + Objects.requireNonNull(device, "device"));
    }

    /**
     * Checks a whole client id.
     *
     * @param clientId such as {@code GID_AAA@@@phone-1}
     * @return the identity
     * @throws LmqException which rule of spec 3.1 it breaks
     */
    public static Identity parse(String clientId) throws LmqException {
        LmqException.check(Native.checkClientId(Utf8.of(Objects.requireNonNull(clientId, "clientId"))));
        return new Identity(clientId);
    }

    /**
     * The whole client id.
     *
     * @return {@code GroupID@@@DeviceID}
     */
    public String clientId() {
        return clientId;
    }

    /**
     * The group.
     *
     * @return what stands before the first {@code @@@}
     */
    public String group() {
        return clientId.substring(0, clientId.indexOf(SEPARATOR));
    }

    /**
     * The device.
     *
     * @return what stands behind it
     */
    public String device() {
        return clientId.substring(clientId.indexOf(SEPARATOR) + SEPARATOR.length());
    }

    @Override
    public String toString() {
        return clientId;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identity && ((Identity) other).clientId.equals(clientId);
    }

    @Override
    public int hashCode() {
        return clientId.hashCode();
    }
}
