package io.downbeat.sandbox.aws;

import io.downbeat.sandbox.faults.FaultKind;
import io.downbeat.sandbox.http.FormParameters;
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

/** SNS: Publish and GetTopicAttributes in the Query protocol. Every topic exists, FIFO if its name says so. */
final class SnsSandbox implements Simulator {
    private static final String PUBLISH = "sns_publish";
    private static final String ATTRIBUTES = "sns_get_topic_attributes";
    private static final int MAXIMUM_BYTES = 262_144;
    private static final int LONGEST_ID = 128;

    private final SandboxClock clock;
    private final SessionKeys sessions;
    private final QueueMessages messages;
    private final AtomicLong requests = new AtomicLong();
    private final Object lock = new Object();

    SnsSandbox(SandboxClock clock, SessionKeys sessions, Journal journal) {
        this.messages = new QueueMessages("sns", journal);
        this.clock = clock;
        this.sessions = sessions;
    }

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    public boolean takes(Request request) {
        return request.header("X-Amz-Target") == null && !step(request).equals("unknown");
    }

    @Override
    public Set<String> steps() {
        return Set.of(PUBLISH, ATTRIBUTES);
    }

    @Override
    public String step(Request request) {
        String body = request.text();
        // A message's own text is encoded, so it cannot look like a parameter.
        if (body.startsWith("Action=Publish&") || body.contains("&Action=Publish&")) {
            return PUBLISH;
        }
        if (body.startsWith("Action=GetTopicAttributes&") || body.contains("&Action=GetTopicAttributes&")) {
            return ATTRIBUTES;
        }
        return "unknown";
    }

    @Override
    public SandboxAnswer answer(Call call) {
        call.pause();
        String requestId = requestId();
        try {
            String account = AwsCaller.account(call.request(), "sns", sessions, clock);
            FormParameters given = FormParameters.parse(call.request().text());
            String body = call.step().equals(PUBLISH)
                    ? published(call, account, given, requestId)
                    : attributes(given, requestId);
            return SandboxAnswer.text(200, "text/xml", body).with("x-amzn-RequestId", requestId);
        } catch (AwsError refused) {
            return refused.xml(requestId);
        } catch (FormParameters.Malformed malformed) {
            return invalid(String.valueOf(malformed.getMessage())).xml(requestId);
        }
    }

    @Override
    public SandboxAnswer refusal(FaultKind kind) {
        AwsError error = switch (kind) {
            case RATE_LIMITED, THROTTLED -> new AwsError(429, "Throttled", "Rate exceeded");
            case BAD_REQUEST -> invalid("Invalid parameter: Message");
            case UNAUTHORIZED ->
                new AwsError(403, "AuthorizationError", "User is not authorized to perform: SNS:Publish");
            default -> AwsError.of(kind);
        };
        return error.xml(requestId());
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

    private String published(Call call, String account, FormParameters given, String requestId) {
        QueueMessages.Incoming incoming = new QueueMessages.Incoming(
                topic(given, "SNS:Publish"),
                account,
                given.text("Message").orElseThrow(() -> invalid("Invalid parameter: Empty message")),
                given.text("MessageGroupId").orElse(null),
                given.text("MessageDeduplicationId").orElse(null),
                attributesOf(given));
        check(incoming);
        if (call.fault() == FaultKind.KMS_THROTTLED) {
            throw new AwsError(400, "KMSThrottling", "The request was denied due to request throttling.");
        }
        QueueMessages.Taken taken;
        synchronized (lock) {
            taken = messages.take(incoming, clock.instant());
        }
        String sequence =
                taken.sequenceNumber() == null ? "" : "<SequenceNumber>" + taken.sequenceNumber() + "</SequenceNumber>";
        return PUBLISHED.formatted(taken.messageId(), sequence, requestId);
    }

    private static Map<String, String> attributesOf(FormParameters given) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 1; given.has("MessageAttributes.entry." + i + ".Name"); i++) {
            String entry = "MessageAttributes.entry." + i;
            attributes.put(
                    given.text(entry + ".Name").orElse(""),
                    given.text(entry + ".Value.StringValue").orElse(""));
        }
        return attributes;
    }

    private static void check(QueueMessages.Incoming incoming) {
        if (incoming.isFifo()) {
            if (incoming.group() == null) {
                throw invalid("Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
            }
            if (incoming.deduplicationId() == null) {
                throw invalid("Invalid parameter: The topic should either have ContentBasedDeduplication enabled or"
                        + " MessageDeduplicationId provided explicitly");
            }
        } else if (incoming.deduplicationId() != null) {
            throw invalid(
                    "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId"
                            + " parameter that is not valid for this topic type");
        }
        if (isTooLong(incoming.group()) || isTooLong(incoming.deduplicationId())) {
            throw invalid("Invalid parameter: MessageGroupId and MessageDeduplicationId have 128 characters at most");
        }
        if (incoming.size() > MAXIMUM_BYTES) {
            throw invalid("Invalid parameter: Message too long");
        }
        if (!QueueRules.isSendable(incoming.body())) {
            throw invalid("Invalid parameter: Message contains invalid characters");
        }
    }

    private static boolean isTooLong(@Nullable String id) {
        return id != null && id.length() > LONGEST_ID;
    }

    private static String attributes(FormParameters given, String requestId) {
        String topic = topic(given, "SNS:GetTopicAttributes");
        return ATTRIBUTES_READ.formatted(AwsError.escaped(topic), topic.endsWith(".fifo"), requestId);
    }

    private static String topic(FormParameters given, String action) {
        String arn = given.text("TopicArn")
                .orElseThrow(() ->
                        invalid("Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter"));
        if (!arn.matches("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?")) {
            throw invalid("Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements");
        }
        QueueRules.checkName(arn, action, new AwsError(404, "NotFound", "Topic does not exist"));
        return arn;
    }

    private static AwsError invalid(String message) {
        return new AwsError(400, "InvalidParameter", message);
    }

    private String requestId() {
        return "sns-%012d".formatted(requests.incrementAndGet());
    }

    private static final String PUBLISHED = """
        <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
          <PublishResult><MessageId>%s</MessageId>%s</PublishResult>
          <ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>
        </PublishResponse>
        """;
    private static final String ATTRIBUTES_READ = """
        <GetTopicAttributesResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
          <GetTopicAttributesResult><Attributes>
            <entry><key>TopicArn</key><value>%s</value></entry>
            <entry><key>FifoTopic</key><value>%s</value></entry>
          </Attributes></GetTopicAttributesResult>
          <ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>
        </GetTopicAttributesResponse>
        """;
}
