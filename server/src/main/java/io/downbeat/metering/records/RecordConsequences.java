package io.downbeat.metering.records;

import io.downbeat.delivery.Deliveries;
import io.downbeat.metering.RecordRef;
import io.downbeat.metering.configurations.MeteredConfigurations;
import io.downbeat.metering.configurations.MeteringIncidents;
import io.downbeat.metering.configurations.Refusals;
import io.downbeat.platform.db.Transactions;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What follows from a record's outcome for others: cents that return to the pool, a configuration whose refusals are
 * counted, incidents, and deliveries that waited for it. Always locks configurations, then invoices, then records, and
 * deliveries last.
 */
final class RecordConsequences {
    private final AllocationStore allocations;
    private final MeteredConfigurations configurations;
    private final Refusals refusals;
    private final MeteringIncidents incidents;
    private final Deliveries deliveries;
    private final MeterLog log;

    RecordConsequences(
            AllocationStore allocations,
            MeteredConfigurations configurations,
            Refusals refusals,
            MeteringIncidents incidents,
            Deliveries deliveries,
            MeterLog log) {
        this.allocations = allocations;
        this.configurations = configurations;
        this.refusals = refusals;
        this.incidents = incidents;
        this.deliveries = deliveries;
        this.log = log;
    }

    /** Takes what the verdicts will change beside the records; before any of these is written. */
    void lock(Map<ClaimedRecord, RecordVerdict> verdicts) {
        List<RecordRef> givenBack = verdicts.entrySet().stream()
                .filter(each -> each.getValue().state().gaveBack())
                .map(each -> each.getKey().frozen().ref())
                .toList();
        if (!givenBack.isEmpty() || verdicts.values().stream().anyMatch(RecordVerdict::refusal)) {
            configurations.lock(verdicts.keySet().stream()
                    .map(record -> record.frozen().configurationRef())
                    .toList());
        }
        if (!givenBack.isEmpty()) {
            allocations.lockInvoicesOf(givenBack);
        }
    }

    void follow(ClaimedRecord record, RecordVerdict verdict, Instant now) {
        UUID id = record.frozen().id();
        if (verdict.state().gaveBack()) {
            allocations.giveBack(record.frozen().ref(), now);
        }
        if (verdict.refusal()) {
            refusals.count(record.frozen(), verdict.error(), now);
        }
        if (verdict.state() == RecordState.EXPIRED) {
            Transactions.afterCommit(() -> log.expired(record, verdict));
        }
        if (verdict.state() == RecordState.PARKED) {
            incidents.raise(
                    MeteringIncidents.Kind.SLOT_PARKED, id, String.valueOf(verdict.error()), record.deadline(), now);
        }
        if (verdict.state().isSettled()) {
            incidents.end(MeteringIncidents.Kind.DEADLINE_NEAR, id, now);
            incidents.end(MeteringIncidents.Kind.DEADLINE_CLOSE, id, now);
        }
    }

    /**
     * Whether another record of the invoice is still open is the delivery's to see: two that settle at the same moment do
     * not see each other, and each taking the other for open would wake nobody.
     */
    void wake(Collection<RecordRef> settled) {
        if (!settled.isEmpty()) {
            deliveries.wake(allocations.finalizedInvoicesOf(settled));
        }
    }
}
