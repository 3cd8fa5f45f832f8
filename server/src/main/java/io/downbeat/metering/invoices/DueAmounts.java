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
     * Both amounts are in one unit; only US dollars can be metered.
     *
     * @param certain what is {@link io.downbeat.rating.Rating#certainSoFar certain to be due} by now
     * @param total what the invoice would be finalized with now
     * @param periodEnd the usage invoice's exclusive end as it stands; {@code null} for a scheduled one
     */
    record Due(Amount certain, Amount total, @Nullable Instant periodEnd) {
        boolean isUsd() {
            return certain.unit().equals(CreditType.USD_CENTS);
        }

        String currency() {
            return certain.unit().isoCode();
        }

        /**
         * The cents to be metered. Once the period is over the whole total counts: lines are rounded half up in the end, and the
         * cent this may add must go out with the closing record, since the window is long over when grace ends.
         */
        BigDecimal cents(boolean isOver) {
            return isOver ? total.value() : certain.value();
        }
    }

    /** What is due by now, read in bulk; unknown invoices are left out. */
    Map<InvoiceId, Due> soFar(Collection<InvoiceId> invoices, Instant now);
}
