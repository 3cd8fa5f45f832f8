package io.downbeat.invoicing;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceOrigin;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.subscriptions.SubscriptionInvoices;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.rating.BalanceCuts;
import io.downbeat.rating.ComputedLine;
import io.downbeat.rating.GroupUsage;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Rating;
import io.downbeat.rating.Remaining;
import io.downbeat.rating.ScheduledItem;
import io.downbeat.rating.UsageInterval;
import io.downbeat.rating.prices.ContractPrices;
import io.downbeat.rating.prices.PricedInterval;
import io.downbeat.rating.subscriptions.SubscriptionBilling;
import io.downbeat.rating.subscriptions.SubscriptionCharge;
import io.downbeat.usage.CountedUsage;
import io.downbeat.usage.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands on drafts at this moment, computed from terms, hourly usage and what is left of balances, for many drafts at
 * once. A draft is never stored, so it is never out of date; what it takes to compute grows with hours and groups, not
 * with events.
 *
 * <p>Drafts of a customer with balances draw on them one after the other, so the drafts that come before a wanted one are
 * computed with it; in an account hierarchy those of the family are.
 */
public final class Drafts {
    private final Pricing pricing;
    private final Usage usage;
    private final ScheduledStore scheduled;
    private final InvoiceStore invoices;
    private final Contracts contracts;
    private final Balances balances;
    private final SubscriptionInvoices subscriptions;

    Drafts(
            Pricing pricing,
            Usage usage,
            ScheduledStore scheduled,
            InvoiceStore invoices,
            Contracts contracts,
            Balances balances,
            SubscriptionInvoices subscriptions) {
        this.pricing = pricing;
        this.usage = usage;
        this.scheduled = scheduled;
        this.invoices = invoices;
        this.contracts = contracts;
        this.balances = balances;
        this.subscriptions = subscriptions;
    }

    /** Where the quantities of a draft come from that is not of the usage that is stored for its customer. */
    public interface Quantities {
        CountedUsage usage();

        /**
         * The prices that there are quantities for.
         *
         * @param agreed all that the contract has in the period
         */
        default List<PricedInterval> priced(List<PricedInterval> agreed) {
            return agreed;
        }
    }

    /** What was used: of the stored usage, and of each draft that has other quantities. */
    private record Used(
            Map<UsageInterval, List<GroupUsage>> stored, Map<InvoiceId, Map<UsageInterval, List<GroupUsage>>> others) {
        Map<UsageInterval, List<GroupUsage>> by(InvoiceHeader draft) {
            return others.getOrDefault(draft.id(), stored);
        }
    }

    /**
     * A charge of a subscription that no invoice bills yet.
     *
     * @param at when it is collected
     * @param on the draft that bills it; {@code null} where that is to be opened
     */
    public record Uncollected(Instant at, @Nullable InvoiceHeader on) {}

    /** Everything that was read for some drafts; the rest is pure. */
    public static final class Read {
        private final Map<ContractId, ContractTerms> terms;
        private final Map<InvoiceId, Rating.Prices> prices;
        private final Used usage;
        private final Map<ContractId, ScheduledItems.Billing> billing;
        private final Map<ContractId, SubscriptionBilling> subscriptions;
        private final Map<ProductId, Product> products;
        private final Map<CustomerId, DrawingOrder> drawing;

        private Read(
                Map<ContractId, ContractTerms> terms,
                Map<InvoiceId, Rating.Prices> prices,
                Used usage,
                Map<ContractId, ScheduledItems.Billing> billing,
                Map<ContractId, SubscriptionBilling> subscriptions,
                Map<ProductId, Product> products,
                Map<CustomerId, DrawingOrder> drawing) {
            this.terms = terms;
            this.prices = prices;
            this.usage = usage;
            this.billing = billing;
            this.subscriptions = subscriptions;
            this.products = products;
            this.drawing = drawing;
        }

        ContractTerms terms(InvoiceHeader draft) {
            return Objects.requireNonNull(terms.get(draft.contract()), () -> "no terms of " + draft.contract());
        }

