package io.lmq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** One token that a device needs (spec 8.4). Immutable. */
public final class TokenNeed {
    final TokenType type;
    final List<String> resources;

    /**
     * A token to be got.
     *
     * @param type at most one need of each type
     * @param resources topics and filters that it is to cover, at most 100; a publish or subscribe that none of them
     *     covers is then refused by the client itself. None: the app server decides
     */
    public TokenNeed(TokenType type, String... resources) {
        this(type, Arrays.asList(resources));
    }

    TokenNeed(TokenType type, List<String> resources) {
        this.type = Objects.requireNonNull(type, "type");
        this.resources = Collections.unmodifiableList(new ArrayList<>(resources));
    }

    /**
     * What the token is to allow.
     *
     * @return the type
     */
    public TokenType type() {
        return type;
    }

    /**
     * What it is to cover.
     *
     * @return an unmodifiable list; empty: the app server decides
     */
    public List<String> resources() {
        return resources;
    }
}
