package io.downbeat.invoicing;

import io.downbeat.balances.BalanceId;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Rating;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An invoice's row, without lines.
 *
 * @param part 0, or the number of a further scheduled invoice for a date that has a finalized one
 * @param frozen what finalizing wrote; {@code null} for a draft, also for one that was taken away
 */
public record InvoiceHeader(
        InvoiceSubject subject,
        InvoiceStatus status,
        int part,
        Instant finalizeAt,
        int failures,
        @Nullable Frozen frozen,
        @Nullable Instant voidedAt) {
    /** What never changes once an invoice is finalized. */
    public record Frozen(Instant finalizedAt, Amount total, int netPaymentTermsDays, Route route) {}

    public InvoiceId id() {
        return subject.id();
    }

    public CustomerId customer() {
        return subject.customer();
    }

    public ContractId contract() {
        return subject.contract();
    }

    public Invoice.Ref ref() {
        return new Invoice.Ref(subject.customer(), subject.id());
    }

    /** The contract with its customer, under which its terms are read. */
    public Contract.Ref contractRef() {
        return new Contract.Ref(subject.customer(), subject.contract());
    }

    public InvoiceType type() {
        return subject.type();
    }

    @Nullable
    public ServicePeriod period() {
        return subject.period();
    }

    public Instant issuedAt() {
        return subject.issuedAt();
    }

    public CreditType currency() {
        return subject.currency();
    }

    @Nullable
    public InvoiceId regeneratedFrom() {
        return subject.regeneratedFrom();
    }

    /** The postpaid commit whose rest it bills, and nothing else. */
    @Nullable
    public BalanceId trueUpOf() {
        return subject.trueUpOf();
    }

    public InvoiceMoment moment() {
        return subject.moment();
    }

    /** Whether it is of usage or of charges, so that a subscription's may be on it. */
    boolean billsSubscriptions() {
        return trueUpOf() == null
                && !subject.isHistorical()
                && (type() == InvoiceType.USAGE || type() == InvoiceType.SCHEDULED);
    }

    /** Whether it may have lines that balances pay: usage, and what subscriptions charge. */
    boolean mayDraw() {
        return period() != null || billsSubscriptions();
    }

    boolean isDraft() {
        return status == InvoiceStatus.DRAFT;
    }

    /** What finalizing found; nothing for a draft, and for a draft that was taken away. */
    Amount total() {
        return frozen == null ? Amount.zero(currency()) : frozen.total();
    }

    /** The invoice of a row that is no draft. */
    public Invoice with(List<InvoiceLine> lines) {
        return invoice(lines, total(), frozen == null ? 0 : frozen.netPaymentTermsDays());
    }

    /** The draft as it stands at this moment. */
    public Invoice with(List<InvoiceLine> lines, int netPaymentTermsDays) {
        return invoice(lines, Rating.total(currency(), lines), netPaymentTermsDays);
    }

    public InvoiceHeader finalized(Frozen values) {
        return new InvoiceHeader(subject, InvoiceStatus.FINALIZED, part, finalizeAt, failures, values, null);
    }

    public InvoiceHeader voided(Instant now) {
        return new InvoiceHeader(subject, InvoiceStatus.VOID, part, finalizeAt, failures, frozen, now);
    }

    /**
     * A draft that replaces this voided invoice.
     *
     * @param fields its custom fields
     */
    public InvoiceHeader again(InvoiceId newId, Map<String, String> fields, Instant now) {
        return new InvoiceHeader(subject.again(newId, fields, now), InvoiceStatus.DRAFT, part, now, 0, null, null);
    }

    private Invoice invoice(List<InvoiceLine> lines, Amount total, int netPaymentTermsDays) {
        return new Invoice(
                subject,
                status,
                lines,
                total,
                netPaymentTermsDays,
                frozen == null ? null : frozen.route(),
                frozen == null ? null : frozen.finalizedAt(),
                voidedAt);
    }
}
