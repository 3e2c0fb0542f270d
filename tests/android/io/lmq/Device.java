package io.lmq;

import io.lmq.testing.Broker;
import io.lmq.testing.Door;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of the ready-made account, and what it was told. */
final class Device implements AutoCloseable {
    static final char[] SECRET_KEY = "SK_test_secret_0001".toCharArray();

    final Client client;
    final BlockingQueue<ReceivedMessage> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<Status> states = new LinkedBlockingQueue<>();

    Device(ClientOptions options) throws LmqException {
        client = Client.create(options);
        client.onMessage(messages::add);
        client.onState(states::add);
    }

    static Identity identity(String name) throws LmqException {
        return Identity.of("GID_AAA", name);
    }

    static ClientOptions.Builder options(Broker broker, String name) throws LmqException {
        return ClientOptions.builder(broker.uri(Door.TCP), identity(name))
                .credentials(Credentials.accessKey(Broker.ACCESS_KEY, SECRET_KEY));
    }

    static Device connected(Broker broker, String name) throws Exception {
        return new Device(options(broker, name).build()).connect();
    }

    Device connect() throws Exception {
        Check.done(client.connect());
        return this;
    }

    Device subscribe(String filter) throws Exception {
        Check.same(Check.done(client.subscribe(filter, Qos.AT_LEAST_ONCE)), Qos.AT_LEAST_ONCE);
        return this;
    }

    ReceivedMessage receive() throws Exception {
        ReceivedMessage message = messages.poll(Check.DEADLINE_S, TimeUnit.SECONDS);
        Check.that(message != null, "a message comes");
        return message;
    }

    /** Waits until it is told of the state. */
    Status becomes(ConnectionState state) throws Exception {
        while (true) {
            Status told = states.poll(Check.DEADLINE_S, TimeUnit.SECONDS);
            Check.that(told != null, "the state becomes " + state);
            if (told.state() == state) {
                return told;
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
