package io.lmq.example;

import android.util.Base64;
import io.lmq.ErrorNumber;
import io.lmq.LmqException;
import io.lmq.Token;
import io.lmq.TokenRequest;
import io.lmq.TokenSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/** Asks an app server for tokens, in the format of sdk/docs/tokens.md, which examples/app_server speaks. */
final class AppServer implements TokenSource {
    private static final String[] TYPES = {"R", "W", "RW"};
    private static final String[] REASONS = {"none_held", "renewal", "expired", "rejected", "wider_rights"};
    private static final int TIMEOUT_MS = 15000;

    private final String url;
    private final String device;

    AppServer(String url, String device) {
        this.url = url;
        this.device = device;
    }

    @Override
    public Token get(TokenRequest request) throws IOException, JSONException, LmqException {
        JSONObject body = new JSONObject();
        body.put("client_id", request.clientId());
        body.put("type", TYPES[request.need().type().ordinal()]);
        body.put("resources", new JSONArray(request.need().resources()));
        body.put("reason", REASONS[request.reason().ordinal()]);
        body.put("instead_of", request.insteadOf());
        JSONObject answer = new JSONObject(post(body.toString()));
        return new Token(answer.getString("token"), request.need().type(), answer.getLong("expire_time_ms"),
                answer.optLong("valid_for_ms", -1), TimeUnit.MILLISECONDS);
    }

    private String post(String body) throws IOException, LmqException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        try {
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setRequestProperty("Authorization", "Basic " + credentials());
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new LmqException(ErrorNumber.TOKEN_UNAVAILABLE, "the app server answered " + status);
            }
            return read(connection.getInputStream());
        } finally {
            connection.disconnect();
        }
    }

    /** Put here what your app has of its user: a session, a key of Android's key store. A constant is no secret. */
    private String credentials() {
        String secret = "";
        return Base64.encodeToString((device + ":" + secret).getBytes(StandardCharsets.UTF_8), Base64.NO_WRAP);
    }

    private static String read(InputStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[4096];
        for (int count = stream.read(some); count >= 0; count = stream.read(some)) {
            all.write(some, 0, count);
        }
        return new String(all.toByteArray(), StandardCharsets.UTF_8);
    }
}
