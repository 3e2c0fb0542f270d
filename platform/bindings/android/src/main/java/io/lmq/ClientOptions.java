package io.lmq;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Everything a client is made from. Immutable, but for secrets that are wiped; may serve several clients in turn. */
public final class ClientOptions {
    private final Builder from;

    private ClientOptions(Builder from) {
        this.from = from;
    }

    /**
     * Starts from the defaults.
     *
     * @param serverUri {@code tcp://host:port}, {@code ssl://}, {@code ws://host:port/path} or {@code wss://} (spec 2)
     * @param identity the client id
     * @return a builder
     */
    public static Builder builder(String serverUri, Identity identity) {
        return new Builder(serverUri, Objects.requireNonNull(identity, "identity").clientId());
    }

    /**
     * Starts from the defaults, for a broker of another kind: with {@link Profile#STANDARD}.
     *
     * @param serverUri as above
     * @param clientId any MQTT client id
     * @return a builder
     */
    public static Builder standard(String serverUri, String clientId) {
        Builder builder = new Builder(serverUri, Objects.requireNonNull(clientId, "clientId"));
        builder.profile = Profile.STANDARD.ordinal();
        return builder;
    }

    Credentials credentials() {
        return from.credentials;
    }

    LogSink log() {
        return from.log;
    }

    void pack(Packer to) {
        to.text(from.serverUri);
        to.text(from.clientId);
        from.credentials.pack(to);
        to.number(from.profile);
        to.number(from.cleanSession);
        to.number(from.connectTimeoutMs);
        to.number(from.ackTimeoutMs);
        to.number(from.keepAliveS);
        to.number(from.wakeTransport);
        to.flag(from.backOffMs != null);
        if (from.backOffMs != null) {
            for (long time : from.backOffMs) {
                to.number(time);
            }
        }
        to.flag(from.proxy != null);
        if (from.proxy != null) {
            from.proxy.pack(to);
        }
        to.flag(from.tls != null);
        if (from.tls != null) {
            from.tls.pack(to);
        }
        to.number(from.ordered);
        to.number(from.maxInflight);
        to.number(from.maxPublishRate);
        to.number(from.inboxMessages);
        to.number(from.inboxBytes);
        to.flag(from.will != null);
        if (from.will != null) {
            from.will.pack(to);
        }
        to.flag(from.offlinePull != null);
        if (from.offlinePull != null) {
            from.offlinePull.pack(to);
        }
        to.flag(from.outbox != null);
        if (from.outbox != null) {
            from.outbox.pack(to);
        }
        to.text(from.inboxFile);
        to.flag(from.limits != null);
        if (from.limits != null) {
            from.limits.pack(to);
        }
        to.flag(from.log != null);
        to.number(from.logLevel);
    }

    /** Makes {@link ClientOptions}. Not thread-safe. */
    public static final class Builder implements Cloneable {
        private final String serverUri;
        private final String clientId;
        private Credentials credentials = Credentials.anonymous();
        private long profile = Packer.UNSET;
        private long cleanSession = Packer.UNSET;
        private TlsOptions tls;
        private HttpProxy proxy;
        private long connectTimeoutMs = Packer.UNSET;
        private long ackTimeoutMs = Packer.UNSET;
        private long keepAliveS = Packer.UNSET;
        private long wakeTransport = Packer.UNSET;
        private long ordered = Packer.UNSET;
        private long[] backOffMs;
        private long maxInflight = Packer.UNSET;
        private long maxPublishRate = Packer.UNSET;
        private long inboxMessages = Packer.UNSET;
        private long inboxBytes = Packer.UNSET;
        private Will will;
        private OfflinePull offlinePull;
        private OutboxOptions outbox;
        private String inboxFile = "";
        private Limits limits;
        private LogSink log;
        private long logLevel = Packer.UNSET;

        private Builder(String serverUri, String clientId) {
            this.serverUri = Objects.requireNonNull(serverUri, "serverUri");
            this.clientId = clientId;
        }

        /**
         * Sets how the client signs in.
         *
         * @param how {@link Credentials#anonymous} by default
         * @return this builder
         */
        public Builder credentials(Credentials how) {
            credentials = Objects.requireNonNull(how, "how");
            return this;
        }

        /**
         * Sets whether the server forgets the device when it goes (spec 5.3): false for offline messages.
         *
         * @param forgotten true by default
         * @return this builder
         */
        public Builder cleanSession(boolean forgotten) {
            cleanSession = forgotten ? 1 : 0;
            return this;
        }

        /**
         * Sets how TLS is spoken; refused without {@code ssl://} or {@code wss://}.
         *
         * @param how on Android at least {@link TlsOptions#android}
         * @return this builder
         */
        public Builder tls(TlsOptions how) {
            tls = how;
            return this;
        }

