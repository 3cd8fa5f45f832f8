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
            MeteringRecordStore.Parked parked = parked(slot);
            actions.note(parked.ref().customer(), slot, "resolve", reference, parked.error(), now);
            refuseUnlessParked(
                    slots.resolve(parked.ref(), RecordState.CONFIRMED, reference, "a person found it there"), slot);
            incidents.end(MeteringIncidents.Kind.SLOT_PARKED, slot, now);
            transactions.publish(Change.of("resolve_metering_record", "metering_record", slot)
                    .to(Map.of("provider_ref", reference)));
        });
    }

    /** The marketplace does not hold it: its amount rides in a later slot. */
    void isNotHeld(UUID slot, String why) {
        Instant now = clock.instant();
        transactions.run(() -> {
            RecordRef ref = parked(slot).ref();
            // As the sender does: configuration, streams, slot. So the hourly job never looks at a stream half way.
            configurations.lockOf(ref);
            streams.lockPartsOf(List.of(ref));
            actions.note(ref.customer(), slot, "cancel", why, parked(slot).error(), now);
            refuseUnlessParked(slots.resolve(ref, RecordState.REJECTED, null, why), slot);
            streams.giveBack(ref, now);
            incidents.end(MeteringIncidents.Kind.SLOT_PARKED, slot, now);
            transactions.publish(
                    Change.of("cancel_metering_record", "metering_record", slot).because(why));
        });
    }

    private MeteringRecordStore.Parked parked(UUID slot) {
        return slots.parked(slot).orElseThrow(() -> notParked(slot));
    }

    /** Somebody else may have decided a moment ago. */
    private static void refuseUnlessParked(boolean wasParked, UUID slot) {
        if (!wasParked) {
            throw notParked(slot);
        }
    }

    private static Refused notParked(UUID slot) {
        return Refused.conflict("no parked meter slot " + slot + "; only a parked one needs a person's word");
    }
}
