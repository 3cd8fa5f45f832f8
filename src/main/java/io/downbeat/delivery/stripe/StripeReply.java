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

    /** It is read as JSON only when somebody asks what it says: most answers to a change are not evidence of anything. */
    final class Came implements StripeReply {
        private final int status;
        private final HttpHeaders headers;
        private final String body;
        private @Nullable JsonNode json;

        Came(int status, HttpHeaders headers, String body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        int status() {
            return status;
        }

        /** An empty object when the body is none. */
        JsonNode json() {
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
                // Half a body, or a proxy's page: the status alone decides.
                return JsonNodeFactory.instance.objectNode();
            }
        }

        /** Taken, and it says what came of it. */
        boolean isOk() {
            return isTaken() && !json().isEmpty();
        }

        /** Taken, whatever it says: enough where the next thing is to ask Stripe. */
        boolean isTaken() {
            return status >= 200 && status < 300;
        }

        boolean isReplayed() {
            return headers.firstValue("Idempotent-Replayed")
                    .map("true"::equalsIgnoreCase)
                    .orElse(false);
        }

        String code() {
            return json().path("error").path("code").asString("");
        }

        String type() {
            return json().path("error").path("type").asString("");
        }

        /**
         * The object is there, and this key is of Stripe's other mode: it says nothing about the object, and the same of
         * each. Stripe has no code for it.
         */
        boolean isOfOtherMode() {
            return code().equals("resource_missing")
                    && json().path("error").path("message").asString("").contains("a similar object exists in ");
        }

        /** There is no such thing, as far as the right key can see. */
        boolean isGone() {
            return status == 404 && !isOfOtherMode();
        }

        String parameter() {
            return json().path("error").path("param").asString("");
        }

        /** Stripe's sentence, with its code and request id, as a person needs it. */
        String reason() {
            String message = json().path("error").path("message").asString("Stripe answered " + status);
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
