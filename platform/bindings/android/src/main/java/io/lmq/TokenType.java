package io.lmq;

/** What a token allows. */
public enum TokenType {
    /** To subscribe. */
    READ,
    /** To publish. */
    WRITE,
    /** Both. */
    READ_WRITE
}
