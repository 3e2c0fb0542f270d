package io.lmq;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Ends the result of a subscribe: what became of each filter, in the order of the call. */
final class Subscribing extends Completion {
    private final Result<List<SubscribeOutcome>> result;
    private final List<String> filters;

    Subscribing(Result<List<SubscribeOutcome>> result, List<String> filters) {
        this.result = result;
        this.filters = filters;
    }

    @Override
    void subscribed(int[] errors, int[] granted) {
        List<SubscribeOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < errors.length; ++i) {
            boolean taken = errors[i] == 0;
            outcomes.add(new SubscribeOutcome(filters.get(i), taken ? null : LmqException.of(errors[i], null),
                    taken ? Qos.values()[granted[i]] : null));
        }
        result.end(Collections.unmodifiableList(outcomes), null);
    }
}
