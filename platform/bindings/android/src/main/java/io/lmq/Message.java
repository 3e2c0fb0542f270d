package io.lmq;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A message to publish. QoS 1 and not retained unless said otherwise. Not thread-safe; the client copies it. */
public final class Message {
    final String topic;
    final byte[] payload;
    Qos qos = Qos.AT_LEAST_ONCE;
    boolean retained;
    long timeToLiveMs;
    Priority priority = Priority.NORMAL;

    /**
     * A message of any bytes.
     *
     * @param topic the full topic, such as {@code TopicA/notice/}
     * @param payload at most 65,536 bytes; not copied until it is published
     */
    public Message(String topic, byte[] payload) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.payload = Objects.requireNonNull(payload, "payload");
    }

    /**
     * A text message.
     *
     * @param topic the full topic
     * @param payload is sent as UTF-8
     */
    public Message(String topic, String payload) {
        this(topic, Utf8.of(payload));
    }

    /**
     * Sets the quality of service.
     *
     * @param level {@link Qos#AT_LEAST_ONCE} by default
     * @return this message
     */
    public Message qos(Qos level) {
        qos = Objects.requireNonNull(level, "level");
        return this;
    }

    /**
     * Has the server keep the message for later subscribers.
     *
     * @param kept false by default
     * @return this message
     */
    public Message retained(boolean kept) {
        retained = kept;
        return this;
    }

    /**
     * Sets how long it may wait to be acknowledged before it fails with {@link ErrorNumber#EXPIRED}.
     *
     * @param time 1 ms and up; the outbox's {@code maxAge} by default
     * @param unit of {@code time}
     * @return this message
     */
    public Message timeToLive(long time, TimeUnit unit) {
        timeToLiveMs = unit.toMillis(time);
        return this;
    }

    /**
     * Sets what leaves first.
     *
     * @param which {@link Priority#NORMAL} by default, and always in order mode
     * @return this message
     */
    public Message priority(Priority which) {
        priority = Objects.requireNonNull(which, "which");
        return this;
    }

    /**
     * The topic.
     *
     * @return as it was given
     */
    public String topic() {
        return topic;
    }

    /**
     * The payload.
     *
     * @return the array itself, not a copy
     */
    public byte[] payload() {
        return payload;
    }
}
