package io.downbeat.metering;

import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A person's word on slots of which only a person can tell whether the marketplace holds them. */
final class ParkedRecords {
    private final MeteringRecordStore slots;
    private final MeteredInvoiceStateStore streams;
    private final MeteredConfigurationStore configurations;
    private final MeterActions actions;
    private final MeteringIncidents incidents;
    private final Transactions transactions;
    private final InstantSource clock;

    ParkedRecords(
            MeteringRecordStore slots,
            MeteredInvoiceStateStore streams,
            MeteredConfigurationStore configurations,
            MeterActions actions,
            MeteringIncidents incidents,
            Transactions transactions,
            InstantSource clock) {
        this.slots = slots;
        this.streams = streams;
        this.configurations = configurations;
        this.actions = actions;
        this.incidents = incidents;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The marketplace holds exactly this record, under this reference. */
    void isHeld(UUID slot, String reference) {
        Instant now = clock.instant();
        transactions.run(() -> {
            actions.note(slot, "resolve", reference, slots.errorOf(slot), now);
            refuseUnlessParked(slots.resolve(slot, RecordState.CONFIRMED, reference, "a person found it there"), slot);
            incidents.end(MeteringIncidents.Kind.SLOT_PARKED, slot, now);
            transactions.publish(Change.of("resolve_metering_record", "metering_record", slot)
                    .to(Map.of("provider_ref", reference)));
        });
    }

    /** The marketplace does not hold it: its amount rides in a later slot. */
    void isNotHeld(UUID slot, String why) {
        Instant now = clock.instant();
        transactions.run(() -> {
            // As the sender does: configuration, streams, slot. So the hourly job never looks at a stream half way.
            configurations.lockOf(slot);
            streams.lockPartsOf(List.of(slot));
            actions.note(slot, "cancel", why, slots.errorOf(slot), now);
            refuseUnlessParked(slots.resolve(slot, RecordState.REJECTED, null, why), slot);
            streams.giveBack(slot, now);
            incidents.end(MeteringIncidents.Kind.SLOT_PARKED, slot, now);
            transactions.publish(
                    Change.of("cancel_metering_record", "metering_record", slot).because(why));
        });
    }

    private static void refuseUnlessParked(boolean wasParked, UUID slot) {
        if (!wasParked) {
            throw Refused.conflict("no parked meter slot " + slot + "; only a parked one needs a person's word");
        }
    }
}
