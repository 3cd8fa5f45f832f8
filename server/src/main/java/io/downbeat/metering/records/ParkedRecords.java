package io.downbeat.metering.records;

import io.downbeat.metering.RecordRef;
import io.downbeat.metering.configurations.MeterActions;
import io.downbeat.metering.configurations.MeteredConfigurations;
import io.downbeat.metering.configurations.MeteringIncidents;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A person's decision on records of which nobody else can know whether the marketplace holds them. */
public final class ParkedRecords {
    private final MeteringRecordStore records;
    private final AllocationStore allocations;
    private final MeteredConfigurations configurations;
    private final MeterActions actions;
    private final MeteringIncidents incidents;
    private final Transactions transactions;
    private final InstantSource clock;

    ParkedRecords(
            MeteringRecordStore records,
            AllocationStore allocations,
            MeteredConfigurations configurations,
            MeterActions actions,
            MeteringIncidents incidents,
            Transactions transactions,
            InstantSource clock) {
        this.records = records;
        this.allocations = allocations;
        this.configurations = configurations;
        this.actions = actions;
        this.incidents = incidents;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The marketplace holds exactly this record, under this reference.
     *
     * @throws Refused with 409 if it is not parked
     */
    public void isHeld(UUID record, String reference) {
        Instant now = clock.instant();
        transactions.run(() -> {
            MeteringRecordStore.Parked parked = parked(record);
            actions.note(parked.ref().customer(), record, "resolve", reference, parked.error(), now);
            refuseUnlessParked(
                    records.resolve(parked.ref(), RecordState.CONFIRMED, reference, "a person found it there"), record);
            incidents.end(MeteringIncidents.Kind.SLOT_PARKED, record, now);
            transactions.publish(Change.of("resolve_metering_record", "metering_record", record)
                    .to(Map.of("provider_ref", reference)));
        });
    }

    /**
     * The marketplace does not hold it: its amount rides in a later record.
     *
     * @throws Refused with 409 if it is not parked
     */
    public void isNotHeld(UUID record, String why) {
        Instant now = clock.instant();
        transactions.run(() -> {
            RecordRef ref = parked(record).ref();
            // As the sender does: configuration, invoices, record. So the hourly job never sees an invoice between two
            // writes.
            configurations.lockOf(ref);
            allocations.lockInvoicesOf(List.of(ref));
            actions.note(ref.customer(), record, "cancel", why, parked(record).error(), now);
            refuseUnlessParked(records.resolve(ref, RecordState.REJECTED, null, why), record);
            allocations.giveBack(ref, now);
            incidents.end(MeteringIncidents.Kind.SLOT_PARKED, record, now);
            transactions.publish(Change.of("cancel_metering_record", "metering_record", record)
                    .because(why));
        });
    }

    private MeteringRecordStore.Parked parked(UUID record) {
        return records.parked(record).orElseThrow(() -> notParked(record));
    }

    /** Somebody else may have decided a moment ago. */
    private static void refuseUnlessParked(boolean wasParked, UUID record) {
        if (!wasParked) {
            throw notParked(record);
        }
    }

    private static Refused notParked(UUID record) {
        return Refused.conflict("no parked metering record " + record + "; only a parked one needs a person's word");
    }
}
