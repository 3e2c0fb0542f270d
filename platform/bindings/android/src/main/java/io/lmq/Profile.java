package io.lmq;

/** Which dialect the server speaks. */
public enum Profile {
    /** MQ for IoT, with its group rules, control messages and limits. */
    ALIYUN,
    /** Any MQTT 3.1.1 broker. */
    STANDARD
}
