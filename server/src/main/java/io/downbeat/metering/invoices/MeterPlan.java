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
 * Which new records carry the pending cents of one buyer. Pure.
 *
 * @param records at most one an hour, none in an hour that is taken, each with at least one part
 * @param left cents by invoice that found no hour
 */
record MeterPlan(List<PlannedRecord> records, Map<InvoiceId, Long> left) {
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
     * @param taken hours in which the buyer has a record already, in whatever state: its quantity is frozen
     * @param most what one record may hold; what is above it goes to the next hour that may carry it
     */
    static MeterPlan of(Collection<Pending> all, Set<Instant> taken, long most) {
        TreeMap<Instant, PlannedRecord> records = new TreeMap<>();
        Map<InvoiceId, Long> left = new LinkedHashMap<>();
        for (Pending pending : all) {
            long rest = place(pending, taken, records, most);
            if (rest > 0) {
                left.put(pending.invoice(), rest);
            }
        }
        return new MeterPlan(new ArrayList<>(records.values()), left);
    }

    private static long place(Pending pending, Set<Instant> taken, Map<Instant, PlannedRecord> records, long most) {
        long rest = pending.cents();
        for (Instant hour : pending.hours()) {
            if (rest == 0) {
                return 0;
            }
            if (taken.contains(hour)) {
                continue;
            }
            PlannedRecord record = records.get(hour);
            long part = Math.min(rest, most - (record == null ? 0 : record.quantity()));
            if (part > 0) {
                records.computeIfAbsent(hour, any -> new PlannedRecord(any, new LinkedHashMap<>()))
                        .parts()
                        .merge(pending.invoice(), part, Long::sum);
                rest -= part;
            }
        }
        return rest;
    }
}
