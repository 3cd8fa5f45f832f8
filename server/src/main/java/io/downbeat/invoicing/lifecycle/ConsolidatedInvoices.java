package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.LineStore;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Refused;
import io.downbeat.rating.ComputedLine;
import io.downbeat.rating.Rating;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes a consolidated invoice out of what belongs to it: copies of its constituents' lines, finalized at once. */
final class ConsolidatedInvoices {
    private final ConsolidationStore store;
    private final InvoiceStore invoices;
    private final LineStore lines;
    private final Finalization finalization;
    private final Ids ids;

    ConsolidatedInvoices(
            ConsolidationStore store, InvoiceStore invoices, LineStore lines, Finalization finalization, Ids ids) {
        this.store = store;
        this.invoices = invoices;
        this.lines = lines;
        this.finalization = finalization;
        this.ids = ids;
    }

    /**
     * Makes the first one of a period; nothing, if nothing is left that belongs to it.
     *
     * @param terms of the parent, which is held
     */
    void make(ConsolidationStore.Group group, Map<ContractId, ContractTerms> terms, Instant now) {
        List<InvoiceHeader> constituents = constituents(group, terms);
        if (constituents.isEmpty()) {
            store.letGo(group);
            return;
        }
        InvoiceId id = new InvoiceId(ids.next());
        store.open(id, group, now);
        finish(invoices.find(id).orElseThrow(), group, constituents, terms, now);
    }

    /**
     * Finishes a draft that takes the place of a voided one, with what belongs to it now.
     *
     * @param terms of the parent, which is held
     */
    void makeAgain(InvoiceHeader voided, InvoiceHeader draft, Map<ContractId, ContractTerms> terms, Instant now) {
        ConsolidationStore.Group group = store.ofInvoice(voided.ref()).orElseThrow();
        List<InvoiceHeader> constituents = constituents(group, terms);
        if (constituents.isEmpty()) {
            throw Refused.rule("invoice " + voided.id() + " cannot be regenerated, because no finalized invoice of the"
                    + " family is left that belongs to it; regenerate one of those first");
        }
        finish(draft, group, constituents, terms, now);
    }

    private void finish(
            InvoiceHeader draft,
            ConsolidationStore.Group group,
            List<InvoiceHeader> constituents,
            Map<ContractId, ContractTerms> terms,
            Instant now) {
        store.add(draft.ref(), constituents);
        Map<InvoiceId, List<ComputedLine>> known = lines.withHours(constituents);
        List<ComputedLine> all = new ArrayList<>();
        constituents.forEach(one -> all.addAll(known.getOrDefault(one.id(), List.of())));
        var rated = new Rating.Rated(Rating.copied(draft.id().value(), all), List.of(), List.of());
        store.made(group, draft.id());
        finalization.freeze(List.of(new ComputedDraft(draft, rated)), terms, now);
        store.addOrigins(draft.ref());
    }

    /** The parent's own first, then the children's in the order they were created. */
    private List<InvoiceHeader> constituents(ConsolidationStore.Group group, Map<ContractId, ContractTerms> terms) {
        List<Contract.Ref> family = Consolidations.family(
                Objects.requireNonNull(terms.get(group.parent().contract())));
        return store.constituents(group, family).stream()
                .sorted(Comparator.comparingInt((InvoiceHeader one) -> family.indexOf(one.contractRef()))
                        .thenComparing(InvoiceHeader::issuedAt)
                        .thenComparing(one -> one.id().value()))
                .toList();
    }
}
