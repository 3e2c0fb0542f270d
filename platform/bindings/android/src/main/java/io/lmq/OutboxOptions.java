package io.lmq;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Caps of the publishes that wait for a connection or an acknowledgement, and where they are kept. Immutable. */
public final class OutboxOptions {
    private final Builder from;

    private OutboxOptions(Builder from) {
        this.from = from;
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    void pack(Packer to) {
        to.number(from.maxMessages);
        to.number(from.maxBytes);
        to.number(from.policy);
        to.number(from.maxAgeMs);
        to.text(from.file);
        to.number(from.commitIntervalMs);
    }

    /** Makes {@link OutboxOptions}. Not thread-safe. */
    public static final class Builder implements Cloneable {
        private long maxMessages = Packer.UNSET;
        private long maxBytes = Packer.UNSET;
        private long policy = Packer.UNSET;
        private long maxAgeMs = Packer.UNSET;
        private String file = "";
        private long commitIntervalMs = Packer.UNSET;

        private Builder() {}

        /**
         * Sets how many messages may wait.
         *
         * @param count 1 and up; 1,000 by default
         * @return this builder
         */
        public Builder maxMessages(int count) {
            maxMessages = count;
            return this;
        }

        /**
         * Sets how many bytes may wait, topics and payloads together.
         *
         * @param bytes 1 and up; 8 MiB by default
         * @return this builder
         */
        public Builder maxBytes(int bytes) {
            maxBytes = bytes;
            return this;
        }

        /**
         * Sets what becomes of a new message when it is full.
         *
         * @param which {@link OutboxPolicy#REFUSE_NEWEST} by default
         * @return this builder
         */
        public Builder policy(OutboxPolicy which) {
            policy = which.ordinal();
            return this;
        }

        /**
         * Sets how long messages without a time to live of their own may wait.
         *
         * @param time 1 ms and up; 0, the default: for ever
         * @param unit of {@code time}
         * @return this builder
         */
        public Builder maxAge(long time, TimeUnit unit) {
            maxAgeMs = Packer.millis(time, unit);
            return this;
        }

        /**
         * Keeps what waits beyond the end of the app (durability.md).
         *
         * @param path of a file of this client alone, in a folder that exists; none by default
         * @return this builder
         */
        public Builder file(String path) {
            file = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * With a file: sets how long a publish may be in memory only.
         *
         * @param time up to 60 s; 200 ms by default; 0: {@link Client#publish} returns when it is on the disk
         * @param unit of {@code time}
         * @return this builder
         */
        public Builder commitInterval(long time, TimeUnit unit) {
            commitIntervalMs = Packer.millis(time, unit);
            return this;
        }

        /**
         * Checks nothing: {@link Client#create} does.
         *
         * @return the options
         */
        public OutboxOptions build() {
            return new OutboxOptions(clone());
        }

        @Override
        protected Builder clone() {
            try {
                return (Builder) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
