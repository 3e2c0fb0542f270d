package io.lmq;

import io.lmq.testing.Broker;
import io.lmq.testing.Door;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Ways to sign in: tokens, signers, refusals. */
final class TokensTest {
    private TokensTest() {}

    private static Token issue(Broker broker) {
        long expires = broker.nowMs() + 3600000;
        String text = broker.issueToken("R,W", expires, "TopicA/#");
        return new Token(text, TokenType.READ_WRITE, expires, 1, TimeUnit.HOURS);
    }

    private static Device device(Broker broker, TokenProvider provider) throws Exception {
        return new Device(ClientOptions.builder(broker.uri(Door.TCP), Device.identity("phone"))
                .credentials(Credentials.tokens(TokenOptions.builder(provider)
                        .need(TokenType.READ_WRITE, "TopicA/notice/", "TopicA/\ud83d\ude00").build()))
                .backOff(1, 1, 1, TimeUnit.MILLISECONDS)
                .build());
    }

    @Test
    static void aDeviceWithATokenPublishesAndReceives() throws Exception {
        BlockingQueue<TokenRequest> asked = new LinkedBlockingQueue<>();
        try (Broker broker = Broker.start();
                Device device = device(broker, (request, answer) -> {
                    asked.add(request);
                    answer.deliver(issue(broker));
                    answer.fail("a second answer counts for nothing");
                }).connect().subscribe("TopicA/notice/")) {
            Check.same(broker.session("GID_AAA@@@phone").tokens(), 1);
            Check.done(device.client.publish("TopicA/notice/", "by token"));
            Check.same(device.receive().text(), "by token");
            TokenRequest request = asked.remove();
            Check.that(asked.isEmpty(), "it asked once");
            Check.same(request.clientId(), "GID_AAA@@@phone");
            Check.same(request.need().type(), TokenType.READ_WRITE);
            Check.same(request.need().resources().toString(), "[TopicA/notice/, TopicA/\ud83d\ude00]");
            Check.same(request.reason(), TokenReason.NONE_HELD);
            Check.same(request.insteadOf(), "");
            Check.same(request.attempt(), 1);
            Check.failed(ErrorNumber.TOKEN_RESOURCE, device.client.publish("TopicA/other", "x"));
        }
    }

    @Test
    static void aTokenIsRenewedBeforeItsEndInTheSameConnection() throws Exception {
        BlockingQueue<TokenRequest> asked = new LinkedBlockingQueue<>();
        try (Broker broker = Broker.start();
                Device device = device(broker, (request, answer) -> {
                    Token token = issue(broker);
                    boolean first = request.reason() == TokenReason.NONE_HELD;
                    answer.deliver(first ? new Token(token.text, token.type, token.expireTimeMs, 400,
                            TimeUnit.MILLISECONDS) : token);
                    asked.add(request);
                }).connect()) {
            Check.same(asked.poll(Check.DEADLINE_S, TimeUnit.SECONDS).reason(), TokenReason.NONE_HELD);
            TokenRequest renewal = asked.poll(Check.DEADLINE_S, TimeUnit.SECONDS);
            Check.same(renewal.reason(), TokenReason.RENEWAL);
            Check.same(renewal.insteadOf().length(), 16);
            Check.done(device.client.publish("TopicA/notice/", "still there"));
            Check.same(device.client.statistics().connects(), 1L);
        }
    }

