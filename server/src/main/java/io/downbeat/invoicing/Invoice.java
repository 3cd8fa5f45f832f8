package io.downbeat.invoicing;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.InvoiceMoment;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.rating.InvoiceLine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One invoice as it stands: a draft as of this moment, a finalized one for ever.
 *
 * @param total the sum of the lines
 * @param route frozen at finalization; {@code null} before
 * @param finalizedAt {@code null} for a draft, and for a draft that was taken away
 */
public record Invoice(
        InvoiceSubject subject,
        InvoiceStatus status,
        List<InvoiceLine> lines,
        Amount total,
        int netPaymentTermsDays,
        @Nullable Route route,
        @Nullable Instant finalizedAt,
        @Nullable Instant voidedAt) {
    /** The key: whom it bills, and which. Whatever an invoice has is found by both. */
    public record Ref(CustomerId customer, InvoiceId invoice) {}

    public Invoice {
        lines = List.copyOf(lines);
        if (status == InvoiceStatus.FINALIZED && (route == null || finalizedAt == null)) {
            throw new IllegalArgumentException("a finalized invoice has its route: " + subject.id());
        }
        if (!total.unit().equals(subject.currency())) {
            throw new IllegalArgumentException(
                    "invoice " + subject.id() + " is in " + subject.currency().name() + " and cannot total " + total);
        }
    }

    public InvoiceId id() {
        return subject.id();
    }

    public CustomerId customer() {
        return subject.customer();
    }

    public ContractId contract() {
        return subject.contract();
    }

    public Ref ref() {
        return new Ref(subject.customer(), subject.id());
    }

    public Contract.Ref contractRef() {
        return new Contract.Ref(subject.customer(), subject.contract());
    }

    public InvoiceType type() {
        return subject.type();
    }

    public @Nullable ServicePeriod period() {
        return subject.period();
    }

    public Instant issuedAt() {
        return subject.issuedAt();
    }

    public CreditType currency() {
        return subject.currency();
    }

    public @Nullable InvoiceId regeneratedFrom() {
        return subject.regeneratedFrom();
    }

    public Instant createdAt() {
        return subject.createdAt();
    }

    /** The lines that its total is the sum of: what a billing provider is sent. */
    public List<InvoiceLine> billedLines() {
        return lines.stream().filter(InvoiceLine::isInTotal).toList();
    }

    /** Whether it bills what is left of a postpaid commit, and nothing else. */
    public boolean isTrueUp() {
        return subject.trueUpOf() != null;
    }

    /** What decides its route. */
    public InvoiceMoment moment() {
        return subject.moment();
    }
}
