package io.downbeat.connectors.azure;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.FrozenRecord;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.platform.http.Json;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the metering API's answers mean (providers.md 5). Pure. */
final class AzureAnswers {
    private static final Set<String> STATUSES = Set.of(
            "Expired",
            "ResourceNotFound",
            "ResourceNotAuthorized",
            "ResourceNotActive",
            "InvalidDimension",
            "InvalidQuantity",
            "BadArgument");

    private AzureAnswers() {}

    /** The answer to one event, {@code POST /api/usageEvent}. */
    static BatchAnswer one(HttpResult reply, FrozenRecord record) {
        if (!(reply instanceof HttpResult.Response came)) {
            return unanswered(reply);
        }
        if (came.status() == 409) {
            return each(Map.of(record.id(), held(came.json(), record)), came);
        }
        if (came.isOk()) {
            return each(Map.of(record.id(), ofStatus(came.json(), record)), came);
        }
        if (came.status() == 400) {
            return each(Map.of(record.id(), refused(code(came.json()), came.json())), came);
        }
        return new BatchAnswer.All(refusal(came), receipt(came));
    }

    /** The answer to up to 25, {@code POST /api/batchUsageEvent}. */
    static BatchAnswer batch(HttpResult reply, List<FrozenRecord> records) {
        if (!(reply instanceof HttpResult.Response came)) {
            return unanswered(reply);
        }
        if (came.isOk()) {
            return each(results(came.json().path("result"), records), came);
        }
        if (came.status() == 400) {
            return new BatchAnswer.OneIsBad(refused(code(came.json()), came.json()), receipt(came));
        }
        return new BatchAnswer.All(refusal(came), receipt(came));
    }

    private static BatchAnswer unanswered(HttpResult reply) {
        return switch (reply) {
            case HttpResult.NotSent(var why) ->
                new BatchAnswer.All(new RecordAnswer.Throttled("Azure cannot be reached: " + why), receipt(why));
            case HttpResult.NoResponse(var why) -> new BatchAnswer.All(new RecordAnswer.NoAnswer(why), receipt(why));
            case HttpResult.Response came -> throw new IllegalStateException("it came: " + came.status());
        };
    }

    private static RecordAnswer refusal(HttpResult.Response came) {
        String why = sentence(came.json(), "status " + came.status());
        return switch (came.status()) {
            case 429 -> new RecordAnswer.Throttled(why, came.retryAfter());
            case 401, 403, 404 -> new RecordAnswer.AccountRefused("Http" + came.status(), why);
            default -> new RecordAnswer.NoAnswer("status " + came.status() + ": " + why);
        };
    }

    private static Map<UUID, RecordAnswer> results(JsonNode results, List<FrozenRecord> records) {
        Map<String, FrozenRecord> byKey = new HashMap<>();
        records.forEach(record -> byKey.put(key(Json.read(record.payload())), record));
        Map<UUID, RecordAnswer> answers = new HashMap<>();
        for (JsonNode result : results) {
            FrozenRecord record = byKey.get(key(result));
            if (record != null) {
                answers.put(record.id(), ofStatus(result, record));
            }
        }
        return answers;
    }

    /** What Azure tells events apart by; it may write the instant in its own way. */
    private static String key(JsonNode event) {
        String time = event.path("effectiveStartTime").asString("");
        try {
            time = Instant.parse(time.isEmpty() || time.endsWith("Z") ? time : time + "Z")
                    .truncatedTo(ChronoUnit.HOURS)
                    .toString();
        } catch (DateTimeException unknown) {
            // As it stands: it belongs to no record then, which has no answer.
        }
        return event.path("resourceId").asString("").toLowerCase(Locale.ROOT) + "|"
                + event.path("dimension").asString("") + "|" + time;
    }

    private static RecordAnswer ofStatus(JsonNode result, FrozenRecord record) {
        String status = result.path("status").asString("");
        return switch (status) {
            case "Accepted" -> new RecordAnswer.Accepted(text(result, "usageEventId"));
            case "Duplicate" -> held(result.path("error").isObject() ? result.path("error") : result, record);
            default ->
                STATUSES.contains(status)
                        ? refused(status, result)
                        : new RecordAnswer.NoAnswer("status " + (status.isEmpty() ? "missing" : status));
        };
    }

    /** The message that Azure took before is the answer to the question whether it holds ours. */
    private static RecordAnswer held(JsonNode error, FrozenRecord record) {
        JsonNode message = error.path("additionalInfo").path("acceptedMessage");
        JsonNode quantity = message.path("quantity");
        String reference = text(message, "usageEventId");
        if (!quantity.isNumber()) {
            return new RecordAnswer.Duplicate(reference);
        }
        BigDecimal held = quantity.decimalValue();
        return held.compareTo(BigDecimal.valueOf(record.quantity())) == 0
                ? new RecordAnswer.Accepted(reference)
                : new RecordAnswer.QuantityConflict(held.longValue(), reference);
    }

    private static RecordAnswer refused(String code, JsonNode answer) {
        String message = sentence(answer, "Azure refused the record: " + code);
        return code.equals("Expired") ? new RecordAnswer.TooLate(message) : new RecordAnswer.Refused(code, message);
    }

    /** The most telling of the codes in an error: the outer one often says no more than that there are inner ones. */
    private static String code(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            String inner = detail.path("code").asString("");
            if (STATUSES.contains(inner) && !inner.equals("BadArgument")) {
                return inner;
            }
        }
        String outer = error.path("code").asString("");
        if (STATUSES.contains(outer) && !outer.equals("BadArgument")) {
            return outer;
        }
        String all = sentence(error, "").toLowerCase(Locale.ROOT);
        return all.contains("expired") || all.contains("24 hours") ? "Expired" : "BadArgument";
    }

    /** Everything an error says, outer message first. */
    static String sentence(JsonNode answer, String otherwise) {
        JsonNode error = answer.path("error").isObject() ? answer.path("error") : answer;
        StringBuilder said = new StringBuilder(error.path("message").asString(""));
        for (JsonNode detail : error.path("details")) {
            String more = detail.path("message").asString("");
            said.append(said.isEmpty() || more.isEmpty() ? "" : " ").append(more);
        }
        return said.isEmpty() ? otherwise : said.toString();
    }

    private static BatchAnswer each(Map<UUID, RecordAnswer> answers, HttpResult.Response came) {
        return new BatchAnswer.Each(answers, receipt(came));
    }

    private static BatchAnswer.Receipt receipt(HttpResult.Response came) {
        return new BatchAnswer.Receipt(came.status(), came.requestId(), came.body());
    }

    private static BatchAnswer.Receipt receipt(String why) {
        return new BatchAnswer.Receipt(null, null, why);
    }

    private static @Nullable String text(JsonNode json, String name) {
        String text = json.path(name).asString("");
        return text.isEmpty() ? null : text;
    }
}
