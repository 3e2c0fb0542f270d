package io.lmq;

/** A message that came in. It is the listener's: the client keeps nothing of it. */
public final class ReceivedMessage {
    private final String topic;
    private final byte[] payload;
    private final Qos qos;
    private final boolean retained;
    private final boolean duplicate;

    ReceivedMessage(byte[] topic, byte[] payload, int qos, boolean retained, boolean duplicate) {
        this.topic = Native.text(topic);
        this.payload = payload;
        this.qos = Qos.values()[qos];
        this.retained = retained;
        this.duplicate = duplicate;
    }

    /**
     * The topic.
     *
     * @return the full topic
     */
    public String topic() {
        return topic;
    }

    /**
     * The payload.
     *
     * @return any bytes; the array itself, not a copy
     */
    public byte[] payload() {
        return payload;
    }

    /**
     * The payload as a text.
     *
     * @return the payload read as UTF-8, U+FFFD for what is none
     */
    public String text() {
        return Native.text(payload);
    }

    /**
     * The quality of service it came with.
     *
     * @return the level
     */
    public Qos qos() {
        return qos;
    }

    /**
     * Whether the server had kept it.
     *
     * @return MQTT's RETAIN
     */
    public boolean retained() {
        return retained;
    }

    /**
     * Whether it may have been delivered before.
     *
     * @return MQTT's DUP
     */
    public boolean duplicate() {
        return duplicate;
    }
}
