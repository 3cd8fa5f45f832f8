package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.outbound.AccountKey;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.Circuit;
import io.downbeat.outbound.CircuitPauses;
import io.downbeat.outbound.KnownAccount;
import io.downbeat.outbound.ProviderAccount;
import io.downbeat.outbound.ProviderAccounts;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.work.Backoff;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A queue and metering that AWS knows by one access key are one account to it. */
class OneAccountTest extends FakeMarketplaceHarness {
    private static final CircuitPauses PAUSES =
            CircuitPauses.always(Backoff.doubling(Duration.ofSeconds(30), Duration.ofMinutes(10)));

    private final DeliveryMethodId queueId = new DeliveryMethodId(UUID.randomUUID());
    private final DeliveryMethod queue = queueWith("{\"aws_access_key_id\": \"" + account + "\"}");
    private final AccountKey key = AccountKey.of(queue);
    private final Instant due = Instant.parse("2025-06-01T01:05:00Z");

    @Test
    void a_key_that_a_queue_is_refused_with_holds_back_records_too_and_closes_for_both() {
        harness.moveTo(due.toString());
        open(Answer.Scope.CREDENTIALS);

        harness.node.settle();
        assertThat(connector.requests)
                .as("not asked with a key that is refused")
                .isEmpty();
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PENDING");

        harness.advanceTo(due.plusSeconds(30).toString());
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(harness.circuits.heldUntil(key, harness.instant())).isEmpty();
        assertThat(openCircuits())
                .as("the record that was taken closed it for the queue as well")
                .isZero();
    }

    @Test
    void a_key_that_a_record_is_refused_with_holds_back_the_queue_too() {
        know();
        connector.next(new RecordAnswer.AccountRefused("InvalidClientTokenId", "no"));
        harness.moveTo(due.toString());
        harness.node.settle();

        assertThat(harness.circuits.heldUntil(key, harness.instant())).contains(due.plusSeconds(60));
        assertThat(shownToDeliveries()).contains("InvalidClientTokenId");
    }

    @Test
    void what_only_the_queue_is_refused_holds_back_no_record() {
        harness.moveTo(due.toString());
        open(Answer.Scope.DESTINATION);

        harness.node.settle();
        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 CONFIRMED");
        assertThat(harness.circuits.heldUntil(key, harness.instant())).contains(due.plusSeconds(30));
    }

    @Test
    void a_permission_that_only_metering_lacks_holds_back_no_message() {
        know();
        connector.next(new RecordAnswer.AccountRefused("AccessDeniedException", "no", Answer.Scope.DESTINATION));
        harness.moveTo(due.toString());
        harness.node.settle();

        assertThat(harness.texts(acme)).containsExactly("2025-06-01T00:00:00Z 100 PENDING");
        assertThat(harness.circuits.heldUntil(key, harness.instant())).isEmpty();
    }

    @Test
    void a_pause_that_metering_is_asked_for_is_the_queues_too() {
        know();
        connector.next(new RecordAnswer.Throttled("slow down", Duration.ofMinutes(10)));
        harness.moveTo(due.toString());
        harness.node.settle();

        assertThat(harness.circuits.heldUntil(key, harness.instant())).contains(due.plusSeconds(600));
    }

    @Test
    void told_to_slow_down_by_one_interface_the_other_is_asked_half_as_fast() {
        ProviderAccounts accounts = new ProviderAccounts(harness.circuits, () -> 0);
        ProviderAccount ofQueue = accounts.of(key, 100, OptionalInt.empty());
        ProviderAccount ofRecords = accounts.of(AccountKey.ofRecords(queue, "us-east-1"), 5, OptionalInt.empty());
        ProviderAccount ofAnother = accounts.of(AccountKey.of(queueWith("{}")), 100, OptionalInt.empty());

        ofRecords.tooFast(Duration.ofSeconds(2));

        assertThat(ofQueue.limiter().pace()).isEqualTo(50);
        assertThat(ofRecords.limiter().pace()).isEqualTo(2.5);
        assertThat(ofQueue.limiter().reserve()).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(ofAnother.limiter().pace()).isEqualTo(100);
    }

    private void know() {
        harness.transactions.run(
                () -> harness.circuits.know(List.of(new KnownAccount(key, BillingProvider.CUSTOM, queueId))));
    }

    private void open(Answer.Scope scope) {
        know();
        harness.transactions.run(() -> harness.circuits.open(
                key.circuit(scope), Circuit.CONFIGURATION, "refused", PAUSES, null, harness.instant()));
    }

    private long openCircuits() {
        return harness.sql
                .sql("SELECT count(*) FROM provider_account WHERE circuit_open_until IS NOT NULL")
                .query(Long.class)
                .single();
    }

    private String shownToDeliveries() {
        return harness.sql
                .sql("SELECT circuit_reason FROM account_circuit WHERE account_key = :key")
                .param("key", key.account())
                .query(String.class)
                .single();
    }

    private DeliveryMethod queueWith(String settings) {
        return new DeliveryMethod(
                queueId,
                BillingProvider.CUSTOM,
                DeliveryMethodType.AWS_SQS,
                Json.read(settings),
                "[\"queue\"]" + settings);
    }
}
