package io.downbeat.connectors.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import io.downbeat.delivery.Delivery;
import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.NextAction;
import io.downbeat.delivery.ProviderRequest;
import io.downbeat.delivery.Purpose;
import io.downbeat.delivery.Receipt;
import io.downbeat.delivery.RemoteState;
import io.downbeat.delivery.engine.DeliveryOrder;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** SQS and SNS against their simulators: what each answer means, and what is at the queue afterwards. */
class QueueAdapterTest {
    private static final String QUEUE = "https://sqs.us-east-1.amazonaws.com/111122223333/bills";
    private static final String TOPIC = "arn:aws:sns:us-east-1:111122223333:bills";

    private volatile Instant now = Instant.parse("2025-02-02T00:00:00Z");
    private final Map<String, String> keys = new HashMap<>(Map.of(
            "aws_access_key_id", "AKIATESTTESTTEST",
            "aws_secret_access_key", "not-a-key",
            "queue_signing_secret", "a secret of the test"));
    private Optional<DeliveryOrder.Unfinished> before = Optional.empty();
    private Sandbox sandbox;
    private QueueWire wire;
    private QueueAdapter adapter;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start("127.0.0.1", 0, () -> now);
        adapter = adapter(URI.create(sandbox.uri() + "/aws"));
    }

    @AfterEach
    void stop() {
        wire.close();
        sandbox.close();
    }

    private QueueAdapter adapter(URI aws) {
        QueueSettings settings = new QueueSettings(aws, aws, aws);
        wire = new QueueWire(settings);
        QueueStore store = new QueueStore(JdbcClient.create(new DriverManagerDataSource())) {
            @Override
            long nextNumber() {
                return 17;
            }
        };
        DeliveryOrder order = new DeliveryOrder(JdbcClient.create(new DriverManagerDataSource())) {
            @Override
            public Optional<Unfinished> firstBefore(Delivery delivery) {
                return before;
            }
        };
        return new QueueAdapter(store, order, QueueModule.door(method -> keys, settings, wire, () -> now));
    }

    private Delivery at(DeliveryMethodType method, String suffix) {
        String address = (method == DeliveryMethodType.AWS_SQS ? QUEUE : TOPIC) + suffix;
        keys.put(method == DeliveryMethodType.AWS_SQS ? "aws_sqs_queue_url" : "aws_sns_topic_arn", address);
        return Messages.delivery(method, Messages.frozen(method, address), suffix.endsWith(".fifo"));
    }

    private Delivery named(DeliveryMethodType method, String name) {
        boolean queue = method == DeliveryMethodType.AWS_SQS;
        String address = (queue ? QUEUE : TOPIC).replace("bills", name);
        keys.put(queue ? "aws_sqs_queue_url" : "aws_sns_topic_arn", address);
        return Messages.delivery(method, Messages.frozen(method, address), false);
    }

    private Answer send(Delivery delivery) {
        NextAction move = adapter.next(delivery, null, null, now);
        assertThat(move).isInstanceOf(NextAction.Send.class);
        ProviderRequest step = ((NextAction.Send) move).step();
        assertThat(step.key()).isEqualTo(delivery.id().toString());
        return adapter.send(delivery, step);
    }

    private static String step(DeliveryMethodType method) {
        return method == DeliveryMethodType.AWS_SQS ? "sqs_send_message" : "sns_publish";
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_SQS", "AWS_SNS"})
    void an_accepted_message_is_sent_with_its_id_as_receipt(DeliveryMethodType method) {
        Delivery delivery = at(method, ".fifo");
        Answer answer = send(delivery);
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        Receipt receipt = ((NextAction.Sent) adapter.next(delivery, null, answer, now)).receipt();
        LedgerEntry held = sandbox.ledger().getFirst();
        assertThat(sandbox.ledger()).hasSize(1);
        assertThat(receipt.ref()).isEqualTo(held.id());
        assertThat(receipt.externalStatus()).isEqualTo("SENT");
        assertThat(receipt.invoicedTotal()).isEqualByComparingTo("1250");
        assertThat(Json.read(receipt.evidence()).get("sequence_number").asString())
                .isEqualTo(held.metadata().get("sequence_number"));
        assertThat(held.kind()).isEqualTo("message");
        assertThat(held.reference()).isEqualTo(delivery.id().toString());
        assertThat(held.amount()).isEqualTo(1250);
        assertThat(held.charged()).isFalse();
        assertThat(held.metadata())
                .containsEntry("group", delivery.customer().toString())
                .containsEntry("deduplication_id", delivery.id().toString())
                .containsEntry("attribute.event_type", "invoice.finalized")
                .containsEntry("attribute.signature_key_id", MessageSignature.keyId("a secret of the test"))
                .containsEntry("body", new String(QueueMessage.body(delivery), StandardCharsets.US_ASCII));
        assertThat(held.metadata().toString() + held).doesNotContain("a secret of the test", "not-a-key");
    }

    @ParameterizedTest
    @CsvSource({
        "apply_then_drop, 1",
        "drop_mid_body, 1",
        "server_error_after, 1",
        "timed_out_after, 1",
        "timed_out, 0",
        "drop_before, 0",
        "server_error, 0",
        "apply_late, 0"
    })
    void no_usable_answer_is_unknown_and_the_request_went_out_once(String fault, int held) {
        for (var method : List.of(DeliveryMethodType.AWS_SQS, DeliveryMethodType.AWS_SNS)) {
            sandbox.reset();
            Delivery delivery = at(method, "");
            // A kept connection that breaks is where a client may repeat a POST by itself.
            assertThat(send(at(method, ""))).isInstanceOf(Answer.Accepted.class);
            sandbox.setFaults(List.of(Fault.of("aws", step(method), fault)));
            assertThat(send(delivery)).as(fault).isInstanceOf(Answer.Unknown.class);
            assertThat(sandbox.calls()).containsEntry("aws/" + step(method), 2);
            assertThat(sandbox.ledger()).hasSize(1 + held);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_SQS", "AWS_SNS"})
    void a_standard_queue_holds_every_copy_and_all_are_the_same_bytes(DeliveryMethodType method) {
        Delivery delivery = at(method, "");
        sandbox.setFaults(List.of(Fault.of("aws", step(method), "apply_then_drop")));
        assertThat(send(delivery)).isInstanceOf(Answer.Unknown.class);
        assertThat(adapter.look(delivery)).isEqualTo(new RemoteState.CannotAsk());
        assertThat(send(delivery)).isInstanceOf(Answer.Accepted.class);
        assertThat(sandbox.ledger())
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each.reference()).isEqualTo(delivery.id().toString()));
        assertThat(sandbox.ledger().stream()
                        .map(each -> each.metadata().get("body"))
                        .distinct())
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_SQS", "AWS_SNS"})
    void a_fifo_queue_makes_one_of_all_copies_until_five_minutes_have_passed(DeliveryMethodType method) {
        Delivery delivery = at(method, ".fifo");
        sandbox.setFaults(List.of(Fault.of("aws", step(method), "apply_then_drop")));
        assertThat(send(delivery)).isInstanceOf(Answer.Unknown.class);
        now = now.plus(Duration.ofMinutes(5)).minusMillis(1);
        Answer.Accepted again = (Answer.Accepted) send(delivery);
        assertThat(sandbox.ledger()).hasSize(1);
        assertThat(again.ref()).isEqualTo(sandbox.ledger().getFirst().id());
        assertThat(sandbox.ledger().getFirst().attempts()).isEqualTo(2);
        now = now.plusMillis(1);
        assertThat(((Answer.Accepted) send(delivery)).ref()).isNotEqualTo(again.ref());
        assertThat(sandbox.ledger()).hasSize(2);
    }

    @Test
    void a_slow_answer_is_given_up_within_the_deadline_and_counts_as_unknown() {
        sandbox.setFaults(List.of(Fault.of("aws", "sqs_send_message", "slow").delayMillis(20_000)));
        long start = System.nanoTime();
        assertThat(send(at(DeliveryMethodType.AWS_SQS, ""))).isInstanceOf(Answer.Unknown.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(adapter.requestTimeout());
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_SQS", "AWS_SNS"})
    void throttling_slows_the_account_and_says_how_long(DeliveryMethodType method) {
        sandbox.setFaults(List.of(Fault.of("aws", step(method), "rate_limited").retryAfter(7)));
        Answer answer = send(at(method, ""));
        assertThat(answer).isInstanceOf(Answer.RateLimited.class);
        assertThat(((Answer.RateLimited) answer).retryAfter()).isEqualTo(Duration.ofSeconds(7));
        sandbox.setFaults(List.of(Fault.of("aws", step(method), "kms_throttled")));
        assertThat(send(at(method, ""))).isInstanceOf(Answer.RateLimited.class);
        sandbox.setFaults(List.of(Fault.of("aws", step(method), "unavailable").retryAfter(9)));
        assertThat(((Answer.Retryable) send(at(method, ""))).retryAfter()).isEqualTo(Duration.ofSeconds(9));
        assertThat(sandbox.ledger()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_SQS, missing, QueueDoesNotExist",
        "AWS_SQS, denied, AccessDenied",
        "AWS_SQS, kms-disabled, KmsDisabled",
        "AWS_SNS, missing, NotFound",
        "AWS_SNS, denied, AccessDenied",
        "AWS_SNS, kms-disabled, KmsDisabled"
    })
    void what_every_message_would_meet_is_the_accounts_matter(DeliveryMethodType method, String name, String word) {
        Answer answer = send(named(method, name));
        assertThat(answer).isInstanceOf(Answer.Misconfigured.class);
        String old = word.equals("QueueDoesNotExist") ? "NonExistentQueue" : word;
        assertThat(((Answer.Misconfigured) answer).reason()).containsAnyOf(word, old);
    }

    @Test
    void unknown_credentials_a_denied_role_and_an_unreadable_arn_are_the_accounts_matter() {
        keys.put("aws_access_key_id", "AKIAINVALID");
        assertThat(send(at(DeliveryMethodType.AWS_SQS, ""))).isInstanceOf(Answer.Misconfigured.class);
        assertThat(probe(at(DeliveryMethodType.AWS_SQS, ""))).isInstanceOf(Answer.Misconfigured.class);
        keys.put("aws_iam_role_arn", "arn:aws:iam::123456789012:role/denied");
        Answer denied = send(at(DeliveryMethodType.AWS_SQS, ""));
        assertThat(((Answer.Misconfigured) denied).reason()).contains("AssumeRole");
        // STS said no, not the queue: nothing can be sent either.
        assertThat(probe(at(DeliveryMethodType.AWS_SQS, ""))).isInstanceOf(Answer.Misconfigured.class);
        keys.remove("aws_iam_role_arn");
        keys.put("aws_access_key_id", "AKIATEST");
        assertThat(send(at(DeliveryMethodType.AWS_SNS, " no arn"))).isInstanceOf(Answer.Misconfigured.class);
    }

    @Test
    void a_role_is_assumed_with_its_external_id_and_a_session_that_ran_out_is_made_anew() {
        keys.put("aws_iam_role_arn", "arn:aws:iam::123456789012:role/needs-external-id");
        assertThat(send(at(DeliveryMethodType.AWS_SQS, ""))).isInstanceOf(Answer.Misconfigured.class);
        keys.put("aws_external_id", "x");
        Delivery delivery = at(DeliveryMethodType.AWS_SQS, "");
        assertThat(send(delivery)).isInstanceOf(Answer.Accepted.class);
        assertThat(sandbox.ledger().getFirst().account()).isEqualTo("123456789012");
        now = now.plus(Duration.ofHours(2));
        assertThat(send(delivery)).isInstanceOf(Answer.Accepted.class);
        assertThat(sandbox.calls()).containsEntry("aws/assume_role", 3);
    }

    @Test
    void a_role_that_was_not_given_in_time_is_asked_for_again() {
        keys.put("aws_iam_role_arn", "arn:aws:iam::123456789012:role/downbeat");
        sandbox.setFaults(List.of(Fault.of("aws", "assume_role", "timed_out")));
        assertThat(send(at(DeliveryMethodType.AWS_SQS, ""))).isInstanceOf(Answer.Retryable.class);
        assertThat(send(at(DeliveryMethodType.AWS_SQS, ""))).isInstanceOf(Answer.Accepted.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_SQS", "AWS_SNS"})
    void a_message_that_is_refused_for_what_it_says_is_refused_for_good(DeliveryMethodType method) {
        sandbox.setFaults(List.of(Fault.of("aws", step(method), "bad_request")));
        Answer answer = send(at(method, ""));
        assertThat(answer).isInstanceOf(Answer.Refusal.class);
        assertThat(((Answer.Refusal) answer).reason()).contains("Invalid");
    }

    @Test
    void a_wrong_md5_parks_and_nothing_more_is_sent() {
        sandbox.setFaults(List.of(Fault.of("aws", "sqs_send_message", "wrong_md5")));
        Delivery delivery = at(DeliveryMethodType.AWS_SQS, "");
        NextAction move = adapter.next(delivery, null, send(delivery), now);
        assertThat(move).isInstanceOf(NextAction.Park.class);
        assertThat(((NextAction.Park) move).reason()).contains("MD5").contains("not this invoice");
    }

    @Test
    void a_refused_connection_is_certain_and_comes_again() {
        wire.close();
        adapter = adapter(URI.create("http://127.0.0.1:9"));
        assertThat(send(at(DeliveryMethodType.AWS_SQS, ""))).isInstanceOf(Answer.Retryable.class);
        assertThat(send(at(DeliveryMethodType.AWS_SNS, ""))).isInstanceOf(Answer.Retryable.class);
    }

    @Test
    void an_older_message_of_the_group_goes_first_and_a_parked_one_holds_the_group() {
        Delivery delivery = at(DeliveryMethodType.AWS_SQS, ".fifo");
        DeliveryId older = new DeliveryId(UUID.randomUUID());
        before = Optional.of(new DeliveryOrder.Unfinished(older, false, now.plusSeconds(5), now));
        assertThat(adapter.next(delivery, null, null, now))
                .isEqualTo(new NextAction.Wait(now.plusSeconds(5), "its customer's delivery " + older + " goes first"));
        for (var each : Map.of(0, 1, 1, 1, 30, 30, 600, 60).entrySet()) {
            before = Optional.of(
                    new DeliveryOrder.Unfinished(older, true, now, now.minus(Duration.ofMinutes(each.getKey()))));
            NextAction.Wait wait = (NextAction.Wait) adapter.next(delivery, null, null, now);
            assertThat(wait.until()).isEqualTo(now.plus(Duration.ofMinutes(each.getValue())));
            assertThat(wait.reason()).contains("retry, resolve or cancel");
        }
        // A standard queue has no order, and what may be out already is only repeated.
        assertThat(adapter.next(at(DeliveryMethodType.AWS_SQS, ""), null, null, now))
                .isInstanceOf(NextAction.Send.class);
        Delivery lost = Messages.delivery(
                DeliveryMethodType.AWS_SQS, delivery.payload().bytes(), true, Purpose.DELIVER, null, true);
        assertThat(adapter.next(lost, new RemoteState.CannotAsk(), null, now)).isInstanceOf(NextAction.Send.class);
    }

    @Test
    void a_void_takes_back_what_was_never_sent_and_says_so_of_the_rest() {
        byte[] payload = Messages.frozen(DeliveryMethodType.AWS_SQS, QUEUE);
        var method = DeliveryMethodType.AWS_SQS;
        assertThat(adapter.next(
                        Messages.delivery(method, payload, false, Purpose.WITHDRAW, null, false), null, null, now))
                .isInstanceOf(NextAction.Withdrawn.class);
        NextAction sent =
                adapter.next(Messages.delivery(method, payload, false, Purpose.WITHDRAW, "m-1", true), null, null, now);
        assertThat(((NextAction.Park) sent).reason())
                .startsWith("its message m-1 was sent")
                .contains("gives nothing back");
        NextAction unknown =
                adapter.next(Messages.delivery(method, payload, false, Purpose.WITHDRAW, null, true), null, null, now);
        assertThat(((NextAction.Park) unknown).reason()).startsWith("its message may have been sent");
    }

    @Test
    void a_denied_read_says_nothing_against_an_account_that_may_send() {
        assertThat(probe(at(DeliveryMethodType.AWS_SQS, ""))).isInstanceOf(Answer.Accepted.class);
        assertThat(probe(named(DeliveryMethodType.AWS_SQS, "unreadable"))).isInstanceOf(Answer.Accepted.class);
        assertThat(probe(named(DeliveryMethodType.AWS_SQS, "missing"))).isInstanceOf(Answer.Misconfigured.class);
        assertThat(probe(at(DeliveryMethodType.AWS_SNS, ".fifo"))).isInstanceOf(Answer.Accepted.class);
        assertThat(sandbox.ledger()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bills, OK", "unreadable, UNKNOWN", "missing, FAILED", "kms-disabled, FAILED"})
    void a_preflight_reads_the_queue_and_names_the_currency(String name, Preflight.Verdict verdict) {
        named(DeliveryMethodType.AWS_SQS, name);
        var configuration = Messages.configuration(DeliveryMethodType.AWS_SQS, QUEUE.replace("bills", name));
        var euros = new CreditType(UUID.randomUUID(), "EUR", "EUR", 2);
        List<Preflight.Point> points = adapter.preflight(new Preflight(configuration, euros, List.of()));
        assertThat(points).extracting(Preflight.Point::name).containsExactly("destination", "currency");
        assertThat(points).extracting(Preflight.Point::verdict).containsExactly(verdict, Preflight.Verdict.WARNING);
    }

    private Answer probe(Delivery delivery) {
        return adapter.probe(
                new Account(delivery.deliveryMethod(), delivery.provider(), delivery.method(), delivery.accountKey()));
    }

    @Test
    void a_queue_cannot_be_listed() {
        var account = new Account(
                new DeliveryMethodId(UUID.randomUUID()),
                BillingProvider.AWS_MARKETPLACE,
                DeliveryMethodType.AWS_SQS,
                "account");
        assertThat(adapter.inventory(account, now, now)).isInstanceOf(Inventory.CannotList.class);
        assertThat(adapter.serves(BillingProvider.GCP_MARKETPLACE, DeliveryMethodType.AWS_SNS))
                .isTrue();
        assertThat(adapter.serves(BillingProvider.AWS_MARKETPLACE, DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER))
                .isFalse();
    }
}
