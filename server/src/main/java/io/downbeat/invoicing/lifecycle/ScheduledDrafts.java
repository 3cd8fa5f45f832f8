package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.commits.RecurringPart;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.ScheduledItems;
import io.downbeat.invoicing.ScheduledStore;
import io.downbeat.invoicing.subscriptions.ChargeInvoices;
import io.downbeat.invoicing.subscriptions.SubscriptionInvoices;
import io.downbeat.platform.db.Ids;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Opens and removes the scheduled drafts of a contract, in the running transaction. */
final class ScheduledDrafts implements ChargeInvoices {
    private final ScheduledStore scheduled;
    private final UsageDraftStore usage;
    private final UsageDrafts usageDrafts;
    private final Contracts contracts;
    private final SubscriptionInvoices subscriptions;
    private final TrueUps trueUps;
    private final Ids ids;

    ScheduledDrafts(
            ScheduledStore scheduled,
            UsageDraftStore usage,
            UsageDrafts usageDrafts,
            Contracts contracts,
            SubscriptionInvoices subscriptions,
            TrueUps trueUps,
            Ids ids) {
        this.scheduled = scheduled;
        this.usage = usage;
        this.usageDrafts = usageDrafts;
        this.contracts = contracts;
        this.subscriptions = subscriptions;
        this.trueUps = trueUps;
        this.ids = ids;
    }

    /**
     * One scheduled draft for every date and currency that has something of its own to bill, one for the rest of every postpaid
     * commit, and no other.
     */
    @Override
    public void match(ContractTerms agreed, Instant now) {
        Contract contract = agreed.contract();
        // Payments of recurring commits are made while the contract is saved.
        ContractTerms terms = RecurringPart.isIn(agreed)
                ? contracts.terms(List.of(contract.ref())).getOrDefault(contract.id(), agreed)
                : agreed;
        ScheduledItems.Billing billing =
                scheduled.billing(List.of(contract.ref())).getOrDefault(contract.id(), ScheduledItems.Billing.NOTHING);
        Set<Instant> closed =
                contract.consolidatesScheduledCharges() ? usage.closedEnds(contract.ref()) : Set.<Instant>of();
        Set<ScheduledItems.Key> wanted = new HashSet<>(ScheduledItems.ownInvoices(
                terms, billing, usageDrafts.currency(contract).orElse(null), closed::contains));
        wanted.addAll(subscribed(terms, billing));
        List<ScheduledItems.Key> gone =
                billing.drafts().stream().filter(key -> !wanted.contains(key)).toList();
        List<ScheduledItems.Key> missing =
                wanted.stream().filter(key -> !billing.drafts().contains(key)).toList();
        if (!gone.isEmpty()) {
            scheduled.remove(contract.ref(), gone);
        }
        if (!missing.isEmpty()) {
            List<InvoiceId> newIds =
                    missing.stream().map(key -> new InvoiceId(ids.next())).toList();
            scheduled.open(newIds, contract.ref(), missing, now);
        }
        trueUps.match(terms, billing.trueUps(), now);
    }

    /** The invoices that bill subscriptions; when more of them are wanted is kept. */
    private Set<ScheduledItems.Key> subscribed(ContractTerms terms, ScheduledItems.Billing billing) {
        if (terms.get(Subscription.KIND).isEmpty()) {
            return Set.of();
        }
        return usageDrafts
                .prices(terms.contract())
                .map(book -> subscriptions.follow(terms, book, ScheduledItems.known(_ -> billing)).stream()
                        .map(date -> new ScheduledItems.Key(date, book.currency()))
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }
}
