package io.lmq;

import io.lmq.testing.Broker;
import io.lmq.testing.Door;
import io.lmq.testing.Fault;
import io.lmq.testing.Packet;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Messages of all kinds between clients and the broker. */
final class MessagesTest {
    private MessagesTest() {}

    @Test
    static void aMessageComesAsItWasSent() throws Exception {
        String topic = "TopicA/\ud83d\ude00/é/";
        byte[] payload = {0, 1, -1, 0};
        try (Broker broker = Broker.start();
                Device device = Device.connected(broker, "a").subscribe(topic)) {
            Check.done(device.client.publish(new Message(topic, payload)));
            ReceivedMessage message = device.receive();
            Check.same(message.topic(), topic);
            Check.that(Arrays.equals(message.payload(), payload), "the same bytes");
            Check.same(message.qos(), Qos.AT_LEAST_ONCE);
            Check.that(!message.retained() && !message.duplicate(), "no flags");
            Check.done(device.client.publish(new Message(topic, "\ud83d\ude00").qos(Qos.AT_MOST_ONCE)));
            message = device.receive();
            Check.same(message.text(), "\ud83d\ude00");
            Check.same(message.qos(), Qos.AT_MOST_ONCE);
        }
    }

    @Test
    static void throughTlsAndWebSocket() throws Exception {
        try (Broker broker = Broker.start(Door.TLS, Door.WS, Door.WSS)) {
            for (Door door : new Door[] {Door.TLS, Door.WS, Door.WSS}) {
                ClientOptions.Builder options = ClientOptions.builder(broker.uri(door), Device.identity("a"))
                        .credentials(Credentials.accessKey(Broker.ACCESS_KEY, Device.SECRET_KEY));
                if (door != Door.WS) {
                    options.tls(TlsOptions.builder().caFile(broker.caFile()).build());
                }
                try (Device device = new Device(options.build()).connect().subscribe("TopicA/x")) {
                    Check.done(device.client.publish("TopicA/x", door.name()));
                    Check.same(device.receive().text(), door.name());
                }
            }
        }
    }

    @Test
    static void p2pGoesToItsOwnListenerOrElseToTheOther() throws Exception {
        try (Broker broker = Broker.start();
                Device sender = Device.connected(broker, "sender");
                Device receiver = Device.connected(broker, "receiver")) {
            Identity target = Device.identity("receiver");
            Check.done(sender.client.publishP2p("TopicA", target, Utf8.of("first"), Qos.AT_LEAST_ONCE));
            Check.same(receiver.receive().topic(), Topics.p2p("TopicA", target.clientId()));
            BlockingQueue<ReceivedMessage> special = new LinkedBlockingQueue<>();
            receiver.client.onP2p(special::add);
            Check.done(sender.client.publishP2p("TopicA", target, Utf8.of("second"), Qos.AT_LEAST_ONCE));
            Check.same(special.poll(Check.DEADLINE_S, TimeUnit.SECONDS).text(), "second");
            Check.that(receiver.messages.isEmpty(), "it comes once");
            Check.failed(ErrorNumber.BAD_FIRST_LEVEL,
                    sender.client.publishP2p("TopicA/x", target, new byte[0], Qos.AT_LEAST_ONCE));
        }
    }

    @Test
    static void eachFilterHasItsOutcome() throws Exception {
        try (Broker broker = Broker.start();
                Device device = Device.connected(broker, "a")) {
            List<SubscribeOutcome> outcomes = Check.done(device.client.subscribe(Arrays.asList(
                    new Subscription("TopicA/1", Qos.AT_LEAST_ONCE), new Subscription("TopicB/3", Qos.AT_MOST_ONCE))));
            Check.same(outcomes.get(0).granted(), Qos.AT_LEAST_ONCE);
            Check.same(outcomes.get(1).filter(), "TopicB/3");
            Check.same(outcomes.get(1).granted(), Qos.AT_MOST_ONCE);
            Check.same(outcomes.size(), 2);
            Check.done(device.client.unsubscribe(Arrays.asList("TopicA/1", "TopicB/3")));
            Check.done(device.client.publish("TopicA/1", "to nobody"));
            Check.done(device.subscribe("TopicA/#").client.publish("TopicA/1", "to me"));
            Check.same(device.receive().text(), "to me");
            Check.failed(ErrorNumber.EMPTY, device.client.subscribe(new ArrayList<Subscription>()));
            Check.failed(ErrorNumber.BAD_WILDCARD, device.client.subscribe("TopicA/#/x", Qos.AT_LEAST_ONCE));
        }
    }

