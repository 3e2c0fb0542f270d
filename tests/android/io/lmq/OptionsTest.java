package io.lmq;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Each option reaches the library under its own name: a wrong value of it is refused with that name. */
final class OptionsTest {
    private OptionsTest() {}

    private static void refused(String name, UnaryOperator<ClientOptions.Builder> change) throws Exception {
        refused(name, "ssl://127.0.0.1:1", change);
    }

    private static void refused(String name, String uri, UnaryOperator<ClientOptions.Builder> change) throws Exception {
        ClientOptions.Builder builder = ClientOptions.builder(uri, Device.identity("d"));
        LmqException error = Check.throwing(LmqException.class, () -> Client.create(change.apply(builder).build()));
        Check.that(error.detail().contains(name), "wanted " + name + ", not " + error.getMessage());
    }

    @Test
    static void otherLimitsAreGoneBy() throws Exception {
        Will will = new Will("TopicA/x", new byte[100], Qos.AT_MOST_ONCE, false);
        Limits.Builder limits = Limits.builder();
        refused("will: ", from -> from.will(will).limits(Limits.builder().payloadBytes(99).build()));
        refused("will: ", from -> from.will(will).limits(Limits.builder().topicLength(7).build()));
        refused("client id", from -> from.limits(Limits.builder().clientIdLength(10).build()));
        refused("keep_alive", from -> from.limits(Limits.builder().maxKeepAlive(89).build()));
        refused("offline_pull.batch", from -> from.offlinePull(OfflinePull.DEFAULT)
                .limits(Limits.builder().offlinePull(29).build()));
        try (Client client = Client.create(ClientOptions.builder("tcp://h", Device.identity("d"))
                        .limits(limits.subscriptions(1).build()).build())) {
            client.subscribe("TopicA/x", Qos.AT_MOST_ONCE);
            Check.failed(ErrorNumber.TOO_MANY_SUBSCRIPTIONS, client.subscribe("TopicA/y", Qos.AT_MOST_ONCE));
        }
    }

    private static OutboxOptions.Builder outbox() {
        return OutboxOptions.builder();
    }

    @Test
    static void theDefaultsAreTaken() throws Exception {
        Client.create(ClientOptions.builder("tcp://127.0.0.1:1", Device.identity("d")).build()).close();
        Client.create(ClientOptions.standard("tcp://127.0.0.1:1", "any id").keepAlive(600, TimeUnit.SECONDS).build())
                .close();
    }

    @Test
    static void whatIsWrongWithTheConnectionIsNamed() throws Exception {
        refused("server_uri", "http://h", from -> from);
        refused("connect_timeout", from -> from.connectTimeout(1, TimeUnit.MILLISECONDS));
        refused("ack_timeout", from -> from.ackTimeout(0, TimeUnit.SECONDS));
        refused("keep_alive", from -> from.keepAlive(121, TimeUnit.SECONDS));
        refused("back_off", from -> from.backOff(2, 1, 1, TimeUnit.SECONDS));
        refused("http_proxy.host", from -> from.httpProxy(new HttpProxy("", 1)));
        refused("http_proxy.user", from -> from.httpProxy(new HttpProxy("h", 1, "a:b", "p".toCharArray())));
        refused("tls", "tcp://h", from -> from.tls(TlsOptions.android()));
    }

    @Test
    static void whatIsWrongWithTheMessagesIsNamed() throws Exception {
        refused("max_inflight", from -> from.maxInflight(0));
        refused("max_publish_rate", from -> from.maxPublishRate(-1.5));
        refused("inbox_messages", from -> from.inbox(0, 1));
        refused("inbox_bytes", from -> from.inbox(1, 0));
        refused("will: topic", from -> from.will(new Will("", new byte[1], Qos.AT_LEAST_ONCE, false)));
        refused("will: ", from -> from.will(new Will("TopicA/x", new byte[70000], Qos.AT_LEAST_ONCE, true)));
        refused("offline_pull.batch",
                from -> from.offlinePull(new OfflinePull(PullOrder.DESCENDING, 31, 1, TimeUnit.SECONDS)));
        refused("offline_pull.idle",
                from -> from.offlinePull(new OfflinePull(PullOrder.ASCENDING, 30, 1, TimeUnit.MILLISECONDS)));
    }

    @Test
    static void whatIsWrongWithTheStoresIsNamed() throws Exception {
        refused("outbox.max_messages", from -> from.outbox(outbox().maxMessages(0).build()));
        refused("outbox.max_bytes", from -> from.outbox(outbox().maxBytes(0).build()));
        refused("outbox.max_age", from -> from.outbox(outbox().maxAge(-1, TimeUnit.SECONDS).build()));
        refused("outbox.commit_interval",
                from -> from.outbox(outbox().file("f").commitInterval(61, TimeUnit.SECONDS).build()));
        refused("nowhere/outbox", from -> from.outbox(outbox().file("nowhere/outbox").build()));
        refused("nowhere/inbox", from -> from.inboxFile("nowhere/inbox"));
    }

    @Test
    static void whatIsWrongWithTlsIsNamed() throws Exception {
        Path broken = Files.createTempFile("lmq", ".pem");
        String file = broken.toString();
        try {
            refused("tls.ca_file", from -> from.tls(TlsOptions.builder().caFile("nowhere").build()));
            refused("tls.ca_directory", from -> from.tls(TlsOptions.builder().caDirectory("nowhere").build()));
            refused("tls.ca_pem", from -> from.tls(TlsOptions.builder().caPem("no PEM").build()));
            refused("tls.certificate_file",
                    from -> from.tls(TlsOptions.builder().certificateFiles(file, file).build()));
            refused("tls.certificate_pem",
                    from -> from.tls(TlsOptions.builder().certificatePem("no PEM", "no".toCharArray()).build()));
            refused("tls.pins", from -> from.tls(TlsOptions.builder().pins("no hash").build()));
            refused("tls.ciphers", from -> from.tls(TlsOptions.builder().ciphers("NO-SUCH", "").build()));
            refused("tls.cipher_suites", from -> from.tls(TlsOptions.builder().ciphers("", "NO-SUCH").build()));
            refused("tls.alpn", from -> from.tls(TlsOptions.builder().alpn("").build()));
        } finally {
            Files.delete(broken);
        }
        if (Files.isDirectory(Paths.get("/etc/ssl/certs"))) {
            Client.create(ClientOptions.builder("ssl://h", Device.identity("d"))
                            .tls(TlsOptions.builder().caDirectory("/etc/ssl/certs").build()).build())
                    .close();
        }
    }

    @Test
    static void whatIsWrongWithTheCredentialsIsNamed() throws Exception {
        TokenProvider none = (request, answer) -> answer.fail("none");
        refused("access_key", from -> from.credentials(Credentials.accessKey("", "s".toCharArray())));
        refused("secret_key", from -> from.credentials(Credentials.accessKey("a", new char[0])));
        refused("credentials.needs", from -> from.credentials(Credentials.tokens(TokenOptions.builder(none).build())));
        refused("credentials.needs", from -> from.credentials(Credentials.tokens(TokenOptions.builder(none)
                .need(TokenType.READ).need(TokenType.READ).build())));
        refused("provider_timeout", from -> from.credentials(Credentials.tokens(TokenOptions.builder(none)
                .need(TokenType.READ).providerTimeout(0, TimeUnit.SECONDS).build())));
    }
}
