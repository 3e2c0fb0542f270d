package io.lmq;

/** Why a client asks for a token. */
public enum TokenReason {
    /** It has none of this type. */
    NONE_HELD,
    /** The one it has is about to expire. */
    RENEWAL,
    /** The one it has has expired, by its own reckoning. */
    EXPIRED,
    /** The server said that the one it has is no good. */
    REJECTED,
    /** The server said that the one it has does not cover what was asked. */
    WIDER_RIGHTS
}
