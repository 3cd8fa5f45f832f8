package io.downbeat.delivery.stripe;

import io.downbeat.delivery.Answer;
import io.downbeat.platform.Json;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What came back from Stripe: an answer, or the way in which none came. */
sealed interface StripeReply {

    /** @param json an empty object when the body is none */
    record Came(int status, HttpHeaders headers, String body, JsonNode json) implements StripeReply {

        static Came of(int status, HttpHeaders headers, String body) {
            JsonNode json = JsonNodeFactory.instance.objectNode();
            try {
                JsonNode read = Json.read(body);
                json = read != null && read.isObject() ? read : json;
            } catch (JacksonException torn) {
                // Half a body, or a proxy's page: the status alone decides.
            }
            return new Came(status, headers, body, json);
        }

        boolean isOk() {
            return status >= 200 && status < 300 && !json.isEmpty();
        }

        boolean isReplayed() {
            return headers.firstValue("Idempotent-Replayed")
                    .map("true"::equalsIgnoreCase)
                    .orElse(false);
        }

        String code() {
            return json.path("error").path("code").asString("");
        }

        String type() {
            return json.path("error").path("type").asString("");
        }

        String parameter() {
            return json.path("error").path("param").asString("");
        }

        /** Stripe's sentence, with its code and request id, as a person needs it. */
        String reason() {
            String message = json.path("error").path("message").asString("Stripe answered " + status);
            return message
                    + (code().isEmpty() ? "" : " (" + code() + ")")
                    + requestId().map(id -> " [" + id + "]").orElse("");
        }

        Optional<String> requestId() {
            return headers.firstValue("Request-Id");
        }

        @Nullable
        Duration retryAfter() {
            return headers.firstValue("Retry-After")
                    .filter(text -> text.matches("\\d{1,6}"))
                    .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                    .orElse(null);
        }

        Answer.Exchange exchange() {
            return new Answer.Exchange(status, requestId().orElse(null), body);
        }
    }

    /** Not one byte of the request left: no connection was made. */
    record NotSent(String why) implements StripeReply {}

    /** It left, and no whole answer came. */
    record NoAnswer(String why) implements StripeReply {}
}
