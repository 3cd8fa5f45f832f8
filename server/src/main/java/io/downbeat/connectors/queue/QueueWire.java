package io.downbeat.connectors.queue;

import io.downbeat.outbound.Answer;
import io.downbeat.platform.http.Json;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * SQS and SNS through AWS's SDK, which never retries here: the engine does, and notes each attempt. One client per
 * service and region; credentials travel with each request. The SDK compares SQS's MD5 with the body itself.
 */
final class QueueWire implements AutoCloseable {
    /** AWS takes more (SQS FIFO 300 a second and API action); the rest is left to others who use the queue. */
    private static final int CALLS_PER_SECOND = 100;

    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final int UNLIMITED = 100_000;

    /** What a message is but for its target. The group and the deduplication id count at FIFO targets only. */
    record Message(String body, String group, String deduplicationId, Map<String, String> attributes) {
        /** Each of the two services has a class of its own for the same value. */
        <T> Map<String, T> attributesAs(Function<String, T> valueOf) {
            return attributes.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, each -> valueOf.apply(each.getValue())));
        }
    }

    private final QueueSettings settings;
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(TIMEOUT)
            .socketTimeout(TIMEOUT)
            .build();
    private final Map<String, SqsClient> sqs = new ConcurrentHashMap<>();
    private final Map<String, SnsClient> sns = new ConcurrentHashMap<>();

    QueueWire(QueueSettings settings) {
        this.settings = settings;
    }

    int pacePerSecond() {
        return settings.sqsEndpoint() == null && settings.snsEndpoint() == null ? CALLS_PER_SECOND : UNLIMITED;
    }

    Answer send(QueueTarget target, AwsCredentials signer, Message message) {
        return switch (target.carrier()) {
            case SQS -> sendToQueue(target, signer, message);
            case SNS -> publish(target, signer, message);
        };
    }

    /** @return accepted with the target's name in AWS's own words */
    Answer probe(QueueTarget target, AwsCredentials signer) {
        return switch (target.carrier()) {
            case SQS -> {
                var answer = sqs(target.region())
                        .getQueueAttributes(request -> request.queueUrl(target.address())
                                .attributeNames(QueueAttributeName.QUEUE_ARN)
                                .overrideConfiguration(signedBy(signer)));
                String arn = answer.attributes().get(QueueAttributeName.QUEUE_ARN);
                yield accepted(answer, arn == null ? target.address() : arn, Map.of());
            }
            case SNS -> {
                var answer = sns(target.region())
                        .getTopicAttributes(
                                request -> request.topicArn(target.address()).overrideConfiguration(signedBy(signer)));
                yield accepted(answer, target.address(), Map.of());
            }
        };
    }

    private Answer sendToQueue(QueueTarget target, AwsCredentials signer, Message message) {
        SendMessageRequest.Builder request = SendMessageRequest.builder()
                .queueUrl(target.address())
                .messageBody(message.body())
                .messageAttributes(message.attributesAs(
                        value -> software.amazon.awssdk.services.sqs.model.MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(value)
                                .build()))
                .overrideConfiguration(signedBy(signer));
        if (target.isFifo()) {
            request.messageGroupId(message.group()).messageDeduplicationId(message.deduplicationId());
        }
        SendMessageResponse answer = sqs(target.region()).sendMessage(request.build());
        String md5 = answer.md5OfMessageBody();
        return accepted(
                answer,
                answer.messageId(),
                evidence("queue_url", target, answer.messageId(), md5, answer.sequenceNumber()));
    }

    private Answer publish(QueueTarget target, AwsCredentials signer, Message message) {
        PublishRequest.Builder request = PublishRequest.builder()
                .topicArn(target.address())
                .message(message.body())
                .messageAttributes(message.attributesAs(
                        value -> software.amazon.awssdk.services.sns.model.MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(value)
                                .build()))
                .overrideConfiguration(signedBy(signer));
        if (target.isFifo()) {
            request.messageGroupId(message.group()).messageDeduplicationId(message.deduplicationId());
        }
        PublishResponse answer = sns(target.region()).publish(request.build());
        return accepted(
                answer,
                answer.messageId(),
                evidence("topic_arn", target, answer.messageId(), null, answer.sequenceNumber()));
    }

    /** @param addressName how the service calls where its messages go */
    private static Map<String, Object> evidence(
            String addressName,
            QueueTarget target,
            String messageId,
            @Nullable String bodyMd5,
            @Nullable String sequenceNumber) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put(addressName, target.address());
        evidence.put("message_id", messageId);
        evidence.put("md5_of_message_body", bodyMd5);
        evidence.put("sequence_number", sequenceNumber);
        return evidence;
    }

    /** Without a message's id nothing shows that it was taken. */
    private static Answer accepted(AwsResponse answer, @Nullable String ref, Map<String, Object> evidence) {
        Map<String, Object> known = new LinkedHashMap<>(evidence);
        known.values().removeIf(Objects::isNull);
        var exchange = new Answer.Exchange(
                answer.sdkHttpResponse().statusCode(), answer.responseMetadata().requestId(), Json.write(known));
        return ref == null || ref.isBlank()
                ? new Answer.Unknown(exchange, "the answer names no message")
                : new Answer.Accepted(exchange, ref);
    }

    private static AwsRequestOverrideConfiguration signedBy(AwsCredentials signer) {
        return AwsRequestOverrideConfiguration.builder()
                .credentialsProvider(StaticCredentialsProvider.create(signer))
                .build();
    }

    private SqsClient sqs(String region) {
        return sqs.computeIfAbsent(
                region,
                name -> client(SqsClient.builder(), name, settings.sqsEndpoint())
                        .build());
    }

    private SnsClient sns(String region) {
        return sns.computeIfAbsent(
                region,
                name -> client(SnsClient.builder(), name, settings.snsEndpoint())
                        .build());
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B client(
            B builder, String region, @Nullable URI endpoint) {
        builder.region(Region.of(region))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(how -> how.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(TIMEOUT)
                        .apiCallAttemptTimeout(TIMEOUT));
        builder.httpClient(http);
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder;
    }

    @Override
    public void close() {
        sqs.values().forEach(SqsClient::close);
        sns.values().forEach(SnsClient::close);
        http.close();
    }
}
