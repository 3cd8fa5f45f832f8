package io.downbeat.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.app.ApiClient;
import io.downbeat.platform.http.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Speaks to a server as any client would. Bodies may use single quotes for readability. Every answer of a compatible
 * operation is held against {@link OpenApiContract}.
 */
public final class Api {
    private final URI base;
    private final ApiClient client;

    public Api(URI base, String token) {
        this.base = base;
        this.client = new ApiClient(base, token);
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
        return exchanged("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    public Answer delete(String path) {
        return exchanged("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    public Answer post(String path, String body, String... headers) {
        return posted(path, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')), headers);
    }

    /** Sends the body as it is, single quotes and all. */
    public Answer postRaw(String path, String body) {
        return posted(path, HttpRequest.BodyPublishers.ofString(body));
    }

    /** Sends bytes that no string may hold. */
    public Answer postBytes(String path, byte[] body) {
        return posted(path, HttpRequest.BodyPublishers.ofByteArray(body));
    }

    public URI uri() {
        return base;
    }

    private Answer posted(String path, HttpRequest.BodyPublisher body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
        all.addAll(List.of(headers));
        return exchanged("POST", path, body, all.toArray(String[]::new));
    }

    private Answer exchanged(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpResponse<String> response = client.exchange(method, path, body, headers);
        OpenApiContract.check(method, response.uri().getRawPath(), response.statusCode(), response.body());
        return new Answer(response.statusCode(), response.body(), response);
    }
}
