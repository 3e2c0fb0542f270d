package io.lmq;

import io.lmq.testing.Broker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The end of a client, whoever is in the middle of what. */
final class LifeTest {
    private LifeTest() {}

    @Test
    static void callsOfAClosedClientFailAndHarmNothing() throws Exception {
        try (Broker broker = Broker.start()) {
            Device device = Device.connected(broker, "a");
            Result<Void> connected = device.client.connect();
            Check.that(device.client.close(Check.DEADLINE_S, TimeUnit.SECONDS), "nothing was left");
            Check.that(device.client.close(0, TimeUnit.SECONDS), "nor the second time");
            Check.done(connected);
            Check.failed(ErrorNumber.CLOSED, device.client.connect());
            Check.failed(ErrorNumber.CLOSED, device.client.publish("TopicA/x", "x"));
            Check.failed(ErrorNumber.CLOSED, device.client.subscribe("TopicA/x", Qos.AT_LEAST_ONCE));
            Check.failed(ErrorNumber.CLOSED, device.client.pullAll(OfflinePull.DEFAULT, null));
            Check.failing(ErrorNumber.CLOSED, () -> device.client.flush(1, TimeUnit.SECONDS));
            Check.failing(ErrorNumber.CLOSED, () -> device.client.disconnect(1, TimeUnit.SECONDS));
            Check.throwing(IllegalStateException.class, device.client::status);
            Check.throwing(IllegalStateException.class, device.client::statistics);
            device.client.networkChanged();
            device.client.cancelPulls();
            device.client.onMessage(null);
            device.client.onRecovered((message, error) -> {});
        }
    }

    @Test
    static void closingEndsWhatIsWaitedFor() throws Exception {
        Client client =
                Client.create(ClientOptions.builder("tcp://127.0.0.1:1", Device.identity("a")).build());
        Result<Void> connecting = client.connect();
        Result<Void> published = client.publish("TopicA/x", "x");
        CountDownLatch told = new CountDownLatch(2);
        connecting.whenDone((nothing, error) -> told.countDown());
        published.whenDone((nothing, error) -> told.countDown());
        Check.that(!client.close(0, TimeUnit.SECONDS), "a message was left");
        Check.failed(ErrorNumber.CANCELLED, published);
        Check.failed(ErrorNumber.CLOSED, connecting);
        Check.that(told.await(Check.DEADLINE_S, TimeUnit.SECONDS), "both were told");
    }

    /** Four threads publish while the client is closed in a callback of the kind that {@code set} sets. */
    private static void closeInACallback(String name, java.util.function.BiConsumer<Client, Runnable> set)
            throws Exception {
        try (Broker broker = Broker.start()) {
            Device device = Device.connected(broker, name).subscribe("TopicA/x");
            AtomicInteger ended = new AtomicInteger();
            AtomicInteger begun = new AtomicInteger();
            CountDownLatch closing = new CountDownLatch(1);
            set.accept(device.client, () -> {
                device.client.close();
                closing.countDown();
            });
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; ++i) {
                threads.add(new Thread(() -> {
                    boolean open = true;
                    while (open) {
                        begun.incrementAndGet();
                        Result<Void> result = device.client.publish("TopicA/x", "x");
                        result.whenDone((nothing, error) -> ended.incrementAndGet());
                        open = closing.getCount() > 0;
                    }
                }));
                threads.get(i).start();
            }
            Check.that(closing.await(Check.DEADLINE_S, TimeUnit.SECONDS), "the callback comes");
            for (Thread thread : threads) {
                thread.join();
            }
            device.client.close(); // waits for the thread that does it
            Check.same(ended.get(), begun.get());
            Check.failed(ErrorNumber.CLOSED, device.client.publish("TopicA/x", "x"));
            Check.eventually("the server knows", () -> !broker.session("GID_AAA@@@" + name).connected());
        }
    }

    @Test
    static void aClientMayBeClosedInItsMessageListener() throws Exception {
        for (int round = 0; round < 5; ++round) {
            closeInACallback("a", (client, close) -> client.onMessage(message -> close.run()));
        }
    }

    @Test
    static void aClientMayBeClosedInItsStateListener() throws Exception {
        closeInACallback("a", (client, close) -> {
            client.onState(status -> close.run());
            client.networkChanged();
        });
    }

    @Test
    static void aClientMayBeClosedInACompletion() throws Exception {
        closeInACallback("a", (client, close) ->
                client.publish("TopicA/x", "last").whenDone((nothing, error) -> close.run()));
    }

    @Test
    static void aClientMayBeClosedInItsLogSink() throws Exception {
        Client[] made = new Client[1];
        CountDownLatch closed = new CountDownLatch(1);
        LogSink sink = (level, line) -> {
            if (made[0] != null) {
                made[0].close();
                closed.countDown();
            }
        };
        try (Broker broker = Broker.start();
                Device device = new Device(Device.options(broker, "a").log(sink, LogLevel.TRACE).build())) {
            made[0] = device.client;
            device.client.connect();
            Check.that(closed.await(Check.DEADLINE_S, TimeUnit.SECONDS), "a line comes");
        }
    }

    @Test
    static void closingWaitsForTheListenerAtWorkAndNoneRunsAfterwards() throws Exception {
        try (Broker broker = Broker.start()) {
            Device device = Device.connected(broker, "a").subscribe("TopicA/x");
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            AtomicInteger running = new AtomicInteger();
            device.client.onMessage(message -> {
                running.incrementAndGet();
                entered.countDown();
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                } finally {
                    running.decrementAndGet();
                }
            });
            device.client.publish("TopicA/x", "x");
            Check.that(entered.await(Check.DEADLINE_S, TimeUnit.SECONDS), "a message comes");
            AtomicInteger atTheEnd = new AtomicInteger(-1);
            Thread closer = new Thread(() -> {
                device.client.close(0, TimeUnit.SECONDS);
                atTheEnd.set(running.get());
            });
            closer.start();
            Check.eventually("it is closing", () -> {
                try {
                    return device.client.status() == null;
                } catch (IllegalStateException e) {
                    return true;
                }
            });
            Check.same(atTheEnd.get(), -1);
            leave.countDown();
            closer.join();
            Check.same(atTheEnd.get(), 0);
        }
    }

    @Test
    static void severalClientsComeAndGo() throws Exception {
        try (Broker broker = Broker.start()) {
            for (int round = 0; round < 3; ++round) {
                try (Device one = Device.connected(broker, "one").subscribe("TopicA/x");
                        Device two = Device.connected(broker, "two")) {
                    Check.done(two.client.publish("TopicA/x", "hello"));
                    Check.same(one.receive().text(), "hello");
                }
            }
        }
    }
}
