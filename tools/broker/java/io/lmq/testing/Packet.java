package io.lmq.testing;

/** MQTT's control packets. */
public enum Packet {
    /** Each of them. */
    ANY,
    /** To connect. */
    CONNECT,
    /** The answer to it. */
    CONNACK,
    /** A message. */
    PUBLISH,
    /** Its acknowledgement with QoS 1. */
    PUBACK,
    /** The first with QoS 2. */
    PUBREC,
    /** The answer to that. */
    PUBREL,
    /** The last with QoS 2. */
    PUBCOMP,
    /** To subscribe. */
    SUBSCRIBE,
    /** The answer to it. */
    SUBACK,
    /** To unsubscribe. */
    UNSUBSCRIBE,
    /** The answer to it. */
    UNSUBACK,
    /** The keep-alive. */
    PINGREQ,
    /** The answer to it. */
    PINGRESP,
    /** The end. */
    DISCONNECT
}
