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
 * An invoice's row, without lines.
 *
 * @param part 0, or the number of a further scheduled invoice for a date that has a finalized one
 * @param frozen what finalizing wrote; {@code null} for a draft, also for one that was taken away
 */
record InvoiceHeader(
        InvoiceId id,
        CustomerId customer,
        ContractId contract,
        InvoiceType type,
        InvoiceStatus status,
        @Nullable ServicePeriod period,
        Instant issuedAt,
        CreditType currency,
        int part,
        Instant finalizeAt,
        int failures,
        Instant createdAt,
        @Nullable InvoiceId regeneratedFrom,
        @Nullable Frozen frozen,
        @Nullable Instant voidedAt) {

    /** What never changes once an invoice is finalized. */
    record Frozen(Instant finalizedAt, BigDecimal total, int netPaymentTermsDays, InvoiceRoute route) {}

    InvoiceMoment moment() {
        return period == null ? new InvoiceMoment.Point(issuedAt) : new InvoiceMoment.Interval(period);
    }

    boolean isDraft() {
        return status == InvoiceStatus.DRAFT;
    }

    /** The invoice of a row that is no draft. */
    Invoice with(List<InvoiceLine> lines) {
        return invoice(
                lines,
                frozen == null ? BigDecimal.ZERO : frozen.total(),
                frozen == null ? 0 : frozen.netPaymentTermsDays());
    }

    /** The draft as it stands at this moment. */
    Invoice with(List<InvoiceLine> lines, int netPaymentTermsDays) {
        return invoice(lines, sum(lines), netPaymentTermsDays);
    }

    InvoiceHeader finalized(Frozen values) {
        return new InvoiceHeader(
                id,
                customer,
                contract,
                type,
                InvoiceStatus.FINALIZED,
                period,
                issuedAt,
                currency,
                part,
                finalizeAt,
                failures,
                createdAt,
                regeneratedFrom,
                values,
                null);
    }

    InvoiceHeader voided(Instant now) {
        return new InvoiceHeader(
                id,
                customer,
                contract,
                type,
                InvoiceStatus.VOID,
                period,
                issuedAt,
                currency,
                part,
                finalizeAt,
                failures,
                createdAt,
                regeneratedFrom,
                frozen,
                now);
    }

    /** A draft that replaces this voided invoice: same contract, kind, period and date. */
    InvoiceHeader again(InvoiceId newId, Instant now) {
        return new InvoiceHeader(
                newId,
                customer,
                contract,
                type,
                InvoiceStatus.DRAFT,
                period,
                issuedAt,
                currency,
                part,
                now,
                0,
                now,
                id,
                null,
                null);
    }

    static BigDecimal sum(List<InvoiceLine> lines) {
        return lines.stream().map(InvoiceLine::total).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private Invoice invoice(List<InvoiceLine> lines, BigDecimal total, int netPaymentTermsDays) {
        return new Invoice(
                id,
                customer,
                contract,
                type,
                status,
                period,
                issuedAt,
                currency,
                lines,
                total,
                netPaymentTermsDays,
                frozen == null ? null : frozen.route(),
                regeneratedFrom,
                createdAt,
                frozen == null ? null : frozen.finalizedAt(),
                voidedAt);
    }
}
