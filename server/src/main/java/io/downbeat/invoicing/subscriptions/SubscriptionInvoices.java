package io.downbeat.invoicing.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.RateCardId;
import io.downbeat.rating.subscriptions.BilledCharge;
import io.downbeat.rating.subscriptions.SubscriptionBilling;
import io.downbeat.rating.subscriptions.SubscriptionPrices;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Which invoices bill the subscriptions of contracts, by what is stored now. */
public final class SubscriptionInvoices {

    /** What is asked of whoever keeps the invoices. */
    public interface Known {
        /** The dates of the contract's drafts of charges in the currency of its rate card. */
        NavigableSet<Instant> dates(Contract contract, PriceBook book);

        /** The end of the usage invoice that ends on the day, if the contract has one or will have one. */
        Optional<Instant> usageEnd(Contract contract, Instant day);
    }

    private final BilledCharges billed;
    private final SubscriptionCursors cursors;
    private final InstantSource clock;

    SubscriptionInvoices(BilledCharges billed, SubscriptionCursors cursors, InstantSource clock) {
        this.billed = billed;
        this.cursors = cursors;
        this.clock = clock;
    }

    /**
     * By contract, of those that have any subscriptions to charge.
     *
     * @param books of their rate cards
     */
    public Map<ContractId, SubscriptionBilling> of(
            Collection<ContractTerms> terms, Map<RateCardId, PriceBook> books, Known known) {
        List<Contract.Ref> having = terms.stream()
                .filter(SubscriptionBilling::areIn)
                .map(of -> of.contract().ref())
                .toList();
        if (having.isEmpty()) {
            return Map.of();
        }
        Map<ContractId, List<BilledCharge>> charges = billed.ofContracts(having);
        Map<ContractId, Set<Instant>> closed = billed.closedEnds(having);
        Instant now = clock.instant();
        Map<ContractId, SubscriptionBilling> found = new HashMap<>();
        terms.stream().filter(SubscriptionBilling::areIn).forEach(of -> {
            Contract contract = of.contract();
            PriceBook book = Objects.requireNonNull(
                    books.get(contract.rateCard()), () -> "no prices of the subscriptions of " + contract.id());
            Set<Instant> ends = closed.getOrDefault(contract.id(), Set.of());
            found.put(
                    contract.id(),
                    new SubscriptionBilling(
                            of,
                            new SubscriptionPrices(book, of),
                            new SubscriptionBilling.Invoices(
                                    charges.getOrDefault(contract.id(), List.of()),
                                    day -> known.usageEnd(contract, day).filter(end -> !ends.contains(end)),
                                    known.dates(contract, book)),
                            now));
        });
        return found;
    }

    /** The dates of the invoices of charges that the contract should have for them; when to look again is kept. */
    public Set<Instant> follow(ContractTerms terms, PriceBook book, Known known) {
        SubscriptionBilling billing = of(List.of(terms), Map.of(book.rateCard(), book), known)
                .get(terms.contract().id());
        if (billing == null) {
            cursors.move(terms.contract().ref(), null);
            return Set.of();
        }
        SubscriptionBilling.Wanted wanted = billing.wanted();
        cursors.move(terms.contract().ref(), wanted.next());
        return wanted.dates();
    }
}
