package io.lmq.example;

import android.app.Activity;
import android.os.Bundle;
import android.widget.Button;
import android.widget.LinearLayout;
import android.widget.ScrollView;
import android.widget.TextView;
import io.lmq.Client;
import io.lmq.ClientOptions;
import io.lmq.Credentials;
import io.lmq.Identity;
import io.lmq.LmqException;
import io.lmq.LogLevel;
import io.lmq.OutboxOptions;
import io.lmq.Qos;
import io.lmq.TlsOptions;
import io.lmq.TokenOptions;
import io.lmq.TokenProviders;
import io.lmq.TokenType;
import io.lmq.android.AndroidLog;
import io.lmq.android.NetworkMonitor;
import java.io.File;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Connected while it is on the screen: shows what it receives, and publishes at the press of a button. */
public final class MainActivity extends Activity {
    private static final String SERVER = "ssl://XXX.mqtt.aliyuncs.com"; // your instance's address
    private static final String APP_SERVER = "https://app.example/v1/token"; // see sdk/docs/tokens.md
    private static final String TOPIC = "TopicA/notice/";

    // Opening and closing read and write files and wait: not for the main thread. One after the other, for the next
    // client can't have the outbox's file before the last has closed it.
    private final ExecutorService work = Executors.newSingleThreadExecutor();
    private final ExecutorService tokens = Executors.newSingleThreadExecutor();
    private TextView text;
    private volatile Client client;
    private NetworkMonitor network;

    @Override
    protected void onCreate(Bundle saved) {
        super.onCreate(saved);
        text = new TextView(this);
        ScrollView scroll = new ScrollView(this);
        scroll.addView(text);
        Button send = new Button(this);
        send.setText("Publish");
        send.setOnClickListener(view -> publish());
        LinearLayout all = new LinearLayout(this);
        all.setOrientation(LinearLayout.VERTICAL);
        all.addView(send);
        all.addView(scroll);
        setContentView(all);
    }

    @Override
    protected void onStart() {
        super.onStart();
        work.execute(this::open);
    }

    @Override
    protected void onStop() {
        super.onStop();
        work.execute(this::shut);
    }

    @Override
    protected void onDestroy() {
        super.onDestroy();
        work.shutdown();
        tokens.shutdown();
    }

    private void open() {
        try {
            client = Client.create(options());
        } catch (LmqException e) {
            show(e.getMessage());
            return;
        }
        client.onState(status -> show(status.toString()));
        client.onMessage(message -> show(message.topic() + ": " + message.text()));
        client.subscribe(TOPIC, Qos.AT_LEAST_ONCE).whenDone((granted, error) -> {
            if (error != null) {
                show(error.getMessage());
            }
        });
        client.connect();
        network = NetworkMonitor.watch(this, client);
    }

    private void shut() {
        if (client != null) {
            network.close();
            client.close(2, TimeUnit.SECONDS);
            client = null;
        }
    }

    private ClientOptions options() throws LmqException {
        String device = "phone-1"; // one of its own for each installation, as your app server knows it
        AppServer appServer = new AppServer(APP_SERVER, device);
        return ClientOptions.builder(SERVER, Identity.of("GID_AAA", device))
                .credentials(Credentials.tokens(TokenOptions.builder(TokenProviders.blocking(tokens, appServer))
                        .need(TokenType.READ_WRITE, TOPIC)
                        .file(new File(getFilesDir(), "lmq-tokens").getPath())
                        .build()))
                .tls(TlsOptions.android())
                .outbox(OutboxOptions.builder().file(new File(getFilesDir(), "lmq-outbox").getPath()).build())
                .log(new AndroidLog(), LogLevel.INFO)
                .build();
    }

    private void publish() {
        Client open = client;
        if (open != null) {
            open.publish(TOPIC, "hello from the phone")
                    .whenDone((nothing, error) -> show(error == null ? "published" : error.getMessage()));
        }
    }

    /** May be called on any thread. */
    private void show(String line) {
        runOnUiThread(() -> text.append(line + "\n"));
    }
}
