package io.downbeat.connectors.tackle;

import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.ProviderHttp;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Tackle's usage records over HTTP. One call is one request; never POST, which stores a second record for an hour. */
final class TackleWire {
    /** A send may need two requests, and both must fit into a lease. */
    static final Duration TIMEOUT = Duration.ofSeconds(9);

    private static final String RECORDS = "/v1/metering/usage-records";

    private final ProviderHttp http;
    private final String base;

    TackleWire(URI base) {
        this(base, TIMEOUT);
    }

    TackleWire(URI base, Duration timeout) {
        this.http = new ProviderHttp(timeout, "x-request-id");
        String text = base.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    HttpResult put(String token, String record) {
        return http.call(request(token, "")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(record))
                .build());
    }

    HttpResult get(String token, String id) {
        return http.call(request(token, "/" + encoded(id)).GET().build());
    }

    HttpResult find(String token, TackleRecord.Key key) {
        return http.call(request(
                        token,
                        "?product_id=" + encoded(key.product()) + "&customer_id=" + encoded(key.customer())
                                + "&dimension=" + encoded(key.dimension()) + "&start_time=" + encoded(key.startTime()))
                .GET()
                .build());
    }

    private HttpRequest.Builder request(String token, String below) {
        return HttpRequest.newBuilder(URI.create(base + RECORDS + below))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
