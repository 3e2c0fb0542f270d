package io.lmq;

/** Tells a listener of a pull of everything, and ends its result. */
final class Pulling extends Completion {
    private final Result<PullProgress> result;
    private final PullListener listener;

    /** {@code listener} may be null. */
    Pulling(Result<PullProgress> result, PullListener listener) {
        this.result = result;
        this.listener = listener;
    }

    @Override
    void pulled(PullProgress progress) {
        try {
            if (listener != null) {
                listener.onPull(progress);
            }
        } finally {
            if (progress.finished()) {
                result.end(progress.error() == null ? progress : null, progress.error());
            }
        }
    }
}
