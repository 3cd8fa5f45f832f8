package io.downbeat.app;

import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A client of the server's own API, as any user's program would be one. */
public final class ApiClient {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Within it a server answers whatever is no work of hours. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final URI base;
    private final String token;
    private final Duration patience;

    public ApiClient(URI base, String token) {
        this(base, token, PATIENCE);
    }

    /** @param patience how long an answer may take */
    ApiClient(URI base, String token, Duration patience) {
        this.base = base;
        this.token = token;
        this.patience = patience;
    }

    public JsonNode get(String path) {
        return ok(exchange("GET", path, HttpRequest.BodyPublishers.noBody()));
    }

    /** @param body JSON, or a record or map that becomes JSON */
    public JsonNode post(String path, Object body) {
        String json = body instanceof String text ? text : Json.write(body);
        return ok(
                exchange("POST", path, HttpRequest.BodyPublishers.ofString(json), "Content-Type", "application/json"));
    }

    /**
     * Whatever the server answers, a refusal too.
     *
     * @param headers names and values in turn, beside the token
     */
    public HttpResponse<String> exchange(
            String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(patience)
                .header("Authorization", "Bearer " + token)
                .method(method, body);
        if (headers.length > 0) {
            builder.headers(headers);
        }
        HttpRequest request = builder.build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + request.uri().getPath() + " had no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.request().method() + " "
                    + answer.uri().getPath() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return Json.read(answer.body().isEmpty() ? "{}" : answer.body());
    }
}
