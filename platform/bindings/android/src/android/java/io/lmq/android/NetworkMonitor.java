package io.lmq.android;

import android.annotation.TargetApi;
import android.content.Context;
import android.net.ConnectivityManager;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.net.NetworkRequest;
import android.os.Build;
import io.lmq.Client;
import java.util.Objects;

/**
 * Tells a client when the phone's network comes, goes or is replaced, so that it connects at once instead of waiting
 * for a connection that is dead or for its next attempt. Needs the permission ACCESS_NETWORK_STATE, which this
 * library's manifest asks for. Thread-safe.
 *
 * <p>From API 24 on it goes by the phone's default network. Before, where apps are not told which that is, each network
 * that reaches the internet counts, so that one that comes beside another costs a reconnect.
 */
public final class NetworkMonitor implements AutoCloseable {
    private final ConnectivityManager manager;
    private final ConnectivityManager.NetworkCallback callback;
    private boolean registered = true;

    private NetworkMonitor(ConnectivityManager manager, ConnectivityManager.NetworkCallback callback) {
        this.manager = manager;
        this.callback = callback;
    }

    /**
     * Starts telling.
     *
     * @param context any of the app's; not kept
     * @param client is told until {@link #close}; may be closed before
     * @return the monitor, to be closed
     */
    public static NetworkMonitor watch(Context context, Client client) {
        ConnectivityManager manager = (ConnectivityManager)
                context.getApplicationContext().getSystemService(Context.CONNECTIVITY_SERVICE);
        ConnectivityManager.NetworkCallback callback = new Callback(Objects.requireNonNull(client, "client"));
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.N) {
            registerDefault(manager, callback);
        } else {
            NetworkRequest internet = new NetworkRequest.Builder()
                    .addCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET)
                    .build();
            manager.registerNetworkCallback(internet, callback);
        }
        return new NetworkMonitor(manager, callback);
    }

    /** Stops telling; a call under way may still end afterwards. May be called again. */
    @Override
    public synchronized void close() {
        if (registered) {
            registered = false;
            manager.unregisterNetworkCallback(callback);
        }
    }

    @TargetApi(Build.VERSION_CODES.N)
    private static void registerDefault(ConnectivityManager manager, ConnectivityManager.NetworkCallback callback) {
        manager.registerDefaultNetworkCallback(callback);
    }

    /** Called on one thread of the system's, which {@link Client#networkChanged} does not hold up. */
    static final class Callback extends ConnectivityManager.NetworkCallback {
        private final Client client;
        private boolean told;

        Callback(Client client) {
            this.client = client;
        }

        /** The network that is there from the beginning is no news. */
        @Override
        public void onAvailable(Network network) {
            if (told) {
                client.networkChanged();
            }
            told = true;
        }

        @Override
        public void onLost(Network network) {
            told = true;
            client.networkChanged();
        }
    }
}
