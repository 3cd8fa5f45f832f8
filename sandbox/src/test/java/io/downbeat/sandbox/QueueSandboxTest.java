package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQS and SNS as their documentation has them: sizes, characters, groups, deduplication. */
class QueueSandboxTest {
    private static final String QUEUE = "https://sqs.us-east-1.amazonaws.com/111122223333/bills";
    private static final String TOPIC = "arn:aws:sns:us-east-1:111122223333:bills";
    private SandboxFixture aws;

    @BeforeEach
    void start() throws IOException {
        aws = new SandboxFixture();
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private static String[] signedFor(String service) {
        String[] signed = SandboxFixture.signedBy("AKIAOWN", "us-east-1");
        return new String[] {signed[0], signed[1].replace("aws-marketplace", service)};
    }

    private SandboxFixture.Answer send(String more) throws IOException {
        return aws.aws("AmazonSQS.SendMessage", "{" + more + "}", signedFor("sqs"));
    }

    private static String message(String suffix, String body) {
        return "\"QueueUrl\":\"" + QUEUE + suffix + "\",\"MessageBody\":" + Json.MAPPER.writeValueAsString(body);
    }

    /** Through the root, where AWS's SDK posts the Query protocol to. */
    private SandboxFixture.Answer publish(String... form) throws IOException {
        String body = Stream.of(form)
                .map(each -> each.substring(0, each.indexOf('='))
                        + "="
                        + SandboxFixture.encoded(each.substring(each.indexOf('=') + 1)))
                .collect(Collectors.joining("&", "Action=Publish&Version=2010-03-31&", ""));
        return aws.send(HttpRequest.newBuilder(URI.create(aws.sandbox.uri() + "/"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .headers(signedFor("sns"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void a_fifo_message_counts_once_for_five_minutes_and_answers_with_the_first_ids() throws IOException {
        String fifo = message(".fifo", "{\"delivery_id\":\"d\",\"total\":5,\"customer_id\":\"c\"}")
                + ",\"MessageGroupId\":\"c\",\"MessageDeduplicationId\":\"d\"";
        SandboxFixture.Answer first = send(fifo);
        assertThat(first.status()).isEqualTo(200);
        aws.advance(Duration.ofMinutes(5).minusNanos(1));
        SandboxFixture.Answer again = send(fifo);
        assertThat(again.at("/MessageId")).isEqualTo(first.at("/MessageId"));
        assertThat(again.at("/SequenceNumber")).isEqualTo(first.at("/SequenceNumber"));
        assertThat(aws.only().attempts()).isEqualTo(2);
        assertThat(aws.only().reference()).isEqualTo("d");
        aws.advance(Duration.ofNanos(1));
        SandboxFixture.Answer late = send(fifo);
        assertThat(late.at("/MessageId")).isNotEqualTo(first.at("/MessageId"));
        assertThat(late.at("/SequenceNumber")).isGreaterThan(first.at("/SequenceNumber"));
        assertThat(aws.ledger()).hasSize(2);
    }

    @Test
    void a_deduplication_id_is_known_at_its_own_queue_only() throws IOException {
        String ids = ",\"MessageGroupId\":\"c\",\"MessageDeduplicationId\":\"d\"";
        send(message(".fifo", "x") + ids);
        send(message("-2.fifo", "x") + ids);
        assertThat(aws.ledger()).hasSize(2);
    }

    @Test
    void a_standard_queue_keeps_every_accepted_send_with_the_md5_of_the_body() throws IOException {
        assertThat(send(message("", "hello")).at("/MD5OfMessageBody")).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        send(message("", "hello"));
        assertThat(aws.ledger()).hasSize(2).extracting(LedgerEntry::amount).containsExactly(0L, 0L);
    }

    @ParameterizedTest
    @CsvSource({
        ".fifo, '', MissingParameter",
        ".fifo, ',\"MessageGroupId\":\"c\"', InvalidParameterValue",
        "'', ',\"MessageDeduplicationId\":\"d\"', InvalidParameterValue"
    })
    void groups_and_deduplication_belong_to_fifo(String suffix, String more, String code) throws IOException {
        SandboxFixture.Answer refused = send(message(suffix == null ? "" : suffix, "x") + (more == null ? "" : more));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("/__type")).isEqualTo(code);
        assertThat(aws.ledger()).isEmpty();
    }

    @Test
    void sizes_are_kept_to_the_byte() throws IOException {
        assertThat(send(message("", "x".repeat(1_048_576))).status()).isEqualTo(200);
        assertThat(send(message("", "x".repeat(1_048_577))).at("/__type")).isEqualTo("InvalidParameterValue");
        assertThat(publish("TopicArn=" + TOPIC, "Message=" + "x".repeat(262_144))
                        .status())
                .isEqualTo(200);
        assertThat(publish("TopicArn=" + TOPIC, "Message=" + "x".repeat(262_145))
                        .text())
                .contains("Message too long");
        assertThat(aws.ledger()).hasSize(2);
    }

    @Test
    void characters_that_xml_does_not_have_are_refused() throws IOException {
        assertThat(send(message("", "a\uFFFEb")).at("/__type")).isEqualTo("InvalidMessageContents");
        assertThat(send(message("", "a\u0007b")).at("/__type")).isEqualTo("InvalidMessageContents");
        assertThat(send(message("", "a\tb\uFFFD\uD83D\uDE00")).status()).isEqualTo(200);
    }

    @Test
    void a_missing_queue_is_named_in_both_protocols_words() throws IOException {
        SandboxFixture.Answer missing = send("\"QueueUrl\":\"https://x/1/missing\",\"MessageBody\":\"x\"");
        assertThat(missing.at("/__type")).isEqualTo("QueueDoesNotExist");
        assertThat(missing.headers())
                .containsEntry("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender");
        assertThat(publish("TopicArn=" + TOPIC.replace("bills", "missing"), "Message=x")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_message_that_talks_of_other_actions_is_still_published() throws IOException {
        assertThat(publish("TopicArn=" + TOPIC, "Message=Action=AssumeRole&Action=GetTopicAttributes&")
                        .status())
                .isEqualTo(200);
        assertThat(aws.only().metadata()).containsEntry("service", "sns");
    }

    @Test
    void a_fault_that_means_nothing_at_a_queue_is_refused() {
        assertThatThrownBy(() -> aws.sandbox.setFaults(List.of(Fault.of("aws", "sns_publish", "wrong_md5"))))
                .hasMessageContaining("means nothing");
        assertThatThrownBy(() -> aws.sandbox.setFaults(List.of(Fault.of("aws", "sqs_send_message", "lock_timeout"))))
                .hasMessageContaining("means nothing");
    }
}
