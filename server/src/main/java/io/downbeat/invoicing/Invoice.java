package io.downbeat.invoicing;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.CreditType;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One invoice as it stands: a draft as of this moment, a finalized one for ever.
 *
 * @param period what a usage invoice covers; {@code null} for a scheduled one
 * @param issuedAt a usage invoice's end + grace, a scheduled one's date
 * @param total the sum of the lines; USD in cents, other currencies in whole units
 * @param route frozen at finalization; {@code null} before
 * @param regeneratedFrom the voided invoice this one replaces
 * @param finalizedAt {@code null} for a draft, and for a draft that was taken away
 */
public record Invoice(
        InvoiceId id,
        CustomerId customer,
        ContractId contract,
        InvoiceType type,
        InvoiceStatus status,
        @Nullable ServicePeriod period,
        Instant issuedAt,
        CreditType currency,
        List<InvoiceLine> lines,
        BigDecimal total,
        int netPaymentTermsDays,
        @Nullable InvoiceRoute route,
        @Nullable InvoiceId regeneratedFrom,
        Instant createdAt,
        @Nullable Instant finalizedAt,
        @Nullable Instant voidedAt) {
    public Invoice {
        lines = List.copyOf(lines);
        if ((type == InvoiceType.USAGE) != (period != null)) {
            throw new IllegalArgumentException("a usage invoice and no other has a period: " + id);
        }
        if (status == InvoiceStatus.FINALIZED && (route == null || finalizedAt == null)) {
            throw new IllegalArgumentException("a finalized invoice has its route: " + id);
        }
    }

    /** What decides its route. */
    public InvoiceMoment moment() {
        return period == null ? new InvoiceMoment.Point(issuedAt) : new InvoiceMoment.Interval(period);
    }
}
