package io.lmq.android;

import io.lmq.Client;
import io.lmq.ClientOptions;
import io.lmq.ConnectionState;
import io.lmq.Credentials;
import io.lmq.Identity;
import io.lmq.testing.Broker;
import io.lmq.testing.Door;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What the monitor makes of the system's news, with Android's class of the callback; the system itself is not here. */
public final class NetworkMonitorTest {
    private static final long DEADLINE_S = 60;

    private NetworkMonitorTest() {}

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /**
     * Tells a client of networks that come and go.
     *
     * @param arguments none
     * @throws Exception when the monitor does otherwise
     */
    public static void main(String[] arguments) throws Exception {
        Semaphore ready = new Semaphore(0);
        try (Broker broker = Broker.start();
                Client client = Client.create(
                        ClientOptions.builder(broker.uri(Door.TCP), Identity.of("GID_AAA", "phone"))
                                .credentials(Credentials.accessKey(
                                        Broker.ACCESS_KEY, "SK_test_secret_0001".toCharArray()))
                                .build())) {
            client.onState(status -> {
                if (status.state() == ConnectionState.READY) {
                    ready.release();
                }
            });
            client.connect();
            check(ready.tryAcquire(DEADLINE_S, TimeUnit.SECONDS), "it connects");
            NetworkMonitor.Callback callback = new NetworkMonitor.Callback(client);
            callback.onAvailable(null);
            client.publish("TopicA/x", "x").await(DEADLINE_S, TimeUnit.SECONDS);
            check(client.statistics().connects() == 1, "the network that is there is no news");
            callback.onAvailable(null);
            check(ready.tryAcquire(DEADLINE_S, TimeUnit.SECONDS), "another one makes it connect anew");
            callback.onLost(null);
            check(ready.tryAcquire(DEADLINE_S, TimeUnit.SECONDS), "and so does the loss of one");
            check(client.statistics().connects() == 3, "each once");
            client.close();
            callback.onAvailable(null);
        }
        System.out.println("1 passed, 0 failed");
    }
}
