package io.downbeat.invoicing;

import io.downbeat.balances.Balance;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.rating.Rating;
import io.downbeat.rating.Remaining;
import io.downbeat.rating.subscriptions.SubscriptionBilling;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The drafts of a customer, and of those that share balances with it, in the order in which they draw (pricing.md 2.1): the
 * one that replaces a voided
 * invoice first, then by the end and the start of the period, the age of the contract, and the invoice's id. Each is
 * computed once, from what those before it left.
 */
final class DrawingOrder {
    private final List<InvoiceHeader> drafts;
    private final Remaining start;
    private final Map<InvoiceId, Rating.Rated> rated = new HashMap<>();

    private DrawingOrder(List<InvoiceHeader> drafts, Remaining start) {
        this.drafts = drafts;
        this.start = start;
    }

    /**
     * Customers whose drafts draw on one another's balances, most often one alone, and what is left of these.
     *
     * @param agreed the same balances as they were read, with the segments that nobody can use and that roll over
     */
    record Pool(Set<CustomerId> customers, List<Standing> standings, List<Balance> agreed) {
        static final Pool EMPTY = new Pool(Set.of(), List.of(), List.of());

        /**
         * By customer: those that are linked have one together. A customer without anything to draw on has none.
         *
         * @param agreed of every customer the balances as they were read
         * @param links groups of customers that belong together
         */
        static Map<CustomerId, Pool> of(
                Map<CustomerId, List<Standing>> standings,
                Map<CustomerId, List<Balance>> agreed,
                Collection<Set<CustomerId>> links) {
            Map<CustomerId, Set<CustomerId>> together = new HashMap<>();
            standings.keySet().forEach(customer -> together.put(customer, Set.of(customer)));
            links.forEach(link -> {
                Set<CustomerId> all = new HashSet<>();
                link.forEach(customer -> all.addAll(together.getOrDefault(customer, Set.of(customer))));
                all.forEach(customer -> together.put(customer, all));
            });
            Map<CustomerId, Pool> pools = new HashMap<>();
            new HashSet<>(together.values()).forEach(group -> {
                Pool pool = new Pool(group, all(group, standings), all(group, agreed));
                if (!pool.standings.isEmpty()) {
                    group.forEach(customer -> pools.put(customer, pool));
                }
            });
            return pools;
        }

        private static <T> List<T> all(Set<CustomerId> group, Map<CustomerId, List<T>> by) {
            return group.stream()
                    .flatMap(customer -> by.getOrDefault(customer, List.of()).stream())
                    .toList();
        }

        /** Before any draft. */
        Remaining start() {
            return Remaining.of(standings, agreed);
        }
    }

    /** By customer, the order of its pool. */
    static Map<CustomerId, DrawingOrder> of(
            Collection<InvoiceHeader> drafts, Map<ContractId, ContractTerms> terms, Collection<Pool> pools) {
        Map<CustomerId, DrawingOrder> orders = new HashMap<>();
        for (Pool pool : pools) {
            if (pool.customers.stream().noneMatch(orders::containsKey)) {
                List<InvoiceHeader> drawing = drafts.stream()
                        .filter(draft -> pool.customers.contains(draft.customer()) && draws(draft, terms))
                        .toList();
                DrawingOrder order = of(drawing, terms, pool.start());
                pool.customers.forEach(customer -> orders.put(customer, order));
            }
        }
        return orders;
    }

    private static DrawingOrder of(
            Collection<InvoiceHeader> drafts, Map<ContractId, ContractTerms> terms, Remaining start) {
        Comparator<InvoiceHeader> order = Comparator.comparing((InvoiceHeader draft) -> draft.regeneratedFrom() == null)
                .thenComparing(DrawingOrder::end)
                .thenComparing(DrawingOrder::start)
                .thenComparing(draft -> createdAt(draft, terms))
                .thenComparing(draft -> draft.id().value());
        return new DrawingOrder(drafts.stream().sorted(order).toList(), start);
    }

    /** Usage is paid by balances, and what subscriptions charge, also on an invoice of charges. */
    private static boolean draws(InvoiceHeader draft, Map<ContractId, ContractTerms> terms) {
        ContractTerms of = terms.get(draft.contract());
        return draft.period() != null || draft.billsSubscriptions() && of != null && SubscriptionBilling.areIn(of);
    }

    private static Instant end(InvoiceHeader draft) {
        ServicePeriod period = draft.period();
        return period == null ? draft.issuedAt() : period.end();
    }

    private static Instant start(InvoiceHeader draft) {
        ServicePeriod period = draft.period();
        return period == null ? draft.issuedAt() : period.start();
    }

    private static Instant createdAt(InvoiceHeader draft, Map<ContractId, ContractTerms> terms) {
        ContractTerms of = terms.get(draft.contract());
        return of == null ? Instant.MAX : of.contract().createdAt();
    }

    /** @param compute a draft from what is left before it */
    Rating.Rated rated(InvoiceHeader wanted, BiFunction<InvoiceHeader, Remaining, Rating.Rated> compute) {
        if (drafts.stream().noneMatch(draft -> draft.id().equals(wanted.id()))) {
            return compute.apply(wanted, Remaining.NOTHING);
        }
        Remaining left = start;
        for (InvoiceHeader draft : drafts) {
            Rating.Rated now = rated(draft, left, compute);
            if (draft.id().equals(wanted.id())) {
                return now;
            }
            left = left.after(now.draws());
        }
        throw new IllegalStateException("no such draft was read: " + wanted.id());
    }

    /** What all drafts together leave: what is billed of a postpaid commit. */
    Remaining left(BiFunction<InvoiceHeader, Remaining, Rating.Rated> compute) {
        Remaining left = start;
        for (InvoiceHeader draft : drafts) {
            left = left.after(rated(draft, left, compute).draws());
        }
        return left;
    }

    private Rating.Rated rated(
            InvoiceHeader draft, Remaining before, BiFunction<InvoiceHeader, Remaining, Rating.Rated> compute) {
        Rating.Rated known = rated.get(draft.id());
        if (known != null) {
            return known;
        }
        Rating.Rated now = compute.apply(draft, before);
        rated.put(draft.id(), now);
        return now;
    }

    /** Before any draft. */
    Remaining start() {
        return start;
    }

    List<InvoiceHeader> drafts() {
        return drafts;
    }
}
