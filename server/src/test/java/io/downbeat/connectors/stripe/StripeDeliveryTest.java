package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.delivery.engine.Engine;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An invoice on its way to Stripe, whatever befalls it. */
class StripeDeliveryTest extends StripeAgainstSandbox {

    @Test
    void an_invoice_is_created_bound_filled_finalized_verified_and_released() {
        DeliveryId id = add("cus_1", 3, false);

        engine.run();

        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(engine.outcomes(id))
                .containsExactly("CREATE ACCEPTED", "LINES ACCEPTED", "FINALIZE ACCEPTED", "RELEASE ACCEPTED");
        LedgerEntry entry = only(id);
        assertThat(entry.status()).isEqualTo("open");
        assertThat(entry.charged()).isTrue();
        assertThat(entry.amount()).isEqualTo(3 * 1250L);
        assertThat(entry.lines()).hasSize(3);
        assertThat(entry.metadata()).containsKeys("metronome_id", "payload_sha256");
        assertThat(engine.external.get(engine.get(id).invoice()).externalStatus())
                .isEqualTo("FINALIZED");
        assertThat(engine.external.get(engine.get(id).invoice()).invoicedTotal())
                .isEqualByComparingTo("3750");
    }

    /** What attempts and rows of an older server say: a name or a key that changes would break a repeat after a restart. */
    @Test
    void each_request_is_announced_under_its_own_name_and_key() {
        DeliveryId id = add("cus_1", 101, false, "auto_charge_payment_intent");
        engine.run();

        assertThat(engine.sql
                        .sql("SELECT concat_ws(' ', step, key) FROM delivery_attempt WHERE delivery_id"
                                + " = :id AND step <> 'LOOK' ORDER BY n")
                        .param("id", id.value())
                        .query(String.class)
                        .list())
                .containsExactly(
                        "CREATE " + id + ":create:0",
                        "LINES " + id + ":lines:0:0",
                        "LINES " + id + ":lines:0:1",
                        "FINALIZE",
                        "PAY " + id + ":pay:0");
    }

    @Test
    void two_hundred_and_fifty_lines_go_in_batches_of_a_hundred() {
        DeliveryId id = add("cus_1", 250, false);
        engine.run();
        assertThat(engine.outcomes(id))
                .filteredOn(each -> each.startsWith("LINES"))
                .hasSize(3);
        assertThat(only(id).lines()).hasSize(250);
        assertThat(only(id).charged()).isTrue();
    }

    static Stream<Arguments> everyStepUnderEveryFault() {
        List<Arguments> all = new ArrayList<>();
        for (String step : List.of("create_invoice", "add_lines", "finalize", "update_invoice")) {
            for (String fault : List.of(
                    "drop_before",
                    "apply_then_drop",
                    "drop_mid_body",
                    "apply_late",
                    "rate_limited",
                    "server_error",
                    "server_error_after",
                    "timed_out",
                    "timed_out_after",
                    "unavailable",
                    "lock_timeout",
                    "cached_error",
                    "cached_error_after",
                    "key_expiry")) {
                all.add(Arguments.of(step, fault));
            }
        }
        for (String step : List.of("get_invoice", "list_invoices")) {
            for (String fault : List.of("drop_before", "rate_limited", "server_error", "timed_out", "unavailable")) {
                all.add(Arguments.of(step, fault));
            }
        }
        all.add(Arguments.of("list_invoices", "stale_list"));
        all.add(Arguments.of("finalize", "wrong_total"));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everyStepUnderEveryFault")
    void whatever_goes_wrong_at_a_step_exactly_one_invoice_is_charged(String step, String fault) {
        DeliveryId id = add("cus_1", 3, false);
        fault("""
            {"provider": "stripe", "step": "%s", "fault": "%s", "times": 2}\
            """.formatted(step, fault));
        if (step.equals("list_invoices")) {
            fault("{\"provider\": \"stripe\", \"step\": \"create_invoice\", \"fault\": \"apply_then_drop\"}");
        }

        engine.run();
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        sandbox.deliverDelayed();

        assertThat(engine.state(id)).as(engine.outcomes(id).toString()).isEqualTo(DeliveryState.CONFIRMED);
        List<LedgerEntry> charged =
                entries(id).stream().filter(LedgerEntry::charged).toList();
        assertThat(charged).hasSize(1);
        assertThat(charged.getFirst().id()).isEqualTo(engine.get(id).providerRef());
        assertThat(charged.getFirst().lines()).hasSize(3);
        assertThat(charged.getFirst().amount()).isEqualTo(3 * 1250L);
        assertThat(entries(id))
                .allSatisfy(each -> assertThat(each.charged() || !each.status().equals("open"))
                        .isTrue());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 403})
    void what_stripe_calls_worth_another_try_is_tried_again_under_the_same_key(int status) throws IOException {
        List<String> keys = new CopyOnWriteArrayList<>();
        try (InPlaceOfStripe busy = InPlaceOfStripe.answering(asked -> {
                    if (asked.getRequestMethod().equals("POST")) {
                        keys.add(asked.getRequestHeaders().getFirst("Idempotency-Key"));
                    }
                    asked.getResponseHeaders().add("Stripe-Should-Retry", "true");
                    return new InPlaceOfStripe.Said(
                            status, "{\"error\": {\"type\": \"api_error\", \"message\": \"Not now.\"}}");
                });
                Engine meanwhile = new Engine(database, busy.adapter(), clock)) {
            DeliveryId id = add("cus_1", 1, false);
            meanwhile.runUntil(clock.now.plus(Duration.ofMinutes(10)));
            assertThat(keys).hasSizeGreaterThan(1).containsOnly(id + ":create:0");
            assertThat(meanwhile.state(id))
                    .as(meanwhile.reason(id))
                    .isIn(DeliveryState.RETRY_WAIT, DeliveryState.PENDING);

            engine.runUntil(clock.now.plus(Duration.ofHours(2)));
            assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
            assertThat(entries(id)).hasSize(1);
        }
    }