        /**
         * Goes through a proxy.
         *
         * @param which null, the default: none, whatever the system says
         * @return this builder
         */
        public Builder httpProxy(HttpProxy which) {
            proxy = which;
            return this;
        }

        /**
         * Sets how long an attempt may take, from the look-up of the name to the server's answer.
         *
         * @param time 100 ms and up; 15 s by default
         * @param unit of {@code time}
         * @return this builder
         */
        public Builder connectTimeout(long time, TimeUnit unit) {
            connectTimeoutMs = Packer.millis(time, unit);
            return this;
        }

        /**
         * Sets how long subscribes and control messages may be unanswered before the connection is given up.
         *
         * @param time 1 ms and up; 20 s by default
         * @param unit of {@code time}
         * @return this builder
         */
        public Builder ackTimeout(long time, TimeUnit unit) {
            ackTimeoutMs = Packer.millis(time, unit);
            return this;
        }

        /**
         * Sets how often an idle connection is tested, which wakes the phone's radio.
         *
         * @param time 1 to 120 s with the service, 90 s by default
         * @param unit of {@code time}
         * @return this builder
         */
        public Builder keepAlive(long time, TimeUnit unit) {
            keepAliveS = Math.max(unit.toSeconds(time), Packer.UNSET + 1);
            return this;
        }

        /**
         * Order mode (spec 13): one publish in flight.
         *
         * @param on false by default
         * @return this builder
         */
        public Builder ordered(boolean on) {
            ordered = on ? 1 : 0;
            return this;
        }

        /**
         * Sets the time between attempts: random, up to a bound that doubles with each failure.
         *
         * @param min the first bound, 1 ms and up; 1 s by default
         * @param max the last bound, {@code min} and up; 120 s by default
         * @param stableAfter a connection that was ready so long starts anew from {@code min}; 60 s by default
         * @param unit of all three
         * @return this builder
         */
        public Builder backOff(long min, long max, long stableAfter, TimeUnit unit) {
            backOffMs = new long[] {
                Packer.millis(min, unit), Packer.millis(max, unit), Packer.millis(stableAfter, unit)};
            return this;
        }

        /**
         * Sets how many QoS 1 and 2 publishes may be unacknowledged.
         *
         * @param count 1 to 65,535; 100 by default, 1 in order mode
         * @return this builder
         */
        public Builder maxInflight(int count) {
            maxInflight = count;
            return this;
        }

        /**
         * Sets how many publishes leave in a second.
         *
         * @param perSecond over all QoS; 0, the default: no limit
         * @return this builder
         */
        public Builder maxPublishRate(double perSecond) {
            maxPublishRate = Double.doubleToRawLongBits(perSecond);
            return this;
        }

        /**
         * Sets what may wait for the listeners; beyond it the server is held back, and QoS 0 is dropped and counted.
         *
         * @param messages 1 and up; 1,000 by default
         * @param bytes 1 and up; 8 MiB by default
         * @return this builder
         */
        public Builder inbox(int messages, int bytes) {
            inboxMessages = messages;
            inboxBytes = bytes;
            return this;
        }

        /**
         * Keeps received QoS 1 and 2 messages until their listener has returned, and acknowledges them only when they
         * are kept (durability.md).
         *
         * @param path of a file of this client alone, in a folder that exists; none by default
         * @return this builder
         */
        public Builder inboxFile(String path) {
            inboxFile = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Leaves a last message with the server.
         *
         * @param last null, the default: none
         * @return this builder
         */
        public Builder will(Will last) {
            will = last;
            return this;
        }

        /**
         * Pulls offline messages after each connect until none are left (offline.md).
         *
         * @param how null, the default: the service pushes them by itself
         * @return this builder
         */
        public Builder offlinePull(OfflinePull how) {
            offlinePull = how;
            return this;
        }

        /**
         * Sets what is kept of publishes, and where.
         *
         * @param how null: the defaults
         * @return this builder
         */
        public Builder outbox(OutboxOptions how) {
            outbox = how;
            return this;
        }

        /**
         * Keeps one connection of the process to itself, without which a second client takes up to 2 s to connect.
         *
         * @param on true by default
         * @return this builder
         */
        public Builder wakeTransport(boolean on) {
            wakeTransport = on ? 1 : 0;
            return this;
        }

        /**
         * Goes by other limits than the service's.
         *
         * @param which null, the default: the service's
         * @return this builder
         */
        public Builder limits(Limits which) {
            limits = which;
            return this;
        }

        /**
         * Gets the library's log.
         *
         * @param sink null, the default: none
         * @param level lines below it are not made; {@link LogLevel#INFO} is a good one
         * @return this builder
         */
        public Builder log(LogSink sink, LogLevel level) {
            log = sink;
            logLevel = Objects.requireNonNull(level, "level").ordinal();
            return this;
        }

        /**
         * Checks nothing: {@link Client#create} does.
         *
         * @return the options
         */
        public ClientOptions build() {
            return new ClientOptions(clone());
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
