package io.lmq;

/** Limits of the service that an instance of a higher edition may have otherwise (spec 4). Immutable. */
public final class Limits {
    private final Builder from;

    private Limits(Builder from) {
        this.from = from;
    }

    /**
     * Starts from the service's limits.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    void pack(Packer to) {
        to.number(from.topicLength);
        to.number(from.clientIdLength);
        to.number(from.payloadBytes);
        to.number(from.subscriptions);
        to.number(from.offlinePull);
        to.number(from.maxKeepAliveS);
    }

    /** Makes {@link Limits}. Not thread-safe. */
    public static final class Builder implements Cloneable {
        private long topicLength = Packer.UNSET;
        private long clientIdLength = Packer.UNSET;
        private long payloadBytes = Packer.UNSET;
        private long subscriptions = Packer.UNSET;
        private long offlinePull = Packer.UNSET;
        private long maxKeepAliveS = Packer.UNSET;

        private Builder() {}

        /**
         * Sets how long a topic may be.
         *
         * @param codePoints of the whole topic; 64 by default
         * @return this builder
         */
        public Builder topicLength(int codePoints) {
            topicLength = codePoints;
            return this;
        }

        /**
         * Sets how long a client id may be.
         *
         * @param codePoints 64 by default
         * @return this builder
         */
        public Builder clientIdLength(int codePoints) {
            clientIdLength = codePoints;
            return this;
        }

        /**
         * Sets how large a message may be.
         *
         * @param bytes of the payload; 65,536 by default
         * @return this builder
         */
        public Builder payloadBytes(int bytes) {
            payloadBytes = bytes;
            return this;
        }

        /**
         * Sets how many filters a client may hold.
         *
         * @param count 30 by default
         * @return this builder
         */
        public Builder subscriptions(int count) {
            subscriptions = count;
            return this;
        }

        /**
         * Sets how many messages an offline pull may ask for.
         *
         * @param count 30 by default
         * @return this builder
         */
        public Builder offlinePull(int count) {
            offlinePull = count;
            return this;
        }

        /**
         * Sets how long a keep-alive may be.
         *
         * @param seconds 120 by default
         * @return this builder
         */
        public Builder maxKeepAlive(int seconds) {
            maxKeepAliveS = seconds;
            return this;
        }

        /**
         * Checks nothing.
         *
         * @return the limits
         */
        public Limits build() {
            return new Limits(clone());
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
