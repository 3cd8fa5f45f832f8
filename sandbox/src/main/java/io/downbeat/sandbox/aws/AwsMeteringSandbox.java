package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.IdSeries;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.ledger.StoredRecords;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** AWS Marketplace Metering, and the answer to every AWS target that no other simulator takes. */
final class AwsMeteringSandbox implements Simulator {
    private static final String TARGET = "AWSMPMeteringService.BatchMeterUsage";
    private static final int MAXIMUM_BYTES = 1_048_576;
    private static final int MAXIMUM_RECORDS = 25;
    private static final Duration LATE_WINDOW = Duration.ofHours(6);
    /** AWS has one word for an agreement that never was, has ended or is suspended. */
    private static final List<String> NOT_SUBSCRIBED = List.of("unsubscribed", "ended", "suspended");

    private static final String UNKNOWN_SELLER = "000000000000";

    private final SandboxClock clock;
    private final SessionKeys sessions;
    private final StoredRecords<MeteringRecord> records;
    private final IdSeries ids = new IdSeries();
    private final AtomicLong requests = new AtomicLong();
    private final Object lock = new Object();

    AwsMeteringSandbox(SandboxClock clock, SessionKeys sessions, Journal journal) {
        this.records = StoredRecords.identified("aws", "aws.slot", MeteringRecord.class, MeteringRecord::key, journal);
        this.clock = clock;
        this.sessions = sessions;
    }

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    public Set<String> steps() {
        return Set.of("batch_meter_usage");
    }

    @Override
    public String step(Request request) {
        return TARGET.equals(request.header("X-Amz-Target")) ? "batch_meter_usage" : "unknown";
    }

    @Override
    public SandboxAnswer answer(Call call) {
        call.pause();
        String requestId = "mp-%012d".formatted(requests.incrementAndGet());
        try {
            if (call.step().equals("unknown")) {
                throw new AwsError(400, "UnknownOperationException", "");
            }
            return answered(call, requestId);
        } catch (AwsError refused) {
            return refused.json(requestId);
        }
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        return AwsError.of(kind).json("mp-%012d".formatted(requests.incrementAndGet()));
    }

    @Override
    public List<LedgerEntry> ledger() {
        synchronized (lock) {
            return records.ledger();
        }
    }

    @Override
    public void reset() {
        synchronized (lock) {
            records.clear();
        }
    }

    private SandboxAnswer answered(Call call, String requestId) {
        AwsSignature signature = AwsSignature.of(call.request(), "aws-marketplace");
        String seller = seller(signature, call.request());
        List<Incoming> batch = batch(call.request(), signature.region(), seller);
        if (call.fault() == FaultKind.REQUEST_LEVEL_ERROR) {
            throw new AwsError(
                    400,
                    "InvalidCustomerIdentifierException",
                    "You have metered usage for a customer that is invalid.");
        }
        List<Object> results = new ArrayList<>();
        List<Object> unprocessed = new ArrayList<>();
        synchronized (lock) {
            for (int i = 0; i < batch.size(); i++) {
                Incoming each = batch.get(i);
                // Every second one: a batch that is half done is worse than one that is not done at all.
                if (call.fault() == FaultKind.UNPROCESSED && i % 2 == 0) {
                    unprocessed.add(each.json);
                } else {
                    results.add(result(call, each));
                }
            }
        }
        Map<String, Object> body = Map.of("Results", results, "UnprocessedRecords", unprocessed);
        return new SandboxAnswer(200, Map.of("Content-Type", "application/x-amz-json-1.1"), Json.bytes(body))
                .with("x-amzn-RequestId", requestId);
    }

