package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.provider.Call;
import io.downbeat.sandbox.provider.Simulator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** SQS: SendMessage and GetQueueAttributes in JSON 1.0. Every queue exists, FIFO if its name says so. */
final class SqsSandbox implements Simulator {
    private static final String TARGET = "AmazonSQS.";
    private static final String SEND = "sqs_send_message";
    private static final String ATTRIBUTES = "sqs_get_queue_attributes";
    private static final int MAXIMUM_BYTES = 1_048_576;
    private static final int LONGEST_ID = 128;
    private static final int MOST_ATTRIBUTES = 10;

    private final SandboxClock clock;
    private final SessionKeys sessions;
    private final QueueMessages messages;
    private final AtomicLong requests = new AtomicLong();
    private final Object lock = new Object();

    SqsSandbox(SandboxClock clock, SessionKeys sessions, Journal journal) {
        this.messages = new QueueMessages("sqs", journal);
        this.clock = clock;
        this.sessions = sessions;
    }

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    public boolean takes(Request request) {
        String target = request.header("X-Amz-Target");
        return target != null && target.startsWith(TARGET);
    }

    @Override
    public Set<String> steps() {
        return Set.of(SEND, ATTRIBUTES);
    }

    @Override
    public String step(Request request) {
        return switch (String.valueOf(request.header("X-Amz-Target"))) {
            case TARGET + "SendMessage" -> SEND;
            case TARGET + "GetQueueAttributes" -> ATTRIBUTES;
            default -> "unknown";
        };
    }

    @Override
    public SandboxAnswer answer(Call call) {
        call.pause();
        String requestId = requestId();
        try {
            String account = AwsCaller.account(call.request(), "sqs", sessions, clock);
            JsonNode body = call.request().jsonObject(AwsError::notJson);
            Map<String, Object> answer = switch (call.step()) {
                case SEND -> sent(call, account, body);
                case ATTRIBUTES -> attributes(body);
                default -> throw new AwsError(400, "InvalidAction", "The action or operation requested is invalid.");
            };
            return new SandboxAnswer(200, Map.of("Content-Type", "application/x-amz-json-1.0"), Json.bytes(answer))
                    .with("x-amzn-RequestId", requestId);
        } catch (AwsError refused) {
            return refused(refused, requestId);
        }
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        AwsError error = switch (kind) {
            case RATE_LIMITED, THROTTLED ->
                new AwsError(403, "RequestThrottled", "The request was denied due to request throttling.");
            case BAD_REQUEST ->
                new AwsError(400, "InvalidMessageContents", "The message contains characters outside the allowed set.");
            default -> AwsError.of(kind);
        };
        return refused(error, requestId());
    }

    @Override
    public List<LedgerEntry> ledger() {
        synchronized (lock) {
            return messages.ledger();
        }
    }

    @Override
    public void reset() {
        synchronized (lock) {
            messages.clear();
        }
    }

    private Map<String, Object> sent(Call call, String account, JsonNode json) {
        QueueMessages.Incoming incoming = incoming(account, json);
        check(incoming, json);
        if (call.fault() == FaultKind.KMS_THROTTLED) {
            throw new AwsError(400, "KmsThrottled", "Amazon Web Services KMS throttles requests.");
        }
        QueueMessages.Taken taken;
        synchronized (lock) {
            taken = messages.take(incoming, clock.instant());
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("MessageId", taken.messageId());
        String md5 = QueueRules.md5(incoming.body());
        answer.put("MD5OfMessageBody", call.has(FaultKind.WRONG_MD5) ? QueueRules.md5(md5) : md5);
        if (!incoming.attributes().isEmpty()) {
            answer.put("MD5OfMessageAttributes", QueueRules.md5(incoming.attributes()));
        }
        if (taken.sequenceNumber() != null) {
            answer.put("SequenceNumber", taken.sequenceNumber());
        }
        return answer;
    }

    private static QueueMessages.Incoming incoming(String account, JsonNode json) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (var each : json.path("MessageAttributes").properties()) {
            attributes.put(each.getKey(), String.valueOf(text(each.getValue(), "StringValue")));
        }
        String body = text(json, "MessageBody");
        if (body == null) {
            throw missing("MessageBody");
        }
        return new QueueMessages.Incoming(
                queue(json, "sqs:SendMessage"),
                account,
                body,
                text(json, "MessageGroupId"),
                text(json, "MessageDeduplicationId"),
                attributes);
    }

