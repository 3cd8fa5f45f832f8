package io.downbeat.invoicing;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.core.Amount;
import io.downbeat.customers.CustomerId;
import io.downbeat.rating.ComputedLine;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Rating;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What other features ask about invoices. */
public final class Invoicing {
    /**
     * An invoice without its lines.
     *
     * @param total of a draft as it stands at this moment
     * @param route frozen at finalization; {@code null} before
     * @param finalizeAt when a draft is finalized by itself
     */
    public record Summary(
            InvoiceSubject subject,
            InvoiceStatus status,
            Amount total,
            @Nullable Route route,
            Instant finalizeAt,
            @Nullable Instant voidedAt) {

        public InvoiceId id() {
            return subject.id();
        }
    }

    private final InvoiceStore store;
    private final LineStore lines;
    private final Contracts contracts;
    private final Drafts drafts;

    Invoicing(InvoiceStore store, LineStore lines, Contracts contracts, Drafts drafts) {
        this.store = store;
        this.lines = lines;
        this.contracts = contracts;
        this.drafts = drafts;
    }

    /** The invoice as it stands; a draft is computed now. */
    public Optional<Invoice> find(InvoiceId id) {
        return invoices(store.findAll(List.of(id))).stream().findFirst();
    }

    /** Whom the invoices bill; unknown ids are left out. */
    public Map<InvoiceId, CustomerId> customers(Collection<InvoiceId> ids) {
        return ids.isEmpty()
                ? Map.of()
                : store.findAll(ids).stream().collect(Collectors.toMap(InvoiceHeader::id, InvoiceHeader::customer));
    }

    /** When the draft that comes first is finalized by itself; in the past if that should have happened. */
    public Optional<Instant> nextFinalization() {
        return store.nextFinalization();
    }

    public boolean isVoid(InvoiceId id) {
        return store.findAll(List.of(id)).stream().anyMatch(header -> header.status() == InvoiceStatus.VOID);
    }

    /** What the invoice was regenerated from, and that one in turn, latest first. */
    public List<InvoiceId> regeneratedFrom(Invoice.Ref invoice) {
        return store.regeneratedFrom(invoice);
    }

    /** What is due so far on each invoice, read in bulk; unknown ids are left out. */
    public Map<InvoiceId, DueSoFar> dueSoFar(Collection<InvoiceId> ids, Instant now) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        List<InvoiceHeader> headers = store.findAll(ids);
        Drafts.Read read = read(headers, false);
        Map<InvoiceId, DueSoFar> due = new HashMap<>();
        for (InvoiceHeader header : headers) {
            Amount amount = due(header, read, now);
            due.put(header.id(), new DueSoFar(header.id(), header.status(), header.period(), amount));
        }
        return due;
    }

    /** A contract's invoices of every status without their lines, the one issued last first; drafts computed together. */
    public List<Summary> latest(Contract contract, int limit) {
        return summaries(store.latestOfContract(contract.ref(), limit));
    }

    /** Of each customer the finalized invoice that was issued last, in one statement; none for a customer without. */
    public Map<CustomerId, Summary> lastFinalized(Collection<CustomerId> customers) {
        return customers.isEmpty()
                ? Map.of()
                : summaries(store.lastOfCustomers(customers)).stream()
                        .collect(Collectors.toMap(one -> one.subject().customer(), one -> one));
    }

    /** Those of the ids that exist, without their lines; drafts computed together. */
    public List<Summary> summaries(Collection<InvoiceId> ids) {
        return ids.isEmpty() ? List.of() : summaries(store.findAll(ids));
    }

    private List<Summary> summaries(List<InvoiceHeader> headers) {
        Drafts.Read read = read(headers, false);
        return headers.stream()
                .map(header -> new Summary(
                        header.subject(),
                        header.status(),
                        header.isDraft() ? read.invoice(header).total() : header.total(),
                        header.frozen() == null ? null : header.frozen().route(),
                        header.finalizeAt(),
                        header.voidedAt()))
                .toList();
    }

    /** Stores the provider's latest status; {@code external_invoice} shows it from the commit on. */
    public void recordExternal(Invoice.Ref invoice, ExternalInvoice external) {
        store.record(Map.of(invoice, external));
    }

    /** Adds why the provider refused; all else that external_invoice shows stays. */
    public void recordExternalError(Invoice.Ref invoice, String error) {
        store.recordError(invoice, error);
    }

    /** Like {@link #recordExternal(Invoice.Ref, ExternalInvoice)} for many, in one statement. */
    public void recordExternal(Map<Invoice.Ref, ExternalInvoice> all) {
        if (!all.isEmpty()) {
            store.record(all);
        }
    }

    /** The invoices of some rows, drafts computed together. */
    public List<Invoice> invoices(List<InvoiceHeader> headers) {
        Drafts.Read read = read(headers, false);
        Map<InvoiceId, List<InvoiceLine>> kept = lines.lines(finalized(headers));
        return headers.stream()
                .map(header -> header.isDraft()
                        ? read.invoice(header)
                        : header.with(kept.getOrDefault(header.id(), List.of())))
                .toList();
    }

    /** The lines of some rows with their quantities after each hour. */
    public Map<InvoiceId, List<ComputedLine>> withHours(List<InvoiceHeader> headers) {
        Drafts.Read read = read(headers, true);
        Map<InvoiceId, List<ComputedLine>> found = new HashMap<>(lines.withHours(finalized(headers)));
        headers.stream().filter(InvoiceHeader::isDraft).forEach(draft -> found.put(draft.id(), read.lines(draft)));
        return found;
    }

    private Drafts.Read read(List<InvoiceHeader> headers, boolean withHours) {
        List<InvoiceHeader> open =
                headers.stream().filter(InvoiceHeader::isDraft).toList();
        Map<ContractId, ContractTerms> terms = open.isEmpty()
                ? Map.of()
                : contracts.terms(open.stream().map(InvoiceHeader::contractRef).collect(Collectors.toSet()));
        return drafts.read(open, terms, withHours);
    }

    private static List<InvoiceHeader> finalized(List<InvoiceHeader> headers) {
        return headers.stream().filter(header -> !header.isDraft()).toList();
    }

    private static Amount due(InvoiceHeader header, Drafts.Read read, Instant now) {
        return switch (header.status()) {
            case VOID -> Amount.zero(header.currency());
            case FINALIZED -> header.total();
            case DRAFT -> Rating.certainSoFar(header.currency(), read.lines(header), now);
        };
    }
}
