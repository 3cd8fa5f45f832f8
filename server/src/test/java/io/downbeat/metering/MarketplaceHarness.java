package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The ledger against one simulated marketplace: a buyer owes 2500 cents of the first hour of June. What marketplaces
 * share is asserted here, in the words of the provider under test; each has its own cases beside them.
 */
public abstract class MarketplaceHarness {
    protected final DeliveryMethodId account = new DeliveryMethodId(UUID.randomUUID());
    protected Sandbox sandbox;
    protected MeteringHarness harness;
    protected ProviderConfiguration acme;
    protected MeteringHarness.Draft june;
    private MarketplaceConnector connector;

    /** The connector to the sandbox, which is there already. */
    protected abstract MarketplaceConnector connector(InstantSource clock);

    /** The buyer that most cases meter. */
    protected abstract ProviderConfiguration acme();

    /** This fault at the request that writes a record. */
    protected abstract Fault atWrite(String fault);

    /** What a month goes through. */
    protected abstract List<Fault> weather();

    @BeforeEach
    void one_hour_is_due() {
        harness = new MeteringHarness("2025-06-01T00:00:00Z", clock -> {
            sandbox = TestSandbox.inTimeOf(clock);
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
        sandbox.setFaults(weather());
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
        assertThat(harness.metering.of(june.id).orElseThrow().confirmed()).isEqualTo(total);
        assertThat(held().stream().mapToLong(LedgerEntry::amount).sum()).isEqualTo(total);
        assertThat(held()).allMatch(LedgerEntry::charged).hasSameSizeAs(harness.slots(acme));
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

    /** What a look ahead says of the buyer, point by point. */
    protected final String look(ProviderConfiguration buyer) {
        return String.join(
                " ",
                connector.preflight(new Preflight(buyer, CreditType.USD_CENTS, List.of())).stream()
                        .map(point -> point.name() + " " + point.verdict())
                        .toList());
    }

    /** The very first request meets it, when nothing of the account is known yet. */
    protected final void assertHeldOnceAfter(String fault) {
        faultAtWrite(fault);
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        assertThat(harness.slots(acme).getFirst().attempts()).isEqualTo(2);
        assertThat(held()).hasSize(1);
    }

    /** The second hour's request meets it, with the token and the buyer's address of the first. */
    protected final void assertSecondHourHeldOnceAfter(String fault) {
        harness.advanceTo("2025-06-01T01:05:00Z");
        june.due("2600");
        faultAtWrite(fault);
        harness.advanceTo("2025-06-01T02:30:00Z");
        sandbox.deliverDelayed();
        assertThat(states()).containsExactly("2500 CONFIRMED", "100 CONFIRMED");
        assertThat(harness.slots(acme).getLast().attempts()).isEqualTo(2);
        assertThat(held()).hasSize(2).noneMatch(record -> record.meterSlot().refused() > 0);
    }

    /** Nothing goes out before the instant, and then all does. */
    protected final void assertRests(Fault fault, String until) {
        sandbox.setFaults(List.of(fault));
        harness.advanceTo(Instant.parse(until).minusSeconds(1).toString());
        assertThat(states()).containsExactly("2500 PENDING");
        harness.advanceTo(until);
        assertThat(states()).containsExactly("2500 CONFIRMED");
    }

    /** @param delay longer than the connector waits */
    protected final void assertAskedForAndBilledOnceWhenAnswered(Duration delay) {
        sandbox.setFaults(List.of(atWrite("slow").delayMillis(delay.toMillis())));
        harness.advanceTo("2025-06-01T01:05:00Z");
        assertThat(states()).containsExactly("2500 UNKNOWN");
        harness.advanceTo("2025-06-01T01:30:00Z");
        assertThat(states()).containsExactly("2500 CONFIRMED");
        untilBothRequestsLanded();
        assertThat(held()).hasSize(1);
    }

    /** The slow one may well come second. */
    private void untilBothRequestsLanded() {
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
