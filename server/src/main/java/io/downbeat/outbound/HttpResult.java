package io.downbeat.outbound;

import io.downbeat.platform.http.Json;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What came of one request: an answer, or the way in which none came. */
public sealed interface HttpResult {

    /** What is kept of the exchange. */
    Answer.Exchange exchange();

    /** A whole answer. It is read as JSON only when somebody asks what it says: most answers to a change are no evidence. */
    final class Response implements HttpResult {
        private final int status;
        private final HttpHeaders headers;
        private final String body;
        private final String requestIdHeader;
        private @Nullable JsonNode json;

        /** @param requestIdHeader in which the provider names its own id of the request */
        public Response(int status, HttpHeaders headers, String body, String requestIdHeader) {
            this.status = status;
            this.headers = headers;
            this.body = body;
            this.requestIdHeader = requestIdHeader;
        }

        public int status() {
            return status;
        }

        public String body() {
            return body;
        }

        /** The provider's own id of the request. */
        public @Nullable String requestId() {
            return headers.firstValue(requestIdHeader).orElse(null);
        }

        /** An empty object when the body is no JSON object: half a body, or a proxy's page. */
        public JsonNode json() {
            JsonNode known = json;
            if (known == null) {
                known = read();
                json = known;
            }
            return known;
        }

        private JsonNode read() {
            try {
                JsonNode read = Json.read(body);
                return read != null && read.isObject() ? read : JsonNodeFactory.instance.objectNode();
            } catch (JacksonException torn) {
                // The status alone decides.
                return JsonNodeFactory.instance.objectNode();
            }
        }

        /** Taken, whatever it says. */
        public boolean isOk() {
            return status >= 200 && status < 300;
        }

        /** It says no: a 4xx that asks neither to slow down nor to send the request again. */
        public boolean isRefusal() {
            return status >= 400 && status < 500 && status != 429 && status != 408;
        }

        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /** What {@code Retry-After} asks for, in seconds or as a date; {@code null} if it says nothing usable. */
        public @Nullable Duration retryAfter() {
            String text = header("Retry-After").orElse("");
            return text.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(text)) : until(text);
        }

        /** From the provider's own date on: ours may be another, or a simulated one. */
        private @Nullable Duration until(String text) {
            try {
                Duration wait = Duration.between(httpDate(header("Date").orElse("")), httpDate(text));
                return wait.isNegative() ? Duration.ZERO : wait;
            } catch (DateTimeException noDate) {
                return null;
            }
        }

        private static Instant httpDate(String text) {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        }

        @Override
        public Answer.Exchange exchange() {
            return new Answer.Exchange(status, requestId(), body);
        }
    }

    /** Not one byte of the request left: no connection was made, so it certainly had no effect. */
    record NotSent(String why) implements HttpResult {
        @Override
        public Answer.Exchange exchange() {
            return Answer.Exchange.none(why);
        }
    }

    /** It left, or may have, and no whole answer came: it may have had its effect. */
    record NoResponse(String why) implements HttpResult {
        @Override
        public Answer.Exchange exchange() {
            return Answer.Exchange.none(why);
        }
    }
}