        /** The lines of a draft, and what it takes of the customer's balances. */
        public Rating.Rated rated(InvoiceHeader draft) {
            DrawingOrder order = drawing.get(draft.customer());
            if (draft.trueUpOf() != null) {
                return trueUp(draft);
            }
            return order == null ? rated(draft, Remaining.NOTHING) : order.rated(draft, this::rated);
        }

        /**
         * What is left of what the customer can draw on, others' balances too, after the drafts that were read; nothing of a
         * customer of whom no draft of usage was read.
         */
        public List<Standing> left(CustomerId customer) {
            DrawingOrder order = drawing.get(customer);
            return order == null ? List.of() : order.left(this::rated).standings();
        }

        /** What no draft that was read with it takes of its commit. */
        private Rating.Rated trueUp(InvoiceHeader draft) {
            DrawingOrder order = drawing.get(draft.customer());
            return trueUpOf(draft)
                    .map(commit -> Rating.trueUp(
                            draft.id().value(),
                            commit,
                            products,
                            Objects.requireNonNull(order).left(this::rated)))
                    .orElseGet(() -> Rating.Rated.NOTHING);
        }

        /** The commit whose rest a draft bills, with the children that may use it by name; empty once it is archived. */
        public Optional<Balance> trueUpOf(InvoiceHeader draft) {
            return Stream.ofNullable(drawing.get(draft.customer()))
                    .flatMap(order -> order.start().balances().stream())
                    .filter(balance -> balance.id().equals(draft.trueUpOf()))
                    .findFirst();
        }

        /** All drafts of usage that draw on what the draft's customer can use, in their order. */
        public List<InvoiceHeader> drawing(InvoiceHeader draft) {
            DrawingOrder order = drawing.get(draft.customer());
            return order == null ? List.of() : order.drafts();
        }

        /**
         * What subscriptions charge and the commit can pay, whose rest a draft bills, and no invoice bills yet. It is drawn when
         * it is collected, which may be long after the access has ended in which it begins.
         */
        public List<Uncollected> uncollected(Balance commit, InvoiceHeader trueUp) {
            Map<SubscriptionCharge, InvoiceHeader> billedOn = new HashMap<>();
            drawing(trueUp).forEach(draft -> subscribed(draft).forEach(charge -> billedOn.put(charge, draft)));
            Instant until = commit.segments().getLast().endingBefore();
            return subscriptions.entrySet().stream()
                    .filter(of -> commit.canPay(holder(
                            Objects.requireNonNull(terms.get(of.getKey())).contract())))
                    .flatMap(of -> of.getValue().toBeCollected(until).entrySet().stream())
                    .filter(of -> Rating.canPay(commit, of.getKey()))
                    .map(of -> new Uncollected(of.getValue(), billedOn.get(of.getKey())))
                    .toList();
        }

        /**
         * What finalized invoices left, as it was read, of the postpaid commits whose rest is to be billed; without those of
         * which it is not known yet how much rolls over into them.
         */
        public Map<Balance, BigDecimal> owing() {
            Map<Balance, BigDecimal> owing = new HashMap<>();
            new HashSet<>(drawing.values())
                    .forEach(order -> order.start().balances().stream()
                            .filter(balance -> balance.trueUp().isPresent()
                                    && !balance.origin().isProvisional())
                            .forEach(balance -> owing.put(
                                    balance,
                                    order.start()
                                            .left()
                                            .getOrDefault(
                                                    balance.segments()
                                                            .getFirst()
                                                            .id(),
                                                    BigDecimal.ZERO))));
            return owing;
        }

        private Rating.Rated rated(InvoiceHeader draft, Remaining before) {
            return Rating.rate(
                    new Rating.Subject(
                            draft.id().value(), draft.customer(), draft.contract(), draft.period(), draft.currency()),
                    prices.getOrDefault(draft.id(), Rating.Prices.NONE),
                    usage.by(draft),
                    new Rating.Items(items(draft, terms(draft), billing), subscribed(draft)),
                    products,
                    before);
        }