    @Test
    static void aSourceMayBlockOnAThreadOfItsOwn() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Broker broker = Broker.start()) {
            TokenProvider provider = TokenProviders.blocking(executor, request -> issue(broker));
            try (Device device = device(broker, provider).connect()) {
                Check.same(device.client.status().state(), ConnectionState.READY);
            }
        } finally {
            executor.shutdown();
            executor.awaitTermination(Check.DEADLINE_S, TimeUnit.SECONDS);
        }
    }

    @Test
    static void whatAProviderThrowsIsToldWithoutItsMessage() throws Exception {
        BlockingQueue<TokenRequest> asked = new LinkedBlockingQueue<>();
        try (Broker broker = Broker.start();
                Device device = device(broker, (request, answer) -> {
                    asked.add(request);
                    if (request.attempt() == 1) {
                        throw new IllegalStateException("a secret");
                    }
                    if (request.attempt() == 2) {
                        throw new LmqException(ErrorNumber.HTTP_STATUS, "503");
                    }
                    answer.deliver(issue(broker));
                })) {
            device.connect();
            Check.same(asked.size(), 3);
            StringBuilder all = new StringBuilder();
            Status told;
            do {
                told = device.states.poll(Check.DEADLINE_S, TimeUnit.SECONDS);
                all.append(told.tokenError() == null ? "" : told.tokenError().getMessage());
            } while (told.state() != ConnectionState.READY);
            Check.that(all.indexOf("token_unavailable (510): token provider: java.lang.IllegalStateException") >= 0,
                    all.toString());
            Check.that(all.indexOf("http_status (704): token provider: 503") >= 0, all.toString());
            Check.that(all.indexOf("a secret") < 0, all.toString());
        }
    }

    @Test
    static void anAnswerThatNobodyGivesIsTakenBackAtTheEndAndLateOnesAreHarmless() throws Exception {
        BlockingQueue<TokenAnswer> pending = new LinkedBlockingQueue<>();
        try (Broker broker = Broker.start()) {
            Device device = device(broker, (request, answer) -> pending.add(answer));
            Check.failing(ErrorNumber.TIMEOUT, () -> device.client.connect().await(1, TimeUnit.MILLISECONDS));
            TokenAnswer answer = pending.poll(Check.DEADLINE_S, TimeUnit.SECONDS);
            device.close();
            answer.deliver(issue(broker));
        }
    }

    @Test
    static void aSignerMakesThePassword() throws Exception {
        Signer signer = text -> {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Utf8.of(Device.SECRET_KEY), "HmacSHA1"));
            return java.util.Base64.getEncoder().encodeToString(mac.doFinal(Utf8.of(text)));
        };
        try (Broker broker = Broker.start();
                Device device = new Device(Device.options(broker, "a")
                        .credentials(Credentials.signer(Broker.ACCESS_KEY, signer)).build())) {
            device.connect();
        }
    }

    @Test
    static void aSignerThatThrowsIsToldOf() throws Exception {
        Signer signer = text -> {
            throw new SecurityException("locked");
        };
        try (Broker broker = Broker.start();
                Device device = new Device(Device.options(broker, "a")
                        .credentials(Credentials.signer(Broker.ACCESS_KEY, signer)).build())) {
            Result<Void> connecting = device.client.connect();
            Status told = device.becomes(ConnectionState.WAITING);
            Check.same(told.error().number(), ErrorNumber.SIGNER_FAILED);
            Check.same(told.error().detail(), "signer: java.lang.SecurityException");
            Check.that(!connecting.isDone(), "it tries again");
        }
    }

    @Test
    static void aRefusalIsFinalAndEndsTheConnect() throws Exception {
        try (Broker broker = Broker.start();
                Device device = new Device(Device.options(broker, "a")
                        .credentials(Credentials.accessKey(Broker.ACCESS_KEY, "wrong".toCharArray())).build())) {
            for (int i = 0; i < 2; ++i) {
                LmqException error = Check.throwing(LmqException.class, () -> Check.done(device.client.connect()));
                Check.same(error.number(), device.client.status().error().number());
                Check.same(device.client.status().state(), ConnectionState.REFUSED);
            }
        }
    }

    @Test
    static void wipedCredentialsMakeNoMoreClients() throws Exception {
        try (Broker broker = Broker.start()) {
            Credentials credentials = Credentials.accessKey(Broker.ACCESS_KEY, Device.SECRET_KEY);
            ClientOptions options = Device.options(broker, "a").credentials(credentials).build();
            try (Device device = new Device(options)) {
                credentials.wipe();
                device.connect();
            }
            Check.throwing(LmqException.class, () -> Client.create(options));
        }
    }
}
