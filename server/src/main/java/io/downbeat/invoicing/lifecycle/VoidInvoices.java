package io.downbeat.invoicing.lifecycle;

import io.downbeat.balances.BalanceId;
import io.downbeat.balances.Balances;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.invoicing.LineStore;
import io.downbeat.platform.Change;
import io.downbeat.platform.ServerChanges;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.rating.InvoiceLine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;

/** Voids invoices: one on request, or all that a contract takes with it. */
public final class VoidInvoices {
    private final InvoiceStore store;
    private final LineStore lines;
    private final Balances balances;
    private final ConsolidationStore consolidations;
    private final TrueUps trueUps;
    private final Transactions transactions;
    private final ApplicationEventPublisher publisher;

    VoidInvoices(
            InvoiceStore store,
            LineStore lines,
            Balances balances,
            ConsolidationStore consolidations,
            TrueUps trueUps,
            Transactions transactions,
            ApplicationEventPublisher publisher) {
        this.store = store;
        this.lines = lines;
        this.balances = balances;
        this.consolidations = consolidations;
        this.trueUps = trueUps;
        this.transactions = transactions;
        this.publisher = publisher;
    }

    /**
     * @throws Refused if there is no such invoice or it is not finalized, and if what is left of a commit that it drew on is
     *     billed by an invoice that stands
     */
    public void voidOne(InvoiceId id, Instant now) {
        transactions.run(() -> {
            InvoiceHeader invoice = store.lock(id).orElseThrow(() -> Refused.notFound("no invoice has the id " + id));
            switch (invoice.status()) {
                case FINALIZED -> {
                    refuseConstituent(invoice);
                    writeVoid(List.of(invoice), now);
                    transactions.publish(change(invoice));
                }
                case DRAFT ->
                    throw Refused.rule("invoice " + id + " is a draft; only a finalized invoice can be voided");
                case VOID -> throw Refused.rule("invoice " + id + " is void already");
            }
        });
    }

    /** What was billed to a parent is taken back where it was billed. */
    private void refuseConstituent(InvoiceHeader invoice) {
        Invoice.Ref consolidated =
                consolidations.consolidatedAs(List.of(invoice.ref())).get(invoice.id());
        if (consolidated != null) {
            throw Refused.rule("invoice " + invoice.id() + " stands on the consolidated invoice "
                    + consolidated.invoice() + " of customer " + consolidated.customer()
                    + "; void that one first, then this one can be voided and regenerated before it is regenerated");
        }
    }

    /**
     * Voids invoices that the running transaction holds because their contract goes, drafts too. One that stands on a
     * consolidated invoice that goes on stays: the parent was billed for it.
     */
    void voidAll(List<InvoiceHeader> held, Instant now) {
        List<InvoiceHeader> invoices = withoutConstituents(held);
        if (invoices.isEmpty()) {
            return;
        }
        writeVoid(invoices, now);
        transactions.publish(new ServerChanges(invoices.stream()
                .filter(invoice -> invoice.status() == InvoiceStatus.FINALIZED)
                .map(invoice -> change(invoice).because("its contract was archived"))
                .toList()));
    }

    private List<InvoiceHeader> withoutConstituents(List<InvoiceHeader> held) {
        List<InvoiceHeader> finalized =
                held.stream().filter(invoice -> invoice.frozen() != null).toList();
        if (finalized.isEmpty()) {
            return held;
        }
        Set<InvoiceId> going = held.stream().map(InvoiceHeader::id).collect(Collectors.toSet());
        Map<InvoiceId, Invoice.Ref> consolidated = consolidations.consolidatedAs(
                finalized.stream().map(InvoiceHeader::ref).toList());
        return held.stream()
                .filter(invoice -> {
                    Invoice.Ref on = consolidated.get(invoice.id());
                    return on == null || going.contains(on.invoice());
                })
                .toList();
    }

    private static Change change(InvoiceHeader finalized) {
        return Change.of("void_invoice", "invoice", finalized.id())
                .ofCustomer(finalized.customer().value())
                .from(Map.of("status", InvoiceStatus.FINALIZED.name()))
                .to(Map.of("status", InvoiceStatus.VOID.name()));
    }

    private void writeVoid(List<InvoiceHeader> invoices, Instant now) {
        Map<UUID, CustomerId> drawing = invoices.stream()
                .filter(invoice -> invoice.frozen() != null)
                .collect(Collectors.toMap(invoice -> invoice.id().value(), InvoiceHeader::customer));
        balances.holdDrawn(drawing);
        Map<BalanceId, CustomerId> commits = trueUps.drawnBy(drawing);
        store.voidAll(invoices, now);
        balances.giveBack(drawing, now);
        trueUps.reopen(commits, now);
        List<InvoiceHeader> consolidated = invoices.stream()
                .filter(invoice -> invoice.type() == InvoiceType.USAGE_CONSOLIDATED)
                .toList();
        if (!consolidated.isEmpty()) {
            consolidations.free(consolidated, now);
        }
        Map<InvoiceId, List<InvoiceLine>> kept = lines.lines(invoices);
        invoices.forEach(invoice -> publisher.publishEvent(
                new InvoiceVoided(invoice.voided(now).with(kept.getOrDefault(invoice.id(), List.of())))));
    }
}