    private static void check(QueueMessages.Incoming incoming, JsonNode json) {
        checkIds(incoming, json);
        if (incoming.attributes().size() > MOST_ATTRIBUTES) {
            throw invalid("Number of message attributes ["
                    + incoming.attributes().size() + "] exceeds the allowed maximum [" + MOST_ATTRIBUTES + "].");
        }
        if (incoming.size() > MAXIMUM_BYTES) {
            throw invalid("One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.");
        }
        if (!QueueRules.isSendable(incoming.body())) {
            throw new AwsError(
                    400, "InvalidMessageContents", "The message contains characters outside the allowed set.");
        }
    }

    private static void checkIds(QueueMessages.Incoming incoming, JsonNode json) {
        if (tooLong(incoming.group()) || tooLong(incoming.deduplicationId())) {
            throw invalid("MessageGroupId and MessageDeduplicationId can only include up to 128 characters.");
        }
        if (!incoming.isFifo()) {
            if (incoming.deduplicationId() != null) {
                throw notOfThisType("MessageDeduplicationId");
            }
            return;
        }
        if (incoming.group() == null) {
            throw missing("MessageGroupId");
        }
        if (incoming.deduplicationId() == null) {
            throw invalid("The queue should either have ContentBasedDeduplication enabled or"
                    + " MessageDeduplicationId provided explicitly");
        }
        if (json.path("DelaySeconds").isNumber()) {
            throw notOfThisType("DelaySeconds");
        }
    }

    private static AwsError notOfThisType(String parameter) {
        return invalid("Value for parameter " + parameter
                + " is invalid. Reason: The request includes a parameter that is" + " not valid for this queue type.");
    }

    private static boolean tooLong(@Nullable String id) {
        return id != null && id.length() > LONGEST_ID;
    }

    private static Map<String, Object> attributes(JsonNode json) {
        String url = queue(json, "sqs:GetQueueAttributes");
        String name = url.substring(url.lastIndexOf('/') + 1);
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("QueueArn", "arn:aws:sqs:us-east-1:" + AwsCaller.ACCOUNT_OF_KEYS + ":" + name);
        if (name.endsWith(".fifo")) {
            attributes.put("FifoQueue", "true");
        }
        return Map.of("Attributes", attributes);
    }

    private static String queue(JsonNode json, String action) {
        String url = text(json, "QueueUrl");
        if (url == null) {
            throw missing("QueueUrl");
        }
        QueueRules.checkName(
                url, action, new AwsError(400, "QueueDoesNotExist", "The specified queue does not exist."));
        return url;
    }

    private static AwsError missing(String parameter) {
        return new AwsError(400, "MissingParameter", "The request must contain the parameter " + parameter + ".");
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidParameterValue", message);
    }

    /** SQS speaks JSON since 2023 and still names its errors as the Query protocol did, in a header. */
    private static SandboxAnswer refused(AwsError error, String requestId) {
        String old =
                error.code().equals("QueueDoesNotExist") ? "AWS.SimpleQueueService.NonExistentQueue" : error.code();
        return error.json(requestId).with("x-amzn-query-error", old + (error.status() < 500 ? ";Sender" : ";Receiver"));
    }

    private String requestId() {
        return "sqs-%012d".formatted(requests.incrementAndGet());
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isString() && !value.stringValue().isEmpty() ? value.stringValue() : null;
    }
}