        /** The charges of subscriptions that a draft bills, by what is true now. */
        private List<SubscriptionCharge> subscribed(InvoiceHeader draft) {
            SubscriptionBilling of = subscriptions.get(draft.contract());
            return of == null ? List.of() : subscribed(draft, of);
        }

        private static List<SubscriptionCharge> subscribed(InvoiceHeader draft, SubscriptionBilling of) {
            if (draft.regeneratedFrom() != null) {
                return of.again(draft.regeneratedFrom().value());
            }
            if (!draft.billsSubscriptions()) {
                return List.of();
            }
            ServicePeriod period = draft.period();
            return period == null ? of.onScheduled(draft.issuedAt()) : of.onUsage(period);
        }

        public List<ComputedLine> lines(InvoiceHeader draft) {
            return rated(draft).lines();
        }

        public Invoice invoice(InvoiceHeader draft) {
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
        return read(drafts, known, withHours, Map.of());
    }

    /** @param others the quantities of drafts that are not computed from the stored usage */
    public Read read(
            Collection<InvoiceHeader> drafts,
            Map<ContractId, ContractTerms> known,
            boolean withHours,
            Map<InvoiceId, ? extends Quantities> others) {
        Sharing sharing = new Sharing(known);
        sharing.add(drafts);
        sharing.follow(drafts.stream()
                .filter(draft -> draft.mayDraw() || draft.trueUpOf() != null)
                .map(InvoiceHeader::customer)
                .collect(Collectors.toSet()));
        return read(drafts, sharing, withHours, others);
    }

    private Read read(
            Collection<InvoiceHeader> drafts,
            Sharing sharing,
            boolean withHours,
            Map<InvoiceId, ? extends Quantities> others) {
        List<InvoiceHeader> all = List.copyOf(sharing.drafts.values());
        Map<ContractId, ContractTerms> terms = sharing.terms;
        Map<CustomerId, DrawingOrder.Pool> pools = sharing.pools();
        Map<RateCardId, PriceBook> books = books(terms.values());
        Map<InvoiceId, Rating.Prices> prices = prices(all, terms, books, pools, others);
        Map<ContractId, ScheduledItems.Billing> billing = billing(terms);
        Map<ContractId, SubscriptionBilling> subscribed = subscriptions.of(
                terms.values(),
                books,
                ScheduledItems.known(contract -> billing.getOrDefault(contract.id(), ScheduledItems.Billing.NOTHING)));
        return new Read(
                terms,
                prices,
                used(all, prices, others, withHours),
                billing,
                subscribed,
                products(drafts, terms, billing, pools.values()),
                DrawingOrder.of(all, terms, pools.values()));
    }

    /**
     * What is left of a customer's balances that are not archived, finalized invoices, manual entries and all drafts that draw
     * on them counted; in one statement for a customer without any.
     */
    public List<Standing> left(CustomerId customer, Map<ContractId, ContractTerms> known) {
        return left(customer, new Sharing(known)).stream()
                .filter(standing -> standing.balance().customer().equals(customer))
                .toList();
    }

    /** The same of all balances that a contract can use, of which some may be its parent's, who is another customer then. */
    public List<Standing> usable(ContractTerms contract) {
        Contract of = contract.contract();
        Sharing sharing = new Sharing(Map.of(of.id(), contract));
        // Without a balance of its own it has no draft that would lead to its parent.
        sharing.terms.put(of.id(), contract);
        return left(of.customer(), sharing).stream()
                .filter(standing -> standing.balance().isFor(holder(of)))
                .toList();
    }

    private List<Standing> left(CustomerId customer, Sharing sharing) {
        sharing.follow(Set.of(customer));
        List<InvoiceHeader> open = List.copyOf(sharing.open);
        if (open.isEmpty()) {
            return sharing.pools()
                    .getOrDefault(customer, DrawingOrder.Pool.EMPTY)
                    .start()
                    .standings();
        }
        sharing.add(open);
        sharing.follow(Set.of());
        return read(open, sharing, false, Map.of()).left(customer);
    }

