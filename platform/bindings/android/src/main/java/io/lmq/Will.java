package io.lmq;

import java.util.Objects;

/** A message that the server publishes if the connection ends without a DISCONNECT. Immutable. */
public final class Will {
    private final String topic;
    private final byte[] payload;
    private final Qos qos;
    private final boolean retained;

    /**
     * A last message.
     *
     * @param topic the full topic
     * @param payload at most 65,535 bytes; copied
     * @param qos its quality of service
     * @param retained whether the server keeps it for later subscribers
     */
    public Will(String topic, byte[] payload, Qos qos, boolean retained) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.payload = payload.clone();
        this.qos = Objects.requireNonNull(qos, "qos");
        this.retained = retained;
    }

    void pack(Packer to) {
        to.text(topic);
        to.bytes(payload.clone());
        to.number(qos.ordinal());
        to.flag(retained);
    }
}
