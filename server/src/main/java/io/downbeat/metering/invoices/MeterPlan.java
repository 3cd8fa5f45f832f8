package io.downbeat.metering.invoices;

import io.downbeat.invoicing.InvoiceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which new slots carry the pending cents of one buyer. Pure.
 *
 * @param slots at most one an hour, none in an hour that is taken, each with at least one part
 * @param left cents by invoice that found no hour
 */
record MeterPlan(List<PlannedRecord> slots, Map<InvoiceId, Long> left) {
    /**
     * @param cents to be metered, 0 or more
     * @param hours that may carry them, best first
     */
    record Pending(InvoiceId invoice, long cents, List<Instant> hours) {}

    record PlannedRecord(Instant hour, SequencedMap<InvoiceId, Long> parts) {
        long quantity() {
            return parts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * @param taken hours in which the buyer has a slot already, in whatever state: its quantity is frozen
     * @param most what one record may hold; what is above it goes to the next hour that may carry it
     */
    static MeterPlan of(Collection<Pending> all, Set<Instant> taken, long most) {
        TreeMap<Instant, PlannedRecord> slots = new TreeMap<>();
        Map<InvoiceId, Long> left = new LinkedHashMap<>();
        for (Pending pending : all) {
            long rest = place(pending, taken, slots, most);
            if (rest > 0) {
                left.put(pending.invoice(), rest);
            }
        }
        return new MeterPlan(new ArrayList<>(slots.values()), left);
    }

    private static long place(Pending pending, Set<Instant> taken, Map<Instant, PlannedRecord> slots, long most) {
        long rest = pending.cents();
        for (Instant hour : pending.hours()) {
            if (rest == 0) {
                return 0;
            }
            if (taken.contains(hour)) {
                continue;
            }
            PlannedRecord slot = slots.get(hour);
            long part = Math.min(rest, most - (slot == null ? 0 : slot.quantity()));
            if (part > 0) {
                slots.computeIfAbsent(hour, any -> new PlannedRecord(any, new LinkedHashMap<>()))
                        .parts()
                        .merge(pending.invoice(), part, Long::sum);
                rest -= part;
            }
        }
        return rest;
    }
}
