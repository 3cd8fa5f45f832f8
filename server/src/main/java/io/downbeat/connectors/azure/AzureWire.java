package io.downbeat.connectors.azure;

import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.ProviderHttp;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Azure's requests. One call is one request: nothing here repeats. */
final class AzureWire {
    /** The longest that a question may take; two of them and one metering request fit into a lease. */
    static final Duration TO_ASK = Duration.ofSeconds(4);

    static final Duration TO_METER = Duration.ofSeconds(10);
    private static final String VERSION = "2018-08-31";
    private static final String REQUEST_ID = "x-ms-requestid";

    private final AzureSettings settings;
    private final ProviderHttp asking = new ProviderHttp(TO_ASK, REQUEST_ID);
    private final ProviderHttp metering;

    AzureWire(AzureSettings settings, Duration toMeter) {
        this.settings = settings;
        this.metering = new ProviderHttp(toMeter, REQUEST_ID);
    }

    HttpResult token(String tenant, Map<String, String> form) {
        return asking.call(HttpRequest.newBuilder(at(settings.loginBase(), "/" + encoded(tenant) + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form(form)))
                .build());
    }

    HttpResult subscription(String token, String id) {
        return asking.call(api(token, "/api/saas/subscriptions/" + encoded(id), Map.of())
                .GET()
                .build());
    }

    /** What was metered by day, of all subscriptions of the publisher. */
    HttpResult usage(String token, Map<String, String> query) {
        return asking.call(api(token, "/api/usageEvents", query).GET().build());
    }

    /** @param correlation ours: finds the request again in both logs */
    HttpResult meter(String token, String path, UUID correlation, String body) {
        return metering.call(api(token, path, Map.of())
                .header("Content-Type", "application/json")
                .header("x-ms-correlationid", correlation.toString())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder api(String token, String path, Map<String, String> query) {
        String more = query.isEmpty() ? "" : "&" + form(query);
        return HttpRequest.newBuilder(at(settings.apiBase(), path + "?api-version=" + VERSION + more))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .header(REQUEST_ID, UUID.randomUUID().toString());
    }

    private static URI at(URI base, String path) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
