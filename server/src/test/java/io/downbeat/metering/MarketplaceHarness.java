package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import io.downbeat.metering.records.RecordState;
import io.downbeat.outbound.Preflight;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.sandbox.Sandbox;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.testing.TestSandbox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ledger against one simulated marketplace: a buyer owes 2500 cents of the first hour of June. What marketplaces
 * share is asserted here, in the words of the provider under test; each has its own cases beside them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class MarketplaceHarness {
    protected DeliveryMethodId account;
    protected Sandbox sandbox;
    protected MeteringHarness harness;
    protected ProviderConfiguration acme;
    protected MeteringHarness.Draft june;
    private MarketplaceConnector connector;

    /** What the delivery method holds; a case may change it. */
    protected Map<String, String> keys;

    protected abstract Marketplace marketplace();

    /** What the delivery method holds at first; the sandbox is there already. */
    protected abstract Map<String, String> rightKeys();

    /** The connector to the sandbox, with {@link #keys}. */
    protected abstract MarketplaceConnector connector(InstantSource clock);

    /** The buyer that most cases meter. */
    protected abstract ProviderConfiguration acme();

    @BeforeEach
    void one_hour_is_due() {
        account = new DeliveryMethodId(UUID.randomUUID());
        harness = new MeteringHarness("2025-06-01T00:00:00Z", clock -> {
            sandbox = TestSandbox.inTimeOf(clock);
            keys = new HashMap<>(rightKeys());
            connector = connector(clock);
            return connector;
        });
        meter(acme());
    }

    /** This buyer is the one who owes from here on. */
    protected final void meter(ProviderConfiguration buyer) {
        acme = buyer;
        june = harness.draft(acme, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("2500");
    }

    /** Another buyer owes so much of the same hour. */
    protected final void meterToo(ProviderConfiguration buyer, String cents) {
        harness.draft(buyer, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z").due(cents);
    }

    @AfterEach
    void the_ledger_agrees_with_itself() {
        assertThat(harness.violations()).isEmpty();
        harness.close();
        sandbox.close();
    }

    @Test
    void a_month_of_hours_with_faults_at_random_sums_to_the_total() {
        sandbox.setFaults(marketplace().faultsOfAMonth());
        long total = 2500;
        for (int day = 2; day <= 30; day++) {
            total += 37L * day;
            june.due(String.valueOf(total));
            harness.advanceTo("2025-06-%02dT12:00:00Z".formatted(day));
        }
        sandbox.clearFaults();
        harness.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(total);
        harness.advanceTo("2025-07-02T00:00:00Z");
        assertThat(harness.slots(acme)).allMatch(slot -> slot.state() == RecordState.CONFIRMED);
        assertThat(harness.metering.of(june.id).orElseThrow().cents().confirmed())
                .isEqualTo(total);
        assertThat(held().stream().mapToLong(LedgerEntry::amount).sum()).isEqualTo(total);
        assertThat(held()).allMatch(LedgerEntry::charged).hasSameSizeAs(harness.slots(acme));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passingFaults")
    void after_a_passing_fault_the_record_is_held_once(String fault) {
        if (marketplace().learnsFromTheFirstHour()) {
            assertSecondHourHeldOnceAfter(fault);
        } else {
            assertHeldOnceAfter(fault);
        }
    }

    /** @param calls before which following call it arrives */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_request_that_arrives_late_bills_nothing_twice(int calls) {
        sandbox.setFaults(List.of(atWrite("apply_late").calls(calls)));
        harness.advanceTo("2025-06-01T01:30:00Z");
        sandbox.deliverDelayed();
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("questions")
    void a_question_without_an_answer_costs_no_certainty(Marketplace.Question question) {
        // Twice: the client repeats a GET by itself where its connection breaks.
        sandbox.setFaults(List.of(Fault.of(marketplace().provider(), question.step(), question.fault())
                .times(2)));
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsAnyOf("2500 PENDING", "2500 CONFIRMED");
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(held()).hasSize(1);
        assertThat(sandbox.calls()).containsEntry(write(), 1);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("pauses")
    void an_account_rests_until_it_may_go_on_and_then_goes_on_by_itself(Marketplace.AccountPause pause) {
        sandbox.setFaults(List.of(pause.fault()));
        harness.advanceTo(Instant.parse(pause.until()).minusSeconds(1).toString());
        assertThat(states()).containsExactly("2500 PENDING");
        harness.advanceTo(pause.until());
        assertThat(states()).containsExactly("2500 CONFIRMED");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("patience")
    void an_answer_past_the_deadline_is_asked_for_and_never_billed_twice(Duration patience) {
        sandbox.setFaults(
                List.of(atWrite("slow").delayMillis(patience.plusMillis(800).toMillis())));
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 UNKNOWN");
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        untilBothRequestsArrived();
        assertThat(held()).hasSize(1);
    }

    @Test
    void wrong_credentials_hold_records_back_with_one_alert_until_they_are_corrected() {
        Marketplace.WrongKey wrong = marketplace().wrongKey();
        String right = keys.get(wrong.name());
        keys.put(wrong.name(), wrong.spoiled().apply(right));
        // Short of half of Google's window, when the record's end is near.
        harness.advanceTo("2025-06-01T01:29:59Z");
        assertThat(states()).containsExactly("2500 PENDING");
        assertThat(harness.alerts()).containsExactly("ACCOUNT_REFUSED");
        assertThat(harness.slots(acme).getFirst().error())
                .contains(wrong.words())
                .doesNotContain(right);
        if (!marketplace().questions().isEmpty()) {
            assertThat(sandbox.calls()).as("who is not let in sends no record").doesNotContainKey(write());
        }
        assertThat(held()).isEmpty();

        keys.put(wrong.name(), right);
        harness.mend(account);
        harness.advanceTo(wrong.confirmedBy());
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(harness.alerts()).isEmpty();
    }

    Stream<String> passingFaults() {
        return marketplace().passingFaults().stream();
    }

    Stream<Marketplace.Question> questions() {
        return marketplace().questions().stream();
    }

    Stream<Marketplace.AccountPause> pauses() {
        return marketplace().pauses().stream();
    }

    Stream<Duration> patience() {
        return Stream.ofNullable(marketplace().patience());
    }

    /** This fault at the request that writes a record. */
    protected final Fault atWrite(String fault) {
        return marketplace().atWrite(fault);
    }

    private String write() {
        return marketplace().provider() + "/" + marketplace().writeStep();
    }

    protected final List<LedgerEntry> held() {
        return sandbox.ledger();
    }

    protected final List<String> states() {
        return states(acme);
    }

    protected final List<String> states(ProviderConfiguration configuration) {
        return harness.slots(configuration).stream()
                .map(slot -> slot.quantity() + " " + slot.state())
                .toList();
    }

    protected final void faultAtWrite(String fault) {
        sandbox.setFaults(List.of(atWrite(fault)));
    }

    /** What a preflight says of the buyer, point by point. */
    protected final String preflight(ProviderConfiguration buyer) {
        return String.join(
                " ",
                connector.preflight(new Preflight(buyer, CreditType.USD_CENTS, List.of())).stream()
                        .map(point -> point.name() + " " + point.verdict())
                        .toList());
    }

    /** The very first request meets it, when nothing of the account is known yet. */
    private void assertHeldOnceAfter(String fault) {
        faultAtWrite(fault);
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(harness.slots(acme).getFirst().attempts()).isEqualTo(2);
        assertThat(held()).hasSize(1);
    }

    /** The second hour's request meets it, with the token and the buyer's address of the first. */
    private void assertSecondHourHeldOnceAfter(String fault) {
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("2600");
        faultAtWrite(fault);
        harness.advanceTo("2025-06-01T02:30:00Z");
        sandbox.deliverDelayed();
        assertThat(states()).containsExactly("2500 CONFIRMED", "100 CONFIRMED");
        assertThat(harness.slots(acme).getLast().attempts()).isEqualTo(2);
        assertThat(held()).hasSize(2).noneMatch(record -> record.meterSlot().refused() > 0);
    }

    /** The slow one may well come second. */
    private void untilBothRequestsArrived() {
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (held().getFirst().attempts() < 2 && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(held().getFirst().attempts()).isEqualTo(2);
    }

    /** Three times, then metering stops and says so; nobody else is held back. */
    protected final void assertNotBilled(ProviderConfiguration buyer, String words) {
        meterToo(buyer, "7");
        harness.advanceTo("2025-06-02T00:00:00Z");
        assertThat(states(buyer)).containsExactly("7 REJECTED", "7 REJECTED", "7 REJECTED");
        assertThat(harness.slots(buyer).getFirst().error()).contains(words);
        assertThat(harness.alerts()).containsExactly("METERING_STOPPED");
        assertThat(states()).containsExactly("2500 CONFIRMED");
    }
}