    @Test
    static void aRefusedFilterIsToldOf() throws Exception {
        try (Broker broker = Broker.start();
                Device device = Device.connected(broker, "a")) {
            broker.strike(Packet.SUBSCRIBE, Fault.REFUSE, 2);
            Check.failed(ErrorNumber.SUBSCRIPTION_REFUSED, device.client.subscribe("TopicA/1", Qos.AT_LEAST_ONCE));
            SubscribeOutcome outcome = Check.done(device.client.subscribe(
                    Arrays.asList(new Subscription("TopicA/2", Qos.AT_LEAST_ONCE)))).get(0);
            Check.same(outcome.filter(), "TopicA/2");
            Check.same(outcome.error().number(), ErrorNumber.SUBSCRIPTION_REFUSED);
            Check.same(outcome.granted(), null);
        }
    }

    @Test
    static void aLostAcknowledgementCostsNoMessage() throws Exception {
        try (Broker broker = Broker.start();
                Device device = Device.connected(broker, "a").subscribe("TopicA/x")) {
            broker.strike(Packet.PUBACK, Fault.CLOSE, 1);
            List<Result<Void>> published = new ArrayList<>();
            for (int i = 0; i < 10; ++i) {
                published.add(device.client.publish("TopicA/x", "over the gap"));
            }
            for (Result<Void> one : published) {
                Check.done(one);
            }
            Check.same(device.client.statistics().connectionLosses(), 1L);
        }
    }

    /** A device that is away, and for which {@code count} messages are kept. */
    private static ClientOptions.Builder away(Broker broker, int count) throws Exception {
        ClientOptions.Builder options = Device.options(broker, "reader").cleanSession(false);
        new Device(options.build()).connect().subscribe("TopicA/notice/").close();
        try (Device writer = Device.connected(broker, "writer")) {
            for (int i = 0; i < count; ++i) {
                Check.done(writer.client.publish("TopicA/notice/", Integer.toString(i)));
            }
        }
        Check.eventually("they are kept", () -> broker.session("GID_AAA@@@reader").offline() == count);
        return options;
    }

    @Test
    static void offlineMessagesArePulledWhenAskedFor() throws Exception {
        OfflinePull quick = new OfflinePull(PullOrder.ASCENDING, 10, 300, TimeUnit.MILLISECONDS);
        try (Broker broker = Broker.start();
                Device reader = new Device(away(broker, 25).build()).connect()) {
            Check.done(reader.client.pull(1, PullOrder.DESCENDING));
            Check.same(reader.receive().text(), "24");
            BlockingQueue<PullProgress> news = new LinkedBlockingQueue<>();
            Result<PullProgress> all = reader.client.pullAll(quick, news::add);
            Check.failed(ErrorNumber.IN_PROGRESS, reader.client.pullAll(quick, null));
            Check.that(Check.done(all).finished(), "it finishes");
            // The one before counts too if its listener returned only when this had begun.
            Check.that(Check.done(all).received() >= 24, "it counts what came");
            Check.same(reader.messages.size(), 24);
            Check.that(news.size() >= 3, "there was news on the way");
            Result<PullProgress> cancelled = reader.client.pullAll(OfflinePull.DEFAULT, null);
            reader.client.cancelPulls();
            Check.failed(ErrorNumber.CANCELLED, cancelled);
        }
    }

