package io.lmq;

import io.lmq.testing.Broker;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What listeners may do, and what becomes of what they throw. */
final class HandlersTest {
    private HandlersTest() {}

    @Test
    static void whatAListenerThrowsGoesToTheUncaughtHandlerAndNothingElseIsDisturbed() throws Exception {
        BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
        try (Broker broker = Broker.start();
                Device device = Device.connected(broker, "a").subscribe("TopicA/x")) {
            CountDownLatch second = new CountDownLatch(2);
            device.client.onMessage(message -> {
                second.countDown();
                throw new IllegalStateException(message.text());
            });
            Check.done(device.client.publish("TopicA/x", "first"));
            device.client.publish("TopicA/x", "second").whenDone((nothing, error) -> {
                throw new IllegalStateException("completion");
            });
            Check.that(second.await(Check.DEADLINE_S, TimeUnit.SECONDS), "both come");
            for (int i = 0; i < 3; ++i) {
                Check.that(reported.poll(Check.DEADLINE_S, TimeUnit.SECONDS) instanceof IllegalStateException, "told");
            }
            device.client.onState(status -> {
                throw new StackOverflowError();
            });
            device.client.networkChanged();
            Check.that(reported.poll(Check.DEADLINE_S, TimeUnit.SECONDS) instanceof StackOverflowError, "told");
            Check.done(device.client.publish("TopicA/x", "third"));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    static void whatWaitsIsRefusedInAListenerAndTheRestWorks() throws Exception {
        try (Broker broker = Broker.start();
                Device device = Device.connected(broker, "a").subscribe("TopicA/x")) {
            Result<Void> never = new Result<>(new Handlers(
                    ClientOptions.builder("tcp://h", Device.identity("d")).build(), status -> {}));
            BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
            device.client.onMessage(message -> {
                try {
                    Result<Void> published = device.client.publish("TopicA/y", "from a listener");
                    Check.failing(ErrorNumber.WOULD_DEADLOCK, () -> published.await(1, TimeUnit.SECONDS));
                    ExecutionException wrapped = Check.throwing(ExecutionException.class, published::get);
                    Check.same(((LmqException) wrapped.getCause()).number(), ErrorNumber.WOULD_DEADLOCK);
                    Check.failing(ErrorNumber.WOULD_DEADLOCK, () -> device.client.flush(1, TimeUnit.SECONDS));
                    Check.failing(ErrorNumber.WOULD_DEADLOCK, () -> device.client.disconnect(1, TimeUnit.SECONDS));
                    Check.failing(ErrorNumber.TIMEOUT, () -> never.await(1, TimeUnit.MILLISECONDS));
                    Check.same(device.client.status().state(), ConnectionState.READY);
                    outcomes.add(published);
                } catch (Throwable thrown) {
                    outcomes.add(thrown);
                }
            });
            Check.done(device.client.publish("TopicA/x", "go"));
            Object outcome = outcomes.poll(Check.DEADLINE_S, TimeUnit.SECONDS);
            Check.that(outcome instanceof Result, String.valueOf(outcome));
            Check.done((Result<?>) outcome);
        }
    }

    @Test
    static void theLogIsReadableAndItsSinkMustNotCallBack() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
        Client[] made = new Client[1];
        LogSink sink = (level, line) -> {
            lines.add(level + " " + line);
            Client client = made[0];
            if (client != null && outcomes.isEmpty()) {
                outcomes.add(Check.throwing(IllegalStateException.class, client::status));
            }
        };
        try (Broker broker = Broker.start();
                Device device = new Device(Device.options(broker, "a").log(sink, LogLevel.TRACE).build())) {
            made[0] = device.client;
            device.connect();
            Check.done(device.client.publish("TopicA/x", "a payload"));
        }
        Check.that(!outcomes.isEmpty() && lines.size() > 3, "there are lines: " + lines);
        for (String line : lines) {
            Check.that(!line.contains("SK_test") && !line.contains("a payload"), line);
        }
    }

    @Test
    static void aWordAboutTheNetworkConnectsAnew() throws Exception {
        try (Broker broker = Broker.start();
                Device device = Device.connected(broker, "a")) {
            device.becomes(ConnectionState.READY);
            device.client.networkChanged();
            device.becomes(ConnectionState.READY);
            Check.same(device.client.statistics().connects(), 2L);
        }
    }

    @Test
    static void aClientConnectsAgainAfterADisconnect() throws Exception {
        try (Broker broker = Broker.start();
                Device device = Device.connected(broker, "a")) {
            device.client.disconnect(Check.DEADLINE_S, TimeUnit.SECONDS);
            Check.same(device.client.status().state(), ConnectionState.IDLE);
            Result<Void> published = device.client.publish("TopicA/x", "waits");
            device.connect();
            Check.done(published);
            Check.that(broker.kick("GID_AAA@@@a"), "it is connected");
            Check.same(device.becomes(ConnectionState.WAITING).error().number(), ErrorNumber.CONNECTION_LOST);
            device.becomes(ConnectionState.READY);
        }
    }
}
