package io.downbeat.metering.invoices;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.invoicing.InvoiceId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What metering asks of invoicing. */
interface DueAmounts {

    /**
     * @param amount due by now; only US dollars can be metered
     * @param periodEnd the usage invoice's exclusive end as it stands; {@code null} for a scheduled one
     */
    record Due(Amount amount, @Nullable Instant periodEnd) {
        boolean isUsd() {
            return amount.unit().equals(CreditType.USD_CENTS);
        }

        String currency() {
            return amount.unit().isoCode();
        }

        /** Of an amount in US dollars. */
        BigDecimal cents() {
            return amount.value();
        }
    }

    /** What is {@link io.downbeat.rating.Rating#certainSoFar certain to be due} by now; unknown invoices are left out. */
    Map<InvoiceId, Due> soFar(Collection<InvoiceId> invoices, Instant now);

    /**
     * The totals as they would be finalized now. Asked once a period is over: lines are rounded half up in the end, and
     * the cent this may add must go out with the closing record, since the window is long over when grace ends.
     */
    Map<InvoiceId, Due> totals(Collection<InvoiceId> invoices);
}
