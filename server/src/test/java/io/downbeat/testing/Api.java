package io.downbeat.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/**
 * Speaks to a server as any client would. Bodies may use single quotes for readability. Every answer of a compatible
 * operation is held against {@link OpenApiContract}.
 */
public final class Api {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final URI base;
    private final String token;

    public Api(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** One answer; {@link #ok} and {@link #refused} assert what came and say what else came if it did not. */
    public record Answer(int status, String body, HttpResponse<String> response) {
        public JsonNode json() {
            return Json.read(body);
        }

        public JsonNode ok() {
            assertThat(status).as("status of the answer %s", body).isEqualTo(200);
            return body.isEmpty() ? Json.read("{}") : json();
        }

        /** @return the message */
        public String refused(int expected) {
            assertThat(status).as("status of the answer %s", body).isEqualTo(expected);
            return json().get("message").stringValue();
        }
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer post(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    /** Sends the body as it is, single quotes and all. */
    public Answer postRaw(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Sends bytes that no string may hold. */
    public Answer postBytes(String path, byte[] body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    public URI uri() {
        return base;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(120))
                .header("Authorization", "Bearer " + token);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpRequest sent = request.build();
            HttpResponse<String> response = CLIENT.send(sent, HttpResponse.BodyHandlers.ofString());
            OpenApiContract.check(sent.method(), sent.uri().getRawPath(), response.statusCode(), response.body());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
