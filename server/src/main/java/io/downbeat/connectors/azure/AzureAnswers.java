package io.downbeat.connectors.azure;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.FrozenSlot;
import io.downbeat.metering.SlotAnswer;
import io.downbeat.outbound.Reply;
import io.downbeat.platform.Json;
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
    static BatchAnswer one(Reply reply, FrozenSlot slot) {
        if (!(reply instanceof Reply.Came came)) {
            return unanswered(reply);
        }
        if (came.status() == 409) {
            return each(Map.of(slot.id(), held(came.json(), slot)), came);
        }
        if (came.isOk()) {
            return each(Map.of(slot.id(), ofStatus(came.json(), slot)), came);
        }
        if (came.status() == 400) {
            return each(Map.of(slot.id(), refused(code(came.json()), came.json())), came);
        }
        return new BatchAnswer.All(refusal(came), receipt(came));
    }

    /** The answer to up to 25, {@code POST /api/batchUsageEvent}. */
    static BatchAnswer batch(Reply reply, List<FrozenSlot> slots) {
        if (!(reply instanceof Reply.Came came)) {
            return unanswered(reply);
        }
        if (came.isOk()) {
            return each(results(came.json().path("result"), slots), came);
        }
        if (came.status() == 400) {
            return new BatchAnswer.OneIsBad(refused(code(came.json()), came.json()), receipt(came));
        }
        return new BatchAnswer.All(refusal(came), receipt(came));
    }

    private static BatchAnswer unanswered(Reply reply) {
        return switch (reply) {
            case Reply.NotSent(var why) ->
                new BatchAnswer.All(new SlotAnswer.Throttled("Azure cannot be reached: " + why), receipt(why));
            case Reply.NoAnswer(var why) -> new BatchAnswer.All(new SlotAnswer.NoAnswer(why), receipt(why));
            case Reply.Came came -> throw new IllegalStateException("it came: " + came.status());
        };
    }

    private static SlotAnswer refusal(Reply.Came came) {
        String why = sentence(came.json(), "status " + came.status());
        return switch (came.status()) {
            case 429 -> new SlotAnswer.Throttled(why, came.retryAfter());
            case 401, 403, 404 -> new SlotAnswer.AccountRefused("Http" + came.status(), why);
            default -> new SlotAnswer.NoAnswer("status " + came.status() + ": " + why);
        };
    }

    private static Map<UUID, SlotAnswer> results(JsonNode results, List<FrozenSlot> slots) {
        Map<String, FrozenSlot> byKey = new HashMap<>();
        slots.forEach(slot -> byKey.put(key(Json.read(slot.payload())), slot));
        Map<UUID, SlotAnswer> answers = new HashMap<>();
        for (JsonNode result : results) {
            FrozenSlot slot = byKey.get(key(result));
            if (slot != null) {
                answers.put(slot.id(), ofStatus(result, slot));
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
            // As it stands: it belongs to no slot then, which has no answer.
        }
        return event.path("resourceId").asString("").toLowerCase(Locale.ROOT) + "|"
                + event.path("dimension").asString("") + "|" + time;
    }

    private static SlotAnswer ofStatus(JsonNode result, FrozenSlot slot) {
        String status = result.path("status").asString("");
        return switch (status) {
            case "Accepted" -> new SlotAnswer.Accepted(text(result, "usageEventId"));
            case "Duplicate" -> held(result.path("error").isObject() ? result.path("error") : result, slot);
            default ->
                STATUSES.contains(status)
                        ? refused(status, result)
                        : new SlotAnswer.NoAnswer("status " + (status.isEmpty() ? "missing" : status));
        };
    }

    /** The message that Azure took before is the answer to the question whether it holds ours. */
    private static SlotAnswer held(JsonNode error, FrozenSlot slot) {
        JsonNode message = error.path("additionalInfo").path("acceptedMessage");
        JsonNode quantity = message.path("quantity");
        String reference = text(message, "usageEventId");
        if (!quantity.isNumber()) {
            return new SlotAnswer.Duplicate(reference);
        }
        BigDecimal held = quantity.decimalValue();
        return held.compareTo(BigDecimal.valueOf(slot.quantity())) == 0
                ? new SlotAnswer.Accepted(reference)
                : new SlotAnswer.HeldOtherwise(held.longValue(), reference);
    }

    private static SlotAnswer refused(String code, JsonNode answer) {
        String message = sentence(answer, "Azure refused the record: " + code);
        return code.equals("Expired") ? new SlotAnswer.TooLate(message) : new SlotAnswer.Refused(code, message);
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

    private static BatchAnswer each(Map<UUID, SlotAnswer> answers, Reply.Came came) {
        return new BatchAnswer.Each(answers, receipt(came));
    }

    private static BatchAnswer.Receipt receipt(Reply.Came came) {
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
