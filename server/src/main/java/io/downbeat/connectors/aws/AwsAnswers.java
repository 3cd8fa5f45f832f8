package io.downbeat.connectors.aws;

import io.downbeat.metering.BatchAnswer;
import io.downbeat.metering.FrozenRecord;
import io.downbeat.metering.RecordAnswer;
import io.downbeat.platform.http.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What BatchMeterUsage's answers mean (providers.md 4). Pure. */
final class AwsAnswers {
    /** What only the metering service says of a whole account. */
    private static final Set<String> ACCOUNT = Set.of("DisabledApiException", "UnknownOperationException");

    private AwsAnswers() {}

    static BatchAnswer read(
            int status,
            @Nullable String requestId,
            @Nullable String errorType,
            String body,
            List<FrozenRecord> records) {
        var receipt = new BatchAnswer.Receipt(status, requestId, body);
        JsonNode json = json(body);
        if (status == 200) {
            return json == null
                    ? new BatchAnswer.All(new RecordAnswer.NoAnswer("the answer is no JSON"), receipt)
                    : new BatchAnswer.Each(each(json, records), receipt);
        }
        String code = code(json, errorType, status);
        String message = message(json, code);
        return refusal(status, code, message, receipt);
    }

    private static BatchAnswer refusal(int status, String code, String message, BatchAnswer.Receipt receipt) {
        if (AwsErrorCodes.isThrottled(code) || status == 429) {
            return new BatchAnswer.All(new RecordAnswer.Throttled(message), receipt);
        }
        if (AwsErrorCodes.isOfTheAccount(code)
                || ACCOUNT.contains(code)
                || status == 401
                || status == 403
                || status == 404) {
            return new BatchAnswer.All(
                    new RecordAnswer.AccountRefused(code, message, AwsErrorCodes.scope(code, status)), receipt);
        }
        if (status < 400
                || status >= 500
                || status == AwsErrorCodes.REQUEST_TIMEOUT
                || code.equals("InternalServiceErrorException")) {
            return new BatchAnswer.All(new RecordAnswer.NoAnswer(code + ": " + message), receipt);
        }
        return switch (code) {
            // The product code is the batch's own, so no record of it is better than another.
            case "InvalidProductCodeException" -> new BatchAnswer.All(new RecordAnswer.Refused(code, message), receipt);
            case "TimestampOutOfBoundsException" ->
                new BatchAnswer.OneIsBad(new RecordAnswer.TooLate(message), receipt);
            default -> new BatchAnswer.OneIsBad(new RecordAnswer.Refused(code, message), receipt);
        };
    }

    private static Map<UUID, RecordAnswer> each(JsonNode json, List<FrozenRecord> records) {
        Map<String, UUID> ids = new HashMap<>();
        records.forEach(record -> ids.put(key(Json.read(record.payload())), record.id()));
        Map<UUID, RecordAnswer> answers = new HashMap<>();
        for (JsonNode result : json.path("Results")) {
            UUID id = recordOf(result.path("UsageRecord"), ids, records);
            if (id != null) {
                answers.put(id, result(result));
            }
        }
        for (JsonNode record : json.path("UnprocessedRecords")) {
            UUID id = recordOf(record, ids, records);
            if (id != null) {
                answers.put(id, new RecordAnswer.Unprocessed());
            }
        }
        return answers;
    }

    private static RecordAnswer result(JsonNode result) {
        String reference = text(result, "MeteringRecordId");
        String status = String.valueOf(text(result, "Status"));
        return switch (status) {
            case "Success" -> new RecordAnswer.Accepted(reference);
            case "DuplicateRecord" -> new RecordAnswer.Duplicate(reference);
            case "CustomerNotSubscribed" -> new RecordAnswer.NotSubscribed();
            default -> new RecordAnswer.NoAnswer("unknown status " + status);
        };
    }

    /** What AWS echoes belongs to the record with the same customer, dimension and hour. */
    private static @Nullable UUID recordOf(JsonNode record, Map<String, UUID> ids, List<FrozenRecord> records) {
        UUID id = ids.get(key(record));
        return id == null && records.size() == 1 ? records.getFirst().id() : id;
    }

    private static String key(JsonNode record) {
        JsonNode time = record.path("Timestamp");
        String customer = text(record, "CustomerAWSAccountId");
        return (customer == null ? text(record, "CustomerIdentifier") : customer)
                + "|" + text(record, "LicenseArn")
                + "|" + text(record, "Dimension")
                + "|" + (time.isNumber() ? time.decimalValue().longValue() : time.asString(""));
    }

    private static String code(@Nullable JsonNode json, @Nullable String errorType, int status) {
        String type = json == null ? null : text(json, "__type");
        String found = type == null ? errorType : type;
        if (found == null) {
            return "Http" + status;
        }
        String name = found.substring(found.indexOf('#') + 1);
        return name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    }

    private static String message(@Nullable JsonNode json, String otherwise) {
        if (json == null) {
            return otherwise;
        }
        String lower = text(json, "message");
        String upper = text(json, "Message");
        return lower != null ? lower : upper != null ? upper : otherwise;
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isString() ? value.stringValue() : null;
    }

    private static @Nullable JsonNode json(String body) {
        try {
            JsonNode json = Json.read(body);
            return json.isObject() ? json : null;
        } catch (JacksonException malformed) {
            return null;
        }
    }
}
