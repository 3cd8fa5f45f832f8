package io.downbeat.delivery.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.contract.Destination.Kind;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One charge on its way, and what must be true of it.
 *
 * @param label part of the customer's id at the provider
 * @param at when it becomes an invoice
 */
record Sent(
        DestinationHarness harness,
        Destination destination,
        String customer,
        String contract,
        String label,
        long cents,
        Instant at) {

    /** How long after a full hour a charge must date so that its first request leaves 65 minutes after that hour. */
    static Duration untilItLeaves(Destination destination) {
        return Duration.ofMinutes(destination.kind() == Kind.METER ? 1 : 65);
    }

    /** When the first byte leaves: an hour's record goes out five minutes after the hour. */
    Instant leaves() {
        return destination.kind() == Kind.METER
                ? at.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(65))
                : at;
    }

    JsonNode delivery() {
        List<JsonNode> all = harness.rows("/downbeat/v1/deliveries?contract_id=" + contract);
        assertThat(all).as("deliveries of %s", this).hasSize(1);
        return all.getFirst();
    }

    String deliveryId() {
        return delivery().get("id").asString();
    }

    JsonNode invoice() {
        return harness.get("/v1/customers/" + customer + "/invoices/"
                        + delivery().get("invoice_id").asString())
                .get("data");
    }

    JsonNode metering() {
        return harness.get(
                        "/downbeat/v1/invoices/" + delivery().get("invoice_id").asString() + "/metering")
                .get("data");
    }

    String state() {
        return delivery().get("state").asString();
    }

    private String path() {
        return "/downbeat/v1/deliveries/" + deliveryId();
    }

    void retry() {
        harness.ok(path() + "/retry", "{}");
    }

    List<JsonNode> slots() {
        return harness.rows("/downbeat/v1/meterSlots?invoice_id="
                + delivery().get("invoice_id").asString());
    }

    /** How each request ended, as the server kept it. */
    List<String> outcomes() {
        if (destination.kind() == Kind.METER) {
            return harness.meterOutcomes(customer);
        }
        return harness.get(path())
                .at("/data/attempts")
                .valueStream()
                .map(each -> each.get("outcome").asString())
                .toList();
    }

    void assertDelivered() {
        String told = delivery() + " " + outcomes();
        assertThat(state()).as(told).isEqualTo(destination.kind() == Kind.MESSAGE ? "SENT" : "CONFIRMED");
        List<LedgerEntry> held = harness.held(this);
        switch (destination.kind()) {
            case INVOICE -> assertOneObject(held);
            case METER -> assertSlots(held);
            case MESSAGE -> assertOneMessage(held);
        }
        assertThat(outcomes()).as("attempts are kept").isNotEmpty();
    }

    private void assertOneObject(List<LedgerEntry> held) {
        assertThat(held).as("effective objects").hasSize(1);
        LedgerEntry only = held.getFirst();
        assertThat(only.amount()).isEqualTo(cents);
        assertThat(only.customer()).contains(label);
        assertThat(only.id()).isEqualTo(delivery().get("provider_ref").asString());
        assertThat(harness.dangling(this)).isEmpty();
    }

    private void assertSlots(List<LedgerEntry> held) {
        assertThat(held.stream().mapToLong(LedgerEntry::amount).sum())
                .as("cents in %s", held)
                .isEqualTo(cents);
        assertThat(held)
                .allSatisfy(each -> assertThat(each.meterSlot().refused()).isZero());
        assertThat(held).extracting(each -> each.meterSlot().hour()).doesNotHaveDuplicates();
        JsonNode metering = metering();
        assertThat(metering.get("confirmed_cents").asLong()).isEqualTo(cents);
        assertThat(metering.get("remainder_cents").asLong()).isZero();
    }

    private void assertOneMessage(List<LedgerEntry> held) {
        assertThat(held).as("messages").isNotEmpty();
        assertThat(held).allSatisfy(each -> assertThat(each.amount()).isEqualTo(cents));
        assertThat(held.stream().map(each -> each.metadata().get("body")).distinct())
                .as("bodies")
                .hasSize(1);
    }

    /** The sentence is the delivery's, or that of the slot which it points to. */
    void assertParked(List<String> words) {
        assertThat(state()).as(delivery() + " " + outcomes()).isEqualTo("PARKED");
        String reason = delivery().get("reason").asString();
        StringBuilder said = new StringBuilder(reason);
        if (reason.contains("/downbeat/v1/meterSlots")) {
            slots().forEach(slot -> said.append(' ').append(slot.path("error").asString("")));
        }
        assertThat(said.toString()).contains(words);
        assertThat(reason).as("a sentence").hasSizeGreaterThan(20);
        assertThat(delivery().get("next_attempt_at").isNull())
                .as("nothing goes on by itself")
                .isTrue();
    }

    /** How often the provider got a request for what it holds. */
    int copies() {
        return harness.held(this).stream().mapToInt(LedgerEntry::attempts).sum();
    }

    /** Each request went out once, and was taken. */
    boolean wentSmoothly() {
        return outcomes().size() == destination.writes().size()
                && Set.of("ACCEPTED", "CONFIRMED", "SENT").containsAll(outcomes());
    }

    boolean lostAnAnswer() {
        Set<String> lost = Set.of("UNKNOWN", "NoAnswer", "LOST");
        return outcomes().stream().anyMatch(lost::contains);
    }
}