    @Test
    static void offlineMessagesArePulledAfterTheConnect() throws Exception {
        OfflinePull quick = new OfflinePull(PullOrder.ASCENDING, 30, 300, TimeUnit.MILLISECONDS);
        try (Broker broker = Broker.start();
                Device reader = new Device(away(broker, 5).offlinePull(quick).build())) {
            CountDownLatch finished = new CountDownLatch(1);
            reader.client.onOffline(progress -> {
                if (progress.finished() && progress.received() == 5 && progress.error() == null) {
                    finished.countDown();
                }
            });
            reader.connect();
            Check.that(finished.await(Check.DEADLINE_S, TimeUnit.SECONDS), "it is told of the end");
            Check.same(reader.messages.size(), 5);
        }
    }

    @Test
    static void tenThousandMessagesFromSeveralThreads() throws Exception {
        int threads = 4;
        int each = 2500;
        try (Broker broker = Broker.start();
                Device device = new Device(Device.options(broker, "a")
                                .outbox(OutboxOptions.builder().maxMessages(threads * each).build())
                                .build())
                        .connect()
                        .subscribe("TopicA/load")) {
            CountDownLatch done = new CountDownLatch(threads * each);
            List<Thread> started = new ArrayList<>();
            for (int thread = 0; thread < threads; ++thread) {
                int first = thread * each;
                started.add(new Thread(() -> {
                    for (int i = 0; i < each; ++i) {
                        device.client.publish("TopicA/load", Integer.toString(first + i)).whenDone((nothing, error) -> {
                            if (error == null) {
                                done.countDown();
                            }
                        });
                    }
                }));
                started.get(thread).start();
            }
            for (Thread thread : started) {
                thread.join();
            }
            Check.that(done.await(Check.DEADLINE_S, TimeUnit.SECONDS), done.getCount() + " are not acknowledged");
            Set<String> seen = new HashSet<>();
            while (seen.size() < threads * each) {
                seen.add(device.receive().text());
            }
            Statistics statistics = device.client.statistics();
            Check.same(statistics.publishesAccepted(), 10000L);
            Check.same(statistics.publishesCompleted(), 10000L);
            Check.same(statistics.publishesFailed(), 0L);
            Check.that(statistics.messagesReceived() >= 10000, "all came");
            Check.same(statistics.subscriptions(), 1L);
            Check.same(statistics.outboxMessages(), 0L);
            Check.same(statistics.connects(), 1L);
        }
    }

    @Test
    static void whatIsInTheOutboxFileOutlivesTheClient() throws Exception {
        Path folder = Files.createTempDirectory("lmq");
        String file = folder.resolve("outbox").toString();
        try (Broker broker = Broker.start()) {
            ClientOptions options = Device.options(broker, "a")
                    .outbox(OutboxOptions.builder().file(file).build()).build();
            Device before = new Device(options);
            Result<Void> lost = before.client.publish(new Message("TopicA/x", "kept").priority(Priority.HIGH));
            before.client.flush(Check.DEADLINE_S, TimeUnit.SECONDS);
            Check.that(!before.client.close(0, TimeUnit.SECONDS), "something was left");
            Check.failed(ErrorNumber.CANCELLED, lost);
            try (Device after = new Device(options)) {
                BlockingQueue<Message> recovered = new LinkedBlockingQueue<>();
                after.client.onRecovered((message, error) -> recovered.add(error == null ? message : null));
                after.connect();
                Message message = recovered.poll(Check.DEADLINE_S, TimeUnit.SECONDS);
                Check.same(message.topic(), "TopicA/x");
                Check.same(Native.text(message.payload()), "kept");
                Check.same(message.priority, Priority.HIGH);
                Check.same(after.client.statistics().outboxRecovered(), 1L);
            }
        } finally {
            File[] left = folder.toFile().listFiles();
            for (File one : left == null ? new File[0] : left) {
                Files.delete(one.toPath());
            }
            Files.delete(folder);
        }
    }

    @Test
    static void inOrderModeTheServerKnows() throws Exception {
        try (Broker broker = Broker.start();
                Device device = new Device(Device.options(broker, "a").ordered(true).build()).connect()) {
            Check.that(broker.session("GID_AAA@@@a").ordered(), "the mode is on");
            Check.failed(ErrorNumber.BAD_COMBINATION,
                    device.client.publish(new Message("OrderedTopic/x", "1").priority(Priority.LOW)));
            Check.done(device.client.publish("OrderedTopic/x", "1"));
        }
    }
}
