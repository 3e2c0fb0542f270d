package io.lmq;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Which tokens a device needs and where it gets them (spec 8). Immutable. */
public final class TokenOptions {
    final TokenProvider provider;
    private final List<TokenNeed> needs;
    private final String file;
    private final long timeoutMs;

    private TokenOptions(Builder from) {
        provider = from.provider;
        needs = new ArrayList<>(from.needs);
        file = from.file;
        timeoutMs = from.timeoutMs;
    }

    /**
     * Starts from the defaults.
     *
     * @param provider gets the tokens
     * @return a builder
     */
    public static Builder builder(TokenProvider provider) {
        return new Builder(provider);
    }

    void pack(Packer to) {
        to.number(needs.size());
        for (TokenNeed need : needs) {
            to.number(need.type.ordinal());
            to.texts(need.resources);
        }
        to.text(file);
        to.number(timeoutMs);
    }

    /** Makes {@link TokenOptions}. Not thread-safe. */
    public static final class Builder {
        private final TokenProvider provider;
        private final List<TokenNeed> needs = new ArrayList<>();
        private String file = "";
        private long timeoutMs = Packer.UNSET;

        private Builder(TokenProvider provider) {
            this.provider = Objects.requireNonNull(provider, "provider");
        }

        /**
         * Adds a token that the device needs.
         *
         * @param type one of each type at most, and one at least
         * @param resources topics and filters that it is to cover, at most 100; none: the app server decides
         * @return this builder
         */
        public Builder need(TokenType type, String... resources) {
            needs.add(new TokenNeed(type, resources));
            return this;
        }

        /**
         * Keeps the tokens beyond the end of the app.
         *
         * @param path of a file of this client alone in a folder that exists, readable by the app only; none by default
         * @return this builder
         */
        public Builder file(String path) {
            file = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Sets how long the provider may take.
         *
         * @param time from its call to its answer, 1 ms and up; 30 s by default
         * @param unit of {@code time}
         * @return this builder
         */
        public Builder providerTimeout(long time, TimeUnit unit) {
            timeoutMs = Packer.millis(time, unit);
            return this;
        }

        /**
         * Checks nothing: {@link Client#create} does.
         *
         * @return the options
         */
        public TokenOptions build() {
            return new TokenOptions(this);
        }
    }
}