    /**
     * The wanted drafts with all that draw on a balance before or beside them: those of the same customer, and in an account
     * hierarchy those of parents and children, step by step until no more are found. A customer that has no balances and
     * shares none costs nothing more.
     */
    private final class Sharing {
        private final Map<InvoiceId, InvoiceHeader> drafts = new LinkedHashMap<>();
        private final Map<ContractId, ContractTerms> terms = new HashMap<>();
        private final Map<ContractId, ContractTerms> known;
        private final Map<CustomerId, List<Standing>> standings = new HashMap<>();
        private final Map<CustomerId, List<Balance>> agreed = new HashMap<>();
        private final List<InvoiceHeader> open = new ArrayList<>();
        private final Set<CustomerId> opened = new HashSet<>();
        private final Set<CustomerId> asked = new HashSet<>();

        private Sharing(Map<ContractId, ContractTerms> known) {
            this.known = known;
        }

        private void add(Collection<InvoiceHeader> wanted) {
            wanted.forEach(draft -> drafts.put(draft.id(), draft));
        }

        /** @param first customers whose balances are wanted, beside those that what is there already leads to */
        private void follow(Set<CustomerId> first) {
            Set<CustomerId> more = first;
            do {
                ask(more);
                more = links().stream().flatMap(Set::stream).collect(Collectors.toSet());
                more.removeAll(asked);
            } while (!more.isEmpty() || !unopened().isEmpty());
        }

        /** Reads what these customers have, and whatever draws on it or on what was known before. */
        private void ask(Set<CustomerId> more) {
            asked.addAll(more);
            if (!more.isEmpty()) {
                balances.ofCustomers(more).forEach((customer, found) -> {
                    standings.put(customer, found);
                    agreed.put(customer, found.stream().map(Standing::balance).toList());
                });
            }
            Set<CustomerId> drawing = unopened();
            if (!drawing.isEmpty()) {
                opened.addAll(drawing);
                open.addAll(invoices.drawingDrafts(drawing));
            }
            addNeighbours();
            readTerms();
            if (nameChildren()) {
                addNeighbours();
                readTerms();
            }
        }

        /**
         * Who was asked and can draw on what was found, and whose drafts are not read. Who is asked together with its parent is
         * known to be its child only once the terms of both are read.
         */
        private Set<CustomerId> unopened() {
            if (standings.isEmpty()) {
                return Set.of();
            }
            Set<CustomerId> drawing = new HashSet<>(standings.keySet());
            links().forEach(drawing::addAll);
            drawing.retainAll(asked);
            drawing.removeAll(opened);
            return drawing;
        }

        private Map<CustomerId, DrawingOrder.Pool> pools() {
            return DrawingOrder.Pool.of(standings, agreed, links());
        }

        /** Drafts that share a balance with one that is there, and with those in turn. */
        private void addNeighbours() {
            List<InvoiceHeader> reached = List.copyOf(drafts.values());
            while (!reached.isEmpty()) {
                List<Standing> usable = usable(standings.values(), reached);
                reached = open.stream()
                        .filter(other -> !drafts.containsKey(other.id()))
                        .filter(other -> usable.stream()
                                .anyMatch(standing -> standing.balance().isFor(holder(other))))
                        .toList();
                reached.forEach(other -> drafts.put(other.id(), other));
            }
        }

        private static List<Standing> usable(Collection<List<Standing>> all, List<InvoiceHeader> by) {
            Set<BalanceHolder> holders = by.stream()
                    .filter(InvoiceHeader::mayDraw)
                    .map(Drafts::holder)
                    .collect(Collectors.toSet());
            Set<BalanceId> trueUps = by.stream()
                    .flatMap(draft -> Stream.ofNullable(draft.trueUpOf()))
                    .collect(Collectors.toSet());
            List<Standing> usable = all.stream()
                    .flatMap(List::stream)
                    .filter(standing -> trueUps.contains(standing.balance().id())
                            || holders.stream().anyMatch(standing.balance()::isFor))
                    .toList();
            return withSources(usable, all);
        }

