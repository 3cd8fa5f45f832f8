package io.downbeat.metering.settlement;

import io.downbeat.invoicing.InvoiceId;
import io.downbeat.providers.ConfigurationId;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one invoice stands with its marketplace. Amounts are cents, and those of the invoices it was regenerated from
 * count with it.
 *
 * @param finalCents the finalized total, {@code null} for a draft
 * @param regenerated whether a live invoice took this voided one's place, and with it what was metered
 * @param records confirmed records that carry a part of it
 * @param lastReference the provider's id of the latest of them
 * @param nextLookAt when metering looks for more of it; {@code null} if it does not any more
 * @param settledBy when the last of its open records is settled at the latest: the end of its window; {@code null} if
 *     none is open
 * @param reason why the rest is not metered
 * @param deadline until when the marketplace takes records of its last hour; {@code null} for a scheduled invoice
 */
public record MeteredInvoice(
        InvoiceId invoice,
        ConfigurationId configuration,
        @Nullable BigDecimal finalCents,
        boolean voided,
        boolean regenerated,
        Cents cents,
        int records,
        @Nullable String lastReference,
        @Nullable Instant nextLookAt,
        @Nullable Instant settledBy,
        @Nullable String reason,
        @Nullable Instant deadline) {

    /**
     * @param confirmed the marketplace said that it holds them
     * @param carried of the confirmed: cents of an earlier invoice that was metered beyond its total; negative where this one
     *     gave such cents away
     * @param open on their way: pending, being sent, or sent with no answer yet
     * @param handedOver an intermediary took them and has not said yet that the marketplace holds them
     * @param parked only a person can find out what became of them
     */
    public record Cents(long confirmed, long carried, long open, long handedOver, long parked) {
        /** What counts as metered until shown otherwise. */
        public long billed() {
            return confirmed + open + handedOver + parked;
        }
    }
}
