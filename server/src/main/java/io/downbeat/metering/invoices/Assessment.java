package io.downbeat.metering.invoices;

import io.downbeat.metering.configurations.MeteredConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * What is due of an invoice now.
 *
 * @param due cents
 * @param seen kept for the next hour: what was due when the period's total was last computed
 * @param closing kept for the next hour: that total
 * @param obstacle why nothing of it is metered
 */
record Assessment(
        MeteredInvoiceState stream,
        long due,
        @Nullable Long seen,
        @Nullable Long closing,
        @Nullable String obstacle) {
    long pending() {
        return obstacle == null ? Math.max(0, due - stream.billed()) : 0;
    }

    Assessment with(MeteredInvoiceState other) {
        return new Assessment(other, due, seen, closing, obstacle);
    }

    /** Of a finalized invoice: what was metered beyond its total. */
    long surplus() {
        boolean counts = stream.finalCents() != null && !stream.voided() && obstacle == null;
        return counts ? Math.max(0, stream.billed() - due) : 0;
    }

    /** Why nothing of it is metered: of itself, or because its configuration is no longer metered. */
    @Nullable
    String stopReason(@Nullable MeteredConfiguration configuration) {
        return obstacle != null || configuration == null ? obstacle : configuration.stopReason();
    }
}
