package io.lmq;

import java.util.Objects;
import java.util.concurrent.Executor;

/** Ready-made token providers. */
public final class TokenProviders {
    private TokenProviders() {}

    /**
     * A provider that lets a source block on an executor's thread.
     *
     * @param executor one thread is enough
     * @param source is called once a request
     * @return a provider for {@link TokenOptions#builder}
     */
    public static TokenProvider blocking(Executor executor, TokenSource source) {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(source, "source");
        return (request, answer) -> executor.execute(() -> {
            try {
                answer.deliver(source.get(request));
            } catch (Throwable thrown) {
                answer.fail(thrown);
            }
        });
    }
}