    private Map<String, Object> result(Call call, Incoming each) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("UsageRecord", each.json);
        if (isUnsubscribed(call, each)) {
            result.put("Status", "CustomerNotSubscribed");
            return result;
        }
        var written = records.write(each.record.key(), ids.nextUuid(), each.record, clock.instant());
        boolean duplicate = switch (written.outcome()) {
            case STORED -> false;
            case REPEATED -> call.has(FaultKind.DUPLICATE_ON_RESEND);
            case TAKEN -> true;
        };
        result.put("MeteringRecordId", written.stored().id());
        result.put("Status", duplicate ? "DuplicateRecord" : "Success");
        return result;
    }

    private static boolean isUnsubscribed(Call call, Incoming each) {
        String customer = each.record.slot().customer();
        String license = String.valueOf(each.record.slot().license());
        if (NOT_SUBSCRIBED.stream().anyMatch(customer::startsWith) || license.contains("expired")) {
            return true;
        }
        return call.isUnsubscribed(customer);
    }

    private String seller(AwsSignature signature, Request request) {
        SessionKeys.Issued issued = sessions.find(signature.accessKeyId()).orElse(null);
        if (issued == null && !SessionKeys.isOurs(signature.accessKeyId())) {
            return UNKNOWN_SELLER;
        }
        if (request.header("X-Amz-Security-Token") == null) {
            throw new AwsError(
                    403, "UnrecognizedClientException", "The security token included in the request is invalid.");
        }
        if (issued == null || clock.judges() && !clock.instant().isBefore(issued.expires())) {
            throw new AwsError(403, "ExpiredTokenException", "The security token included in the request is expired");
        }
        return issued.account();
    }

    /** One record with the JSON it came in, which the answer echoes. */
    private record Incoming(MeteringRecord record, JsonNode json) {}

    private List<Incoming> batch(Request request, String region, String seller) {
        if (request.body().length > MAXIMUM_BYTES) {
            throw AwsError.validation("The request exceeds 1 MB.");
        }
        JsonNode body = request.jsonObject(AwsError::notJson);
        JsonNode sent = body.path("UsageRecords");
        if (!sent.isArray()) {
            throw AwsError.validation("1 validation error detected: Value at 'usageRecords' failed to"
                    + " satisfy constraint: Member must not be null");
        }
        if (sent.size() > MAXIMUM_RECORDS) {
            throw AwsError.validation("1 validation error detected: Value at 'usageRecords'"
                    + " failed to satisfy constraint: Member must have length less than or equal to 25");
        }
        String product = text(body, "ProductCode");
        if (product != null && product.startsWith("prod-invalid")) {
            throw new AwsError(
                    400, "InvalidProductCodeException", "The product code passed does not match the product.");
        }
        List<Incoming> batch = new ArrayList<>();
        for (JsonNode each : sent) {
            batch.add(new Incoming(record(each, region, seller, product), each));
        }
        return batch;
    }

    private MeteringRecord record(JsonNode json, String region, String seller, @Nullable String product) {
        String dimension = text(json, "Dimension");
        if (dimension == null) {
            throw AwsError.validation("Value at 'dimension' failed to satisfy constraint: Member must not be null");
        }
        if (dimension.startsWith("invalid")) {
            throw new AwsError(
                    400, "InvalidUsageDimensionException", "The usage dimension does not match one of the product.");
        }
        String license = license(json);
        if (product == null && license == null) {
            throw new AwsError(400, "InvalidProductCodeException", "A product code or a license is required.");
        }
        Instant timestamp = timestamp(json);
        long quantity = quantity(json);
        Instant hour = timestamp.truncatedTo(ChronoUnit.HOURS);
        var slot = new MeteringRecord.Slot(region, product, customer(json), license, dimension, hour);
        return new MeteringRecord(slot, seller, timestamp, quantity, UsageAllocations.checked(json, quantity));
    }

    private static String customer(JsonNode json) {
        String legacy = text(json, "CustomerIdentifier");
        String account = text(json, "CustomerAWSAccountId");
        if (legacy != null && account != null) {
            throw AwsError.validation("CustomerIdentifier and CustomerAWSAccountId are mutually exclusive.");
        }
        String customer = legacy == null ? account : legacy;
        if (customer == null || customer.startsWith("invalid")) {
            throw new AwsError(
                    400,
                    "InvalidCustomerIdentifierException",
                    "You have metered usage for a customer that is invalid.");
        }
        return customer;
    }

    private static @Nullable String license(JsonNode json) {
        String license = text(json, "LicenseArn");
        if (license != null && (!license.startsWith("arn:aws") || license.contains("invalid"))) {
            throw new AwsError(400, "InvalidLicenseException", "The license is invalid.");
        }
        return license;
    }

    private Instant timestamp(JsonNode json) {
        JsonNode value = json.path("Timestamp");
        if (!value.isNumber()) {
            throw new AwsError(400, "SerializationException", "Timestamp is not a number of seconds.");
        }
        Instant timestamp =
                Instant.ofEpochMilli(value.decimalValue().movePointRight(3).longValue());
        if (!clock.judges()) {
            return timestamp;
        }
        Instant now = clock.instant();
        // Half open: a record is refused when it is six hours old, and taken one second before.
        if (timestamp.isAfter(now) || !timestamp.isAfter(now.minus(LATE_WINDOW))) {
            throw new AwsError(
                    400,
                    "TimestampOutOfBoundsException",
                    "The timestamp value passed in the UsageRecord is out of allowed range.");
        }
        return timestamp;
    }

    private static long quantity(JsonNode json) {
        JsonNode value = json.path("Quantity");
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.isIntegralNumber()) {
            throw new AwsError(400, "SerializationException", "Quantity is not an integer.");
        }
        if (!value.canConvertToInt() || value.intValue() < 0) {
            throw AwsError.validation("Value at 'quantity' failed to satisfy constraint: from 0 to 2147483647");
        }
        return value.intValue();
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new AwsError(400, "SerializationException", name + " is not a string.");
        }
        return value.stringValue().isEmpty() ? null : value.stringValue();
    }
}