        /** With those of which the others take over what is left. */
        private static List<Standing> withSources(List<Standing> usable, Collection<List<Standing>> all) {
            Set<BalanceId> sources = usable.stream()
                    .filter(standing -> standing.balance().origin().isProvisional())
                    .flatMap(standing ->
                            Stream.ofNullable(standing.balance().origin().rolledOver()))
                    .map(BalanceOrigin.RolledOver::from)
                    .collect(Collectors.toSet());
            if (sources.isEmpty()) {
                return usable;
            }
            List<Standing> before = all.stream()
                    .flatMap(List::stream)
                    .filter(standing -> sources.contains(standing.balance().id()))
                    .toList();
            return Stream.concat(usable.stream(), withSources(before, all).stream())
                    .toList();
        }

        /** Of the drafts' contracts, and of those that share any balance: they know with whom. */
        private void readTerms() {
            Set<Contract.Ref> unknown = new HashSet<>();
            Stream.concat(
                            drafts.values().stream().map(InvoiceHeader::contractRef),
                            standings.values().stream()
                                    .flatMap(List::stream)
                                    .flatMap(standing -> Families.sharing(standing.balance()).stream()))
                    .filter(contract -> !terms.containsKey(contract.contract()))
                    .forEach(contract -> {
                        ContractTerms found = known.get(contract.contract());
                        if (found == null) {
                            unknown.add(contract);
                        } else {
                            terms.put(contract.contract(), found);
                        }
                    });
            if (!unknown.isEmpty()) {
                terms.putAll(contracts.terms(unknown));
            }
        }

        /** @return whether anything is shared in a family, whose children are known by name now */
        private boolean nameChildren() {
            standings.replaceAll((_, all) ->
                    all.stream().map(one -> Families.shared(one, terms)).toList());
            return standings.values().stream()
                    .flatMap(List::stream)
                    .anyMatch(one -> one.balance().isShared());
        }

        /** Groups of customers, each bound together by a contract: by what it can use, or by what it lets others use. */
        private List<Set<CustomerId>> links() {
            List<Set<CustomerId>> links = new ArrayList<>();
            terms.values().stream().map(Families::payers).forEach(links::add);
            standings.values().stream()
                    .flatMap(List::stream)
                    .flatMap(standing -> Families.sharing(standing.balance()).stream())
                    .distinct()
                    .flatMap(contract -> Stream.ofNullable(terms.get(contract.contract())))
                    .map(Families::family)
                    .forEach(links::add);
            links.removeIf(link -> link.size() == 1);
            return links;
        }
    }

    private static BalanceHolder holder(InvoiceHeader draft) {
        return new BalanceHolder(draft.customer(), draft.contract().value());
    }

    private static BalanceHolder holder(Contract contract) {
        return new BalanceHolder(contract.customer(), contract.id().value());
    }

    /**
     * What of a draft's period is priced. A contract that ends earlier than when the voided invoice was made bills no usage from
     * its end on: whichever contract follows does. Every other draft is cut itself. {@code null} if nothing is.
     */
    private static @Nullable ServicePeriod priced(InvoiceHeader draft, Contract contract) {
        ServicePeriod period = draft.period();
        Instant end = contract.endingBefore();
        if (period == null || draft.regeneratedFrom() == null || end == null || !end.isBefore(period.end())) {
            return period;
        }
        return period.start().isBefore(end) ? new ServicePeriod(period.start(), end) : null;
    }