    @Test
    void a_draft_that_is_to_be_left_one_is_confirmed_once_nothing_can_be_under_way() {
        DeliveryId id = add("cus_1", 2, true);
        engine.run();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.RETRY_WAIT);
        engine.runUntil(clock.now.plus(StripeSaga.QUIET));

        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(only(id).status()).isEqualTo("draft");
        assertThat(only(id).charged()).isFalse();
        assertThat(engine.external.get(engine.get(id).invoice()).externalStatus())
                .isEqualTo("DRAFT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"charge_automatically", "send_invoice", "auto_charge_payment_intent"})
    void a_draft_that_somebody_finalizes_is_theirs_to_collect(String method) {
        DeliveryId id = add("cus_1", 2, true, method);
        engine.run();
        finalizes(engine.get(id).providerRef());
        engine.runUntil(clock.now.plus(StripeSaga.QUIET));

        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(only(id).status()).isEqualTo("open");
        assertThat(only(id).charged()).isFalse();
        assertThat(payments(id)).isEmpty();
        assertThat(engine.outcomes(id)).containsExactly("CREATE ACCEPTED", "LINES ACCEPTED");
    }

    @Test
    void a_draft_that_somebody_changes_and_finalizes_is_left_to_a_person() {
        DeliveryId id = add("cus_1", 2, true);
        engine.run();
        String invoice = engine.get(id).providerRef();
        var caller = new StripeCalls.Caller(Engine.method("acct"), account);
        calls().post(
                        caller,
                        "/v1/invoices/" + invoice + "/add_lines",
                        "lines[0][amount]=100&lines[0][description]=x".getBytes(StandardCharsets.UTF_8),
                        null);
        finalizes(invoice);
        engine.runUntil(clock.now.plus(StripeSaga.QUIET));

        assertThat(engine.state(id)).isEqualTo(DeliveryState.PARKED);
        assertThat(engine.reason(id)).startsWith("somebody finalized its draft " + invoice);
        assertThat(only(id).status()).isEqualTo("open");
    }

    @ParameterizedTest
    @CsvSource({"create_invoice, drop_before, 40", "add_lines, cached_error, 20"})
    void requests_that_get_lost_or_fail_are_tried_for_three_days_however_many_they_are(
            String step, String fault, int times) {
        DeliveryId id = add("cus_1", 2, false);
        fault("""
            {"provider": "stripe", "step": "%s", "fault": "%s", "times": %d}\
            """.formatted(step, fault, times));
        engine.run();
        engine.runUntil(Engine.START.plus(Duration.ofHours(9)));

        assertThat(engine.state(id)).as(engine.reason(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(engine.get(id).generation()).isGreaterThan(6);
        assertThat(entries(id)).filteredOn(LedgerEntry::charged).hasSize(1);
    }

    @Test
    void what_failed_for_three_days_in_more_generations_than_come_out_wrong_by_accident_is_sent_by_a_retry() {
        DeliveryId id = add("cus_1", 2, false);
        fault("{\"provider\": \"stripe\", \"step\": \"add_lines\", \"fault\": \"cached_error\", \"times\": 1000}");
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        assertThat(engine.get(id).generation()).isGreaterThan(6);
        clock.now = Engine.START.plus(Duration.ofHours(72));
        engine.run();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.PARKED);
        assertThat(engine.reason(id)).startsWith("gave up");

        sandbox.clearFaults();
        engine.retry(id);
        engine.run();
        assertThat(engine.state(id)).as(engine.reason(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(entries(id)).filteredOn(LedgerEntry::charged).hasSize(1);
    }

    @Test
    void what_comes_out_wrong_six_times_is_parked_and_a_retry_has_it_made_under_keys_of_its_own() {
        DeliveryId id = add("cus_1", 2, false);
        fault("{\"provider\": \"stripe\", \"step\": \"finalize\", \"fault\": \"wrong_total\", \"times\": 6}");
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.PARKED);
        assertThat(engine.reason(id)).startsWith("came out wrong 6 times at Stripe");
        assertThat(entries(id)).hasSize(6).extracting(LedgerEntry::status).containsOnly("void");

        engine.retry(id);
        engine.run();
        assertThat(engine.state(id)).as(engine.reason(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(entries(id)).hasSize(7).filteredOn(LedgerEntry::charged).hasSize(1);
        assertThat(engine.sql
                        .sql("SELECT key FROM delivery_attempt WHERE delivery_id = :id AND step = 'CREATE'")
                        .param("id", id.value())
                        .query(String.class)
                        .list())
                .hasSize(7)
                .doesNotHaveDuplicates();
    }

    @Test
    void what_comes_out_wrong_five_times_and_right_once_is_delivered() {
        DeliveryId id = add("cus_1", 2, false);
        fault("{\"provider\": \"stripe\", \"step\": \"finalize\", \"fault\": \"wrong_total\", \"times\": 5}");
        engine.runUntil(clock.now.plus(Duration.ofHours(2)));
        assertThat(engine.state(id)).as(engine.reason(id)).isEqualTo(DeliveryState.CONFIRMED);
    }

    @Test
    void what_is_to_stay_a_draft_goes_through_an_account_that_cannot_charge() {
        account = "acct_restricted_9";
        apiKey = "sk_invalid";
        DeliveryId id = add("cus_1", 1, true);
        engine.run();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.PENDING);

        apiKey = "sk_good";
        engine.runUntil(clock.now.plus(Duration.ofHours(1)));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(only(id).status()).isEqualTo("draft");
    }

    @Test
    void what_is_to_be_finalized_waits_for_an_account_that_cannot_charge_although_others_of_it_stay_drafts() {
        account = "acct_restricted_9";
        accountLeavesDrafts = true;
        apiKey = "sk_invalid";
        DeliveryId id = add("cus_1", 1, false);
        engine.run();
        apiKey = "sk_good";
        engine.runUntil(clock.now.plus(Duration.ofHours(1)));

        assertThat(engine.state(id)).isEqualTo(DeliveryState.PENDING);
        assertThat(circuitReason()).contains("cannot charge");
        assertThat(entries(id)).isEmpty();
    }

    @Test
    void an_unknown_customer_parks_with_stripes_sentence() {
        DeliveryId id = add("cus_missing_1", 1, false);
        engine.run();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.PARKED);
        var shown = engine.external.get(engine.get(id).invoice());
        assertThat(shown.externalStatus()).isEqualTo("INVALID_REQUEST_ERROR");
        assertThat(shown.error()).contains("No such customer");
        assertThat(entries(id)).isEmpty();
    }

    @Test
    void a_wrong_key_holds_the_account_back_until_it_is_mended() {
        apiKey = "sk_invalid";
        DeliveryId id = add("cus_1", 1, false);
        engine.run();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.PENDING);

        apiKey = "sk_good";
        engine.runUntil(clock.now.plusSeconds(31));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(entries(id)).hasSize(1);
    }

    @Test
    void a_voided_invoice_is_voided_at_stripe() {
        DeliveryId id = add("cus_1", 1, false);
        engine.run();
        engine.withdraw(id);
        engine.run();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.CANCELLED);
        assertThat(only(id).status()).isEqualTo("void");
    }

    @Test
    void what_a_person_voided_at_stripe_is_left_to_a_person() {
        DeliveryId id = add("cus_1", 1, false);
        fault("{\"provider\": \"stripe\", \"step\": \"update_invoice\", \"fault\": \"drop_before\"}");
        engine.run();
        happens(engine.get(id).providerRef(), "voided");
        engine.runUntil(clock.now.plusSeconds(30));
        assertThat(engine.state(id)).isEqualTo(DeliveryState.PARKED);
        assertThat(entries(id)).hasSize(1);
    }

    @Test
    void a_generation_that_outlived_its_keys_is_discarded() {
        DeliveryId id = add("cus_1", 2, false);
        fault("{\"provider\": \"stripe\", \"step\": \"add_lines\", \"fault\": \"unavailable\"}");
        engine.run();
        String first = engine.get(id).providerRef();
        clock.advance(StripeSaga.KEY_LIFE);
        engine.run();

        assertThat(engine.state(id)).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(engine.get(id).generation()).isEqualTo(1);
        assertThat(entries(id))
                .filteredOn(each -> each.id().equals(first))
                .singleElement()
                .satisfies(each -> assertThat(each.status()).isEqualTo("deleted"));
        assertThat(entries(id)).filteredOn(LedgerEntry::charged).hasSize(1);
    }
}
