package io.lmq;

/** What topics mean. */
public final class Topics {
    private Topics() {}

    /**
     * The topic of messages to one device (spec 6), which that device subscribes to nothing for.
     *
     * @param parent a topic of one level
     * @param clientId whom they are for
     * @return {@code <parent>/p2p/<client id>}; not checked
     */
    public static String p2p(String parent, String clientId) {
        return parent + "/p2p/" + clientId;
    }

    /**
     * Whether a filter matches a topic (MQTT 3.1.1 4.7).
     *
     * @param filter a valid one
     * @param topic without wildcards
     * @return whether a message of that topic comes to who has subscribed to the filter
     */
    public static boolean matches(String filter, String topic) {
        return Native.filterMatches(Utf8.of(filter), Utf8.of(topic));
    }
}
