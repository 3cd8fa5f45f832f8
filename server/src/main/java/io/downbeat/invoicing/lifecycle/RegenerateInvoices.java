package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.routes.RoutesByHand;
import io.downbeat.invoicing.routes.WantedRoute;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;

/**
 * Replaces a voided invoice by a new one: computed from current usage and terms, finalized at once, routed by the
 * current schedule under the rule of its own period or date, or where a person says. The voided one is never sent
 * again. A historical one is computed from the quantities that were given for it, and goes nowhere either.
 */
public final class RegenerateInvoices {
    private final InvoiceStore store;
    private final Contracts contracts;
    private final FinishRegenerated finishing;
    private final RoutesByHand byHand;
    private final Transactions transactions;
    private final RegeneratedDrafts opening;

    RegenerateInvoices(
            InvoiceStore store,
            Contracts contracts,
            FinishRegenerated finishing,
            RoutesByHand byHand,
            Transactions transactions,
            RegeneratedDrafts opening) {
        this.store = store;
        this.contracts = contracts;
        this.finishing = finishing;
        this.byHand = byHand;
        this.transactions = transactions;
        this.opening = opening;
    }

    /**
     * @param wanted where a person wants it to go; empty: where it went by hand before, else by the schedule
     * @throws Refused if the invoice is not void, was never finalized, or has been regenerated, if it cannot go
     *     there, and if a professional service is billed up to its maximum without it, or nothing is left of a
     *     commit to bill
     */
    public InvoiceId regenerate(InvoiceId id, Optional<WantedRoute> wanted, Instant now) {
        try {
            return transactions.in(() -> {
                InvoiceHeader found = known(store.find(id), id);
                refuseUnlessRegenerable(found);
                // Locks the configuration, then the contract, then the invoice, as every caller does, so that no two
                // wait
                // for each other.
                Optional<RoutesByHand.Decision> decision = byHand.hold(found, wanted);
                Map<ContractId, ContractTerms> terms = contracts.awaitTerms(List.of(found.contractRef()));
                InvoiceHeader voided = known(store.lock(id), id);
                refuseUnlessRegenerable(voided);
                return regenerate(voided, decision, terms, now);
            });
        } catch (DuplicateKeyException alive) {
            throw Refused.rule("invoice " + id + " cannot be regenerated, because its period has a live invoice");
        }
    }

    private static InvoiceHeader known(Optional<InvoiceHeader> found, InvoiceId id) {
        return found.orElseThrow(() -> Refused.notFound("no invoice has the id " + id));
    }

    private void refuseUnlessRegenerable(InvoiceHeader invoice) {
        if (invoice.status() != InvoiceStatus.VOID) {
            throw Refused.rule("invoice " + invoice.id() + " is " + invoice.status()
                    + "; only a voided invoice can be regenerated");
        }
        if (invoice.frozen() == null) {
            throw Refused.rule("invoice " + invoice.id() + " was a draft when its contract took it away; there is"
                    + " nothing to regenerate");
        }
        store.regeneratedAs(invoice.ref()).ifPresent(newer -> {
            throw Refused.rule(
                    "invoice " + invoice.id() + " was regenerated as " + newer + "; void and regenerate that one");
        });
    }

    private InvoiceId regenerate(
            InvoiceHeader voided,
            Optional<RoutesByHand.Decision> decision,
            Map<ContractId, ContractTerms> terms,
            Instant now) {
        ContractTerms its = Objects.requireNonNull(terms.get(voided.contract()));
        InvoiceHeader draft = opening.open(voided, its, now);
        finishing.finish(voided, draft, decision, terms, now);
        transactions.publish(Change.of("regenerate_invoice", "invoice", voided.id())
                .ofCustomer(voided.customer().value())
                .to(Map.of("regenerated_as", draft.id())));
        return draft.id();
    }
}
