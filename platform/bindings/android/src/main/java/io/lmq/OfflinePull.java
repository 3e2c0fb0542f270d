package io.lmq;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** How offline messages are pulled (spec 9.4). Immutable. */
public final class OfflinePull {
    /** Oldest first, 30 at once, until 2 s bring nothing. */
    public static final OfflinePull DEFAULT = new OfflinePull(PullOrder.ASCENDING, 30, 2, TimeUnit.SECONDS);

    final PullOrder order;
    final int batch;
    final long idleMs;

    /**
     * Another way than {@link #DEFAULT}.
     *
     * @param order oldest or newest first
     * @param batch messages asked for at once; 1 to 30
     * @param idle a request that brought nothing for so long found nothing more; 100 ms and up
     * @param unit of {@code idle}
     */
    public OfflinePull(PullOrder order, int batch, long idle, TimeUnit unit) {
        this.order = Objects.requireNonNull(order, "order");
        this.batch = batch;
        this.idleMs = Packer.millis(idle, unit);
    }

    void pack(Packer to) {
        to.number(order.ordinal());
        to.number(batch);
        to.number(idleMs);
    }
}
