package io.downbeat.connectors.gcp;

import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.ProviderHttp;
import io.downbeat.platform.http.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Google's requests. One call is one request: nothing here repeats. */
final class GcpWire {
    /** The longest that a question may take: three of them for a token, an entitlement, a check, a report fit a lease. */
    static final Duration TO_ASK = Duration.ofSeconds(4);

    static final Duration TO_REPORT = Duration.ofSeconds(8);

    private final GcpSettings settings;
    private final ProviderHttp asking = new ProviderHttp(TO_ASK, "x-request-id");
    private final ProviderHttp reporting;

    GcpWire(GcpSettings settings, Duration toReport) {
        this.settings = settings;
        this.reporting = new ProviderHttp(toReport, "x-request-id");
    }

    HttpResult entitlement(String token, String provider, String entitlement) {
        String path = "/v1/providers/" + encoded(provider) + "/entitlements/" + encoded(entitlement);
        return asking.call(
                authorized(token, at(settings.procurement(), path)).GET().build());
    }

    /** The account's own, as few as can be: shows whether it may read entitlements at all. */
    HttpResult entitlements(String token, String provider) {
        String path = "/v1/providers/" + encoded(provider) + "/entitlements?pageSize=1";
        return asking.call(
                authorized(token, at(settings.procurement(), path)).GET().build());
    }

    HttpResult check(String token, String service, Object operation) {
        return asking.call(posted(token, control(service, ":check"), Map.of("operation", operation)));
    }

    HttpResult report(String token, String service, Object operations) {
        return reporting.call(posted(token, control(service, ":report"), Map.of("operations", operations)));
    }

    /** A form to a token endpoint, which the key or the federation's configuration names. */
    HttpResult form(URI endpoint, Map<String, String> fields) {
        String form = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return asking.call(HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    HttpResult post(String token, URI endpoint, Object body) {
        return asking.call(posted(token, endpoint, body));
    }

    HttpResult get(URI endpoint, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).GET();
        headers.forEach(request::header);
        return asking.call(request.build());
    }

    private URI control(String service, String verb) {
        return at(settings.serviceControl(), "/v1/services/" + encoded(service) + verb);
    }

    private static HttpRequest posted(String token, URI endpoint, Object body) {
        return authorized(token, endpoint)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                .build();
    }

    private static HttpRequest.Builder authorized(String token, URI endpoint) {
        return HttpRequest.newBuilder(endpoint)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private static URI at(URI base, String path) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
