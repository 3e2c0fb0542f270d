package io.lmq;

import java.lang.reflect.Field;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What needs no connection. */
final class ValuesTest {
    private ValuesTest() {}

    @Test
    static void eachErrorNumberIsTheLibrarysAndNoneIsMissing() throws Exception {
        int constants = 0;
        for (Field field : ErrorNumber.class.getDeclaredFields()) {
            Check.same(Native.text(Native.errorName(field.getInt(null))), field.getName().toLowerCase(Locale.ROOT));
            ++constants;
        }
        int numbers = 0;
        for (int number = 1; number < 10000; ++number) {
            if (number == ErrorNumber.INTERNAL || !"internal".equals(Native.text(Native.errorName(number)))) {
                ++numbers;
            }
        }
        Check.same(constants, numbers);
    }

    @Test
    static void anErrorHasItsNumberNameDetailAndCure() {
        LmqException error = new LmqException(ErrorNumber.OUTBOX_FULL, "1000 messages");
        Check.same(error.errorName(), "outbox_full");
        Check.same(error.detail(), "1000 messages");
        Check.that(error.getMessage().startsWith("outbox_full (301): 1000 messages. "), error.getMessage());
    }

    @Test
    static void anIdentityIsCheckedAndTakenApart() throws Exception {
        Identity identity = Identity.of("GID_AAA", "phone@@@1");
        Check.same(identity.clientId(), "GID_AAA@@@phone@@@1");
        Check.same(identity.group(), "GID_AAA");
        Check.same(identity.device(), "phone@@@1");
        Check.same(Identity.parse(identity.clientId()), identity);
        Check.failing(ErrorNumber.MISSING_SEPARATOR, () -> Identity.parse("GID_AAA"));
        Check.failing(ErrorNumber.BAD_GROUP_PREFIX, () -> Identity.of("AAA_AAA", "phone"));
    }

    @Test
    static void filtersAreMatchedAsTheServerDoes() {
        Check.that(Topics.matches("TopicA/+/x", "TopicA/1/x"), "a wildcard of one level");
        Check.that(!Topics.matches("TopicA/+", "TopicA/1/x"), "matches one level only");
        Check.same(Topics.p2p("TopicA", "GID_AAA@@@1"), "TopicA/p2p/GID_AAA@@@1");
    }

    @Test
    static void aDuplicateFilterTellsWhatCameBefore() {
        DuplicateFilter filter = new DuplicateFilter(2);
        ReceivedMessage message = new ReceivedMessage(Utf8.of("TopicA/x"), Utf8.of("1"), 1, false, false);
        Check.that(!filter.seen(message) && filter.seen(message), "the second time");
        Check.that(!filter.seen("a") && filter.seen("a") && !filter.seen("b"), "keys too");
        Check.that(!filter.seen(message), "a full window forgets the oldest");
        filter.close();
        filter.close();
        Check.throwing(IllegalStateException.class, () -> filter.seen("a"));
    }

    @Test
    static void halfASurrogatePairIsNoText() {
        Check.throwing(IllegalArgumentException.class, () -> new Message("TopicA/x", "\ud83d"));
        Check.same(Native.text(Utf8.of("\ud83d\ude00\u0000é")), "\ud83d\ude00\u0000é");
    }

    @Test
    static void noSecretIsShown() throws Exception {
        Credentials key = Credentials.accessKey("key", "hush".toCharArray());
        Token token = new Token("hush", TokenType.READ, 1);
        ClientOptions options =
                ClientOptions.builder("tcp://h", Device.identity("d")).credentials(key).build();
        for (Object shown : new Object[] {key, token, options, options.credentials()}) {
            Check.that(!shown.toString().contains("hush"), shown.toString());
        }
    }

    @Test
    static void aResultEndsOnceAndTellsLateListenersToo() throws Exception {
        Result<String> result = new Result<>(new Handlers(
                ClientOptions.builder("tcp://h", Device.identity("d")).build(), status -> {}));
        StringBuilder told = new StringBuilder();
        result.whenDone((value, error) -> told.append("early ").append(value));
        Check.failing(ErrorNumber.TIMEOUT, () -> result.await(1, TimeUnit.MILLISECONDS));
        Check.that(result.end("first", null), "the first end counts");
        Check.that(!result.end("second", null), "the second does not");
        result.whenDone(Runnable::run, (value, error) -> told.append(" late ").append(value));
        Check.same(told.toString(), "early first late first");
        Check.same(result.get(), "first");
        Check.same(result.get(1, TimeUnit.SECONDS), "first");
    }
}
