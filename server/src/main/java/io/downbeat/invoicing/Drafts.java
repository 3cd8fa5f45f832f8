package io.downbeat.invoicing;

import io.downbeat.balances.Balance;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.rating.BalanceCuts;
import io.downbeat.rating.ComputedLine;
import io.downbeat.rating.ContractPrices;
import io.downbeat.rating.GroupUsage;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Rating;
import io.downbeat.rating.Remaining;
import io.downbeat.rating.ScheduledItem;
import io.downbeat.rating.UsageInterval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stands on drafts at this moment, computed from terms, hourly usage and what is left of balances, for many drafts at
 * once. A draft is never stored, so it is never out of date; what it takes to compute grows with hours and groups, not
 * with events.
 *
 * <p>Drafts of a customer with balances draw on them one after the other, so the drafts that come before a wanted one are
 * computed with it. A customer without balances costs nothing more.
 */
public final class Drafts {
    private final Pricing pricing;
    private final UsageReading usage;
    private final ScheduledStore scheduled;
    private final InvoiceStore invoices;
    private final Contracts contracts;
    private final Balances balances;

    Drafts(
            Pricing pricing,
            UsageReading usage,
            ScheduledStore scheduled,
            InvoiceStore invoices,
            Contracts contracts,
            Balances balances) {
        this.pricing = pricing;
        this.usage = usage;
        this.scheduled = scheduled;
        this.invoices = invoices;
        this.contracts = contracts;
        this.balances = balances;
    }

    /** Everything that was read for some drafts; the rest is pure. */
    public static final class Read {
        private final Map<ContractId, ContractTerms> terms;
        private final Map<InvoiceId, Rating.Prices> prices;
        private final Map<UsageInterval, List<GroupUsage>> usage;
        private final Map<ContractId, ScheduledItems.Billing> billing;
        private final Map<ProductId, Product> products;
        private final Map<CustomerId, DrawingOrder> drawing;

        private Read(
                Map<ContractId, ContractTerms> terms,
                Map<InvoiceId, Rating.Prices> prices,
                Map<UsageInterval, List<GroupUsage>> usage,
                Map<ContractId, ScheduledItems.Billing> billing,
                Map<ProductId, Product> products,
                Map<CustomerId, DrawingOrder> drawing) {
            this.terms = terms;
            this.prices = prices;
            this.usage = usage;
            this.billing = billing;
            this.products = products;
            this.drawing = drawing;
        }

        ContractTerms terms(InvoiceHeader draft) {
            return Objects.requireNonNull(terms.get(draft.contract()), () -> "no terms of " + draft.contract());
        }

        /** The lines of a draft, and what it takes of the customer's balances. */
        public Rating.Rated rated(InvoiceHeader draft) {
            DrawingOrder order = drawing.get(draft.customer());
            return order == null ? rated(draft, Remaining.NOTHING) : order.rated(draft, this::rated);
        }

        private Rating.Rated rated(InvoiceHeader draft, Remaining before) {
            return Rating.rate(
                    new Rating.Subject(
                            draft.id().value(), draft.customer(), draft.contract(), draft.period(), draft.currency()),
                    prices.getOrDefault(draft.id(), Rating.Prices.NONE),
                    usage,
                    items(draft, terms(draft), billing),
                    products,
                    before);
        }

        public List<ComputedLine> lines(InvoiceHeader draft) {
            return rated(draft).lines();
        }

        Invoice invoice(InvoiceHeader draft) {
            return draft.with(shown(lines(draft)), terms(draft).contract().netPaymentTermsDays());
        }
    }

    public static List<InvoiceLine> shown(List<ComputedLine> lines) {
        return lines.stream().map(ComputedLine::line).toList();
    }

    /**
     * @param known terms that whoever asks has read already, in the same transaction; all others are read here
     * @param withHours whether the quantities after each hour are wanted too; costs a row an hour
     *     instead of one a group
     */
    public Read read(Collection<InvoiceHeader> drafts, Map<ContractId, ContractTerms> known, boolean withHours) {
        Map<CustomerId, List<Standing>> standings = balances.ofCustomers(drafts.stream()
                .filter(draft -> draft.period() != null)
                .map(InvoiceHeader::customer)
                .collect(Collectors.toSet()));
        List<InvoiceHeader> all = standings.isEmpty() ? List.copyOf(drafts) : withTheirNeighbours(drafts, standings);
        Map<ContractId, ContractTerms> terms = terms(all, known);
        Map<RateCardId, PriceBook> books = books(terms.values());
        Map<InvoiceId, Rating.Prices> prices = prices(all, terms, books, standings);
        Set<UsageInterval> intervals = intervals(all, prices);
        Map<ContractId, ScheduledItems.Billing> billing = billing(terms);
        return new Read(
                terms,
                prices,
                intervals.isEmpty() ? Map.of() : withHours ? usage.cumulative(intervals) : usage.quantities(intervals),
                billing,
                products(drafts, terms, billing, standings),
                drawing(all, terms, standings));
    }

    /** With the drafts that draw on the same customers' balances, wherever these can pay for both. */
    private List<InvoiceHeader> withTheirNeighbours(
            Collection<InvoiceHeader> drafts, Map<CustomerId, List<Standing>> standings) {
        Map<InvoiceId, InvoiceHeader> all = new HashMap<>();
        drafts.forEach(draft -> all.put(draft.id(), draft));
        invoices.usageDrafts(standings.keySet()).stream()
                .filter(other -> drafts.stream()
                        .anyMatch(draft ->
                                sharesABalance(draft, other, standings.getOrDefault(draft.customer(), List.of()))))
                .forEach(other -> all.putIfAbsent(other.id(), other));
        return List.copyOf(all.values());
    }

