package io.lmq;

/** What is done when the library has done something; each has the one call that fits what was asked for. */
abstract class Completion {
    /** A publish, an unsubscribe or a request for offline messages; {@code error} is null after a success. */
    void done(LmqException error) {}

    /** A subscribe: an error's number and what was granted for each filter. */
    void subscribed(int[] errors, int[] granted) {}

    /** News of a pull of everything. */
    void pulled(PullProgress progress) {}
}
