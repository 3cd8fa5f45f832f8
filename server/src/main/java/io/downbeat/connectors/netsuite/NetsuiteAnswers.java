package io.downbeat.connectors.netsuite;

import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What NetSuite's answers mean (providers.md 2): by status first, then by the {@code o:errorDetails}. Whatever is not
 * certainly without effect counts as unknown.
 */
final class NetsuiteAnswers {
    private NetsuiteAnswers() {}

    /** @param changes the request has an effect; a read without an answer is merely a question to be asked again */
    static Answer of(NetsuiteCalls.NetsuiteResponse response, boolean changes) {
        return switch (response) {
            case NetsuiteCalls.NetsuiteResponse.Barred(Answer answer) -> answer;
            case NetsuiteCalls.NetsuiteResponse.Answered(HttpResult reply) -> of(reply, changes);
        };
    }

    private static Answer of(HttpResult reply, boolean changes) {
        return switch (reply) {
            case HttpResult.NotSent(String why) ->
                new Answer.Retryable(reply.exchange(), "NetSuite could not be reached: " + why, null);
            case HttpResult.NoResponse(String why) ->
                changes
                        ? new Answer.Unknown(reply.exchange(), "NetSuite did not answer: " + why)
                        : new Answer.Retryable(reply.exchange(), "NetSuite did not answer: " + why, null);
            case HttpResult.Response came -> of(came, changes);
        };
    }

    private static Answer of(HttpResult.Response came, boolean changes) {
        int status = came.status();
        if (came.isOk()) {
            return new Answer.Accepted(came.exchange(), internalId(came));
        }
        if (status == 429 || says(came, "REQUEST_LIMIT_EXCEEDED", "CONCURRENCY", "CONCUR_SESSION")) {
            return new Answer.RateLimited(came.exchange(), came.retryAfter());
        }
        if (status == 503) {
            return new Answer.Retryable(came.exchange(), reason(came), came.retryAfter());
        }
        if (!came.isRefusal()) {
            return changes
                    ? new Answer.Unknown(came.exchange(), "NetSuite answered " + status + ": the outcome is not known")
                    : new Answer.Retryable(came.exchange(), "NetSuite answered " + status, came.retryAfter());
        }
        return refused(came, changes);
    }

    /** There is no such record. NetSuite says so in its own words; a 404 alone may be anybody's. */
    static boolean isAbsent(HttpResult.Response came) {
        return came.status() == 404 && !details(came).isEmpty();
    }

    private static Answer refused(HttpResult.Response came, boolean changes) {
        int status = came.status();
        if (status == 404 && !isAbsent(came)) {
            return new Answer.Misconfigured(
                    came.exchange(),
                    "the address that was asked is unknown there (404); see that the account id and"
                            + " DOWNBEAT_NETSUITE_API_BASE are right and that nothing between here and NetSuite answers"
                            + " in its place");
        }
        if (status == 401 || status == 403 || says(came, "INVALID_LOGIN", "INSUFFICIENT_PERMISSION")) {
            return new Answer.Misconfigured(came.exchange(), reason(came));
        }
        if (mentionsOurFields(came)) {
            // Not this invoice's fault: without its fields the account refuses each of them.
            return new Answer.Misconfigured(
                    came.exchange(),
                    reason(came) + "; create the transaction body fields " + String.join(", ", NetsuiteRecord.FIELDS)
                            + " in NetSuite and let the integration's role see them");
        }
        if (changes && saysItExists(came)) {
            // Somebody's request was there before this one: what counts is what NetSuite holds now.
            return new Answer.Stale(came.exchange(), reason(came));
        }
        return new Answer.Refusal(came.exchange(), reason(came) + wayOut(came));
    }

    /** NetSuite says what is wrong and seldom what to do. */
    private static String wayOut(HttpResult.Response came) {
        for (JsonNode detail : details(came)) {
            String path = detail.path("o:errorPath").asString("");
            String text = detail.path("detail").asString("").toLowerCase(Locale.ROOT);
            if (path.startsWith("entity") || text.contains("invalid entity reference")) {
                return "; see in NetSuite that the customer exists, is active and belongs to the invoice's subsidiary,"
                        + " then retry";
            }
            if (text.contains("period") && text.contains("closed")) {
                return "; open the period in NetSuite and retry, or enter the invoice there and resolve the delivery";
            }
            if (path.contains("item")) {
                return "; see in NetSuite that the item exists and is active, then retry";
            }
        }
        return "";
    }

    private static boolean saysItExists(HttpResult.Response came) {
        return says(came, "DUP_", "RCRD_HAS_BEEN_CHANGED", "ALREADY_EXISTS")
                || details(came).stream()
                        .map(detail -> detail.path("detail").asString("").toLowerCase(Locale.ROOT))
                        .anyMatch(text -> text.contains("already exists") || text.contains("record has been changed"));
    }

    private static boolean mentionsOurFields(HttpResult.Response came) {
        return details(came).stream()
                .map(detail -> detail.path("detail").asString("")
                        + detail.path("o:errorPath").asString(""))
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains("custbody_downbeat_"));
    }

    private static boolean says(HttpResult.Response came, String... parts) {
        return details(came).stream()
                .map(detail -> detail.path("o:errorCode").asString(""))
                .anyMatch(code -> List.of(parts).stream().anyMatch(code::contains));
    }

    /** The sentences of the provider, which is what a person can act on. */
    static String reason(HttpResult.Response came) {
        List<String> sentences = new ArrayList<>();
        for (JsonNode detail : details(came)) {
            String path = detail.path("o:errorPath").asString("");
            sentences.add(detail.path("detail").asString("")
                    + (path.isEmpty() ? "" : " [" + path + "]")
                    + " (" + detail.path("o:errorCode").asString("no code") + ")");
        }
        String text = sentences.isEmpty() ? came.json().path("title").asString("") : String.join("; ", sentences);
        return "NetSuite answered " + came.status() + (text.isBlank() ? "" : ": " + text);
    }

    private static List<JsonNode> details(HttpResult.Response came) {
        List<JsonNode> details = new ArrayList<>();
        came.json().path("o:errorDetails").forEach(details::add);
        return details;
    }

    /** Of {@code Location: ../record/v1/invoice/4711}. */
    private static @Nullable String internalId(HttpResult.Response came) {
        String location = came.header("Location").orElse("");
        String last = location.substring(location.lastIndexOf('/') + 1);
        return last.matches("\\d{1,18}") ? last : null;
    }
}