    private static boolean sharesABalance(InvoiceHeader draft, InvoiceHeader other, List<Standing> standings) {
        return draft.customer().equals(other.customer())
                && standings.stream()
                        .map(standing -> standing.balance().scope())
                        .anyMatch(scope -> scope.includes(draft.contract().value())
                                && scope.includes(other.contract().value()));
    }

    /** Those that are known, and all others read; nothing of a contract that none of the drafts is of. */
    private Map<ContractId, ContractTerms> terms(
            Collection<InvoiceHeader> drafts, Map<ContractId, ContractTerms> known) {
        Map<ContractId, ContractTerms> terms = new HashMap<>();
        Set<Contract.Ref> unknown = new HashSet<>();
        for (InvoiceHeader draft : drafts) {
            ContractTerms found = known.get(draft.contract());
            if (found == null) {
                unknown.add(draft.contractRef());
            } else {
                terms.put(draft.contract(), found);
            }
        }
        if (!unknown.isEmpty()) {
            terms.putAll(contracts.terms(unknown));
        }
        return terms;
    }

    private static Map<InvoiceId, Rating.Prices> prices(
            Collection<InvoiceHeader> drafts,
            Map<ContractId, ContractTerms> terms,
            Map<RateCardId, PriceBook> books,
            Map<CustomerId, List<Standing>> standings) {
        Map<InvoiceId, Rating.Prices> prices = new HashMap<>();
        for (InvoiceHeader draft : drafts) {
            ContractTerms of = terms.get(draft.contract());
            RateCardId card = of == null ? null : of.contract().rateCard();
            ServicePeriod period = draft.period();
            if (of != null && card != null && period != null) {
                PriceBook book = Objects.requireNonNull(books.get(card), () -> "no rate card " + card);
                List<Balance> paying = standings.getOrDefault(draft.customer(), List.of()).stream()
                        .map(Standing::balance)
                        .toList();
                BalanceCuts cuts = new BalanceCuts(paying, draft.contract(), draft.currency());
                prices.put(
                        draft.id(),
                        new Rating.Prices(
                                cuts.cut(ContractPrices.intervals(book, of, period, cuts.nameTags())),
                                book.productOrder()));
            }
        }
        return prices;
    }

    private static Set<UsageInterval> intervals(
            Collection<InvoiceHeader> drafts, Map<InvoiceId, Rating.Prices> prices) {
        Set<UsageInterval> intervals = new LinkedHashSet<>();
        for (InvoiceHeader draft : drafts) {
            ServicePeriod period = draft.period();
            if (period != null) {
                prices.getOrDefault(draft.id(), Rating.Prices.NONE).intervals().stream()
                        .flatMap(cut -> cut.parts().stream())
                        .forEach(part -> intervals.add(UsageInterval.of(draft.customer(), period, part.term())));
            }
        }
        return intervals;
    }

    private static Map<CustomerId, DrawingOrder> drawing(
            Collection<InvoiceHeader> drafts,
            Map<ContractId, ContractTerms> terms,
            Map<CustomerId, List<Standing>> standings) {
        Map<CustomerId, DrawingOrder> drawing = new HashMap<>();
        standings.forEach((customer, its) -> drawing.put(
                customer,
                DrawingOrder.of(
                        drafts.stream()
                                .filter(draft -> draft.customer().equals(customer) && draft.period() != null)
                                .toList(),
                        terms,
                        Remaining.of(its))));
        return drawing;
    }

    private Map<RateCardId, PriceBook> books(Collection<ContractTerms> terms) {
        Set<RateCardId> cards = new HashSet<>();
        terms.forEach(of -> Optional.ofNullable(of.contract().rateCard()).ifPresent(cards::add));
        return cards.isEmpty() ? Map.of() : pricing.priceBooks(cards);
    }

    private Map<ContractId, ScheduledItems.Billing> billing(Map<ContractId, ContractTerms> terms) {
        List<Contract.Ref> withCharges = terms.values().stream()
                .filter(ScheduledItems::areIn)
                .map(of -> of.contract().ref())
                .toList();
        return withCharges.isEmpty() ? Map.of() : scheduled.billing(withCharges);
    }

    private Map<ProductId, Product> products(
            Collection<InvoiceHeader> drafts,
            Map<ContractId, ContractTerms> terms,
            Map<ContractId, ScheduledItems.Billing> billing,
            Map<CustomerId, List<Standing>> standings) {
        List<ScheduledItem> items = new ArrayList<>();
        for (InvoiceHeader draft : drafts) {
            Optional.ofNullable(terms.get(draft.contract())).ifPresent(of -> items.addAll(items(draft, of, billing)));
        }
        Set<ProductId> named = ScheduledItems.products(items);
        standings.values().stream()
                .flatMap(List::stream)
                .map(standing -> standing.balance().terms())
                .filter(of -> of.name() == null)
                .forEach(of -> named.add(of.product()));
        return named.isEmpty() ? Map.of() : pricing.products(named);
    }

    private static List<ScheduledItem> items(
            InvoiceHeader draft, ContractTerms terms, Map<ContractId, ScheduledItems.Billing> billing) {
        return ScheduledItems.on(draft, terms, billing.getOrDefault(draft.contract(), ScheduledItems.Billing.NOTHING));
    }
}