    private static Map<InvoiceId, Rating.Prices> prices(
            Collection<InvoiceHeader> drafts,
            Map<ContractId, ContractTerms> terms,
            Map<RateCardId, PriceBook> books,
            Map<CustomerId, DrawingOrder.Pool> pools,
            Map<InvoiceId, ? extends Quantities> others) {
        Map<InvoiceId, Rating.Prices> prices = new HashMap<>();
        for (InvoiceHeader draft : drafts) {
            ContractTerms of = terms.get(draft.contract());
            RateCardId card = of == null ? null : of.contract().rateCard();
            ServicePeriod period = of == null ? null : priced(draft, of.contract());
            if (of != null && card != null && period != null) {
                PriceBook book = Objects.requireNonNull(books.get(card), () -> "no rate card " + card);
                List<Balance> paying =
                        pools.getOrDefault(draft.customer(), DrawingOrder.Pool.EMPTY).standings().stream()
                                .map(Standing::balance)
                                .toList();
                BalanceCuts cuts = new BalanceCuts(paying, draft.contractRef());
                List<PricedInterval> agreed = ContractPrices.intervals(book, of, period, cuts.nameTags());
                Quantities other = others.get(draft.id());
                prices.put(
                        draft.id(),
                        new Rating.Prices(
                                cuts.cut(other == null ? agreed : other.priced(agreed)),
                                book.productOrder(),
                                of.get(ContractTerms.USAGE_FILTER),
                                book.conversions()));
            }
        }
        return prices;
    }

    private Used used(
            Collection<InvoiceHeader> drafts,
            Map<InvoiceId, Rating.Prices> prices,
            Map<InvoiceId, ? extends Quantities> others,
            boolean withHours) {
        IdentityHashMap<CountedUsage, List<InvoiceHeader>> bySource = new IdentityHashMap<>();
        for (InvoiceHeader draft : drafts) {
            Quantities other = others.get(draft.id());
            bySource.computeIfAbsent(other == null ? usage : other.usage(), _ -> new ArrayList<>())
                    .add(draft);
        }
        Map<UsageInterval, List<GroupUsage>> stored = Map.of();
        Map<InvoiceId, Map<UsageInterval, List<GroupUsage>>> rest = new HashMap<>();
        for (Map.Entry<CountedUsage, List<InvoiceHeader>> source : bySource.entrySet()) {
            var read = UsageReading.read(source.getKey(), intervals(source.getValue(), prices), withHours);
            if (source.getKey() == usage) {
                stored = read;
            } else {
                source.getValue().forEach(draft -> rest.put(draft.id(), read));
            }
        }
        return new Used(stored, rest);
    }

    private static Set<UsageInterval> intervals(
            Collection<InvoiceHeader> drafts, Map<InvoiceId, Rating.Prices> prices) {
        Set<UsageInterval> intervals = new LinkedHashSet<>();
        for (InvoiceHeader draft : drafts) {
            ServicePeriod period = draft.period();
            if (period != null) {
                Rating.Prices its = prices.getOrDefault(draft.id(), Rating.Prices.NONE);
                its.intervals().stream()
                        .filter(cut -> cut.whole().term().isMetered())
                        .flatMap(cut -> cut.parts().stream())
                        .forEach(part ->
                                intervals.add(UsageInterval.of(draft.customer(), period, part.term(), its.filters())));
            }
        }
        return intervals;
    }

    private Map<RateCardId, PriceBook> books(Collection<ContractTerms> terms) {
        Set<RateCardId> cards = new HashSet<>();
        terms.forEach(of -> Optional.ofNullable(of.contract().rateCard()).ifPresent(cards::add));
        return cards.isEmpty() ? Map.of() : pricing.priceBooks(cards);
    }

    private Map<ContractId, ScheduledItems.Billing> billing(Map<ContractId, ContractTerms> terms) {
        List<Contract.Ref> withCharges = terms.values().stream()
                .filter(of -> ScheduledItems.areIn(of) || SubscriptionBilling.areIn(of))
                .map(of -> of.contract().ref())
                .toList();
        return withCharges.isEmpty() ? Map.of() : scheduled.billing(withCharges);
    }

    private Map<ProductId, Product> products(
            Collection<InvoiceHeader> drafts,
            Map<ContractId, ContractTerms> terms,
            Map<ContractId, ScheduledItems.Billing> billing,
            Collection<DrawingOrder.Pool> pools) {
        List<ScheduledItem> items = new ArrayList<>();
        for (InvoiceHeader draft : drafts) {
            Optional.ofNullable(terms.get(draft.contract())).ifPresent(of -> items.addAll(items(draft, of, billing)));
        }
        Set<ProductId> named = ScheduledItems.products(items);
        pools.stream()
                .flatMap(pool -> pool.standings().stream())
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
