package io.downbeat.metering;

import io.downbeat.invoicing.InvoiceId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What metering asks of invoicing. */
interface DueAmounts {

    /**
     * @param cents due by now
     * @param periodEnd the usage invoice's exclusive end as it stands; {@code null} for a scheduled one
     * @param currency ISO code; only USD can be metered
     */
    record Due(BigDecimal cents, @Nullable Instant periodEnd, String currency) {
        boolean isUsd() {
            return currency.equals("USD");
        }
    }

    /** What is certain to be due by now, line by line rounded down; unknown invoices are left out. */
    Map<InvoiceId, Due> soFar(Collection<InvoiceId> invoices, Instant now);

    /**
     * The totals as they would be finalized now. Asked once a period is over: lines are rounded half up in the end, and
     * the cent this may add must go out with the closing slot, since the window is long over when grace ends.
     */
    Map<InvoiceId, Due> totals(Collection<InvoiceId> invoices);
}
