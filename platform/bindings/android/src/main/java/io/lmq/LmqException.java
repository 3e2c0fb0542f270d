package io.lmq;

/**
 * What the library answers when something cannot be done: one of the numbers of {@link ErrorNumber}, with its cause and
 * cure in the message. Never holds a secret.
 */
public final class LmqException extends Exception {
    private static final long serialVersionUID = 1L;

    /** As {@link #number()}. */
    private final int number;

    /** As {@link #detail()}. */
    private final String detail;

    /**
     * An error of a token provider, a token source or a signer.
     *
     * @param number one of {@link ErrorNumber}; an unknown one counts as {@link ErrorNumber#INTERNAL}
     * @param detail what led to it, for logs, without a secret; the first 255 bytes are kept
     */
    public LmqException(int number, String detail) {
        super(Native.text(Native.describe(number, Utf8.of(detail))));
        this.number = number;
        this.detail = detail;
    }

    /** What the calling thread's last native call failed with. */
    static LmqException last(int number) {
        return new LmqException(number, Native.text(Native.detail()));
    }

    /** An error with the detail that came beside it. */
    static LmqException of(int number, byte[] detail) {
        return new LmqException(number, Native.text(detail));
    }

    static void check(int number) throws LmqException {
        if (number != 0) {
            throw last(number);
        }
    }

    /**
     * The error's number, as in C and C++.
     *
     * @return one of {@link ErrorNumber}; a later library may have others
     */
    public int number() {
        return number;
    }

    /**
     * The error's name, such as {@code too_long}.
     *
     * @return the name that errors.md has it under
     */
    public String errorName() {
        return Native.text(Native.errorName(number));
    }

    /**
     * What led to it, beyond the number: the option, the limit, the peer's answer.
     *
     * @return the detail, which may be empty
     */
    public String detail() {
        return detail;
    }
}
