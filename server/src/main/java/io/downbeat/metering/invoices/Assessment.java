package io.downbeat.metering.invoices;

import io.downbeat.metering.configurations.MeteredConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * What is due of an invoice now.
 *
 * @param due cents
 * @param obstacle why nothing of it is metered
 */
record Assessment(
        MeteredInvoiceState state, long due, @Nullable String obstacle) {
    long pending() {
        return obstacle == null ? Math.max(0, due - state.billed()) : 0;
    }

    Assessment with(MeteredInvoiceState other) {
        return new Assessment(other, due, obstacle);
    }

    /** Of a finalized invoice: what was metered beyond its total. */
    long surplus() {
        boolean counts = state.finalCents() != null && !state.voided() && obstacle == null;
        return counts ? Math.max(0, state.billed() - due) : 0;
    }

    /** Why nothing of it is metered: of itself, or because its configuration is no longer metered. */
    @Nullable
    String stopReason(@Nullable MeteredConfiguration configuration) {
        return obstacle != null || configuration == null ? obstacle : configuration.stopReason();
    }
}
