package io.downbeat.invoicing;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.discounts.Discount;
import io.downbeat.contracts.services.ProfessionalService;
import io.downbeat.contracts.services.ProfessionalServiceId;
import io.downbeat.contracts.services.ServiceItem;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.subscriptions.SubscriptionInvoices;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.rating.ScheduledItem;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which invoice bills which item of a scheduled charge, which payment of a commit, and takes which discount. Pure.
 *
 * <p>An item is billed by the invoice that billed it before, for ever. Else it rides on a usage invoice if its contract
 * consolidates (domain.md C.1, "Consolidation"); else it stands on the scheduled invoice of its date and currency. A discount
 * has no invoice of its own: it is on the one that is there for something else, and lapses where there is none.
 */
public final class ScheduledItems {

    /** The scheduled invoice of one date in one currency. */
    public record Key(Instant date, CreditType currency) {}

    /**
     * What a contract's invoices say about its items.
     *
     * @param billed items that a finalized invoice bills, or billed before it was voided
     * @param drafts the scheduled drafts
     * @param services what each draft of professional services bills of them
     * @param trueUps the dates of the drafts that bill what is left of postpaid commits, each of which is one of its own
     */
    public record Billing(
            Map<UUID, InvoiceId> billed,
            Set<Key> drafts,
            Map<InvoiceId, List<ServiceItem>> services,
            Map<BalanceId, Instant> trueUps) {
        public static final Billing NOTHING = new Billing(Map.of(), Set.of());

        /** Of a contract without drafts of professional services and of the rest of commits. */
        public Billing(Map<UUID, InvoiceId> billed, Set<Key> drafts) {
            this(billed, drafts, Map.of(), Map.of());
        }

        public Billing {
            billed = Map.copyOf(billed);
            drafts = Set.copyOf(drafts);
            services = Map.copyOf(services);
            trueUps = Map.copyOf(trueUps);
        }
    }

    private ScheduledItems() {}

    /** The scheduled invoices that a contract should have, drafts or finalized, for what is not billed yet. */
    public static Set<Key> ownInvoices(
            ContractTerms terms, Billing billing, @Nullable CreditType usageCurrency, Predicate<Instant> isClosed) {
        Set<Key> keys = new HashSet<>();
        unbilled(terms, billing)
                .filter(of -> !ridesOnUsage(terms.contract(), of, usageCurrency, isClosed))
                .forEach(of -> keys.add(new Key(of.date(), of.currency())));
        return keys;
    }

    /** The items that a draft bills, by what is true now. */
    static List<ScheduledItem> on(InvoiceHeader draft, ContractTerms terms, Billing billing) {
        if (draft.trueUpOf() != null || draft.subject().isHistorical()) {
            return List.of();
        }
        if (draft.type() == InvoiceType.PROFESSIONAL_SERVICES) {
            return services(draft, terms, billing);
        }
        if (draft.regeneratedFrom() != null) {
            Stream<ScheduledItem> before = Stream.concat(billable(terms), discounts(terms))
                    .filter(of ->
                            draft.regeneratedFrom().equals(billing.billed().get(of.id())));
            return Stream.concat(before, untaken(draft, terms, billing)).toList();
        }
        return Stream.concat(
                        unbilled(terms, billing).filter(of -> isOf(draft, of, terms, billing)),
                        untaken(draft, terms, billing))
                .toList();
    }

    /** Whatever else is billed on its date has an invoice of its own. */
    private static List<ScheduledItem> services(InvoiceHeader draft, ContractTerms terms, Billing billing) {
        Map<ProfessionalServiceId, ProfessionalService> agreed = terms.get(ProfessionalService.KIND).stream()
                .collect(Collectors.toMap(ProfessionalService::id, Function.identity()));
        return billing.services().getOrDefault(draft.id(), List.of()).stream()
                .<ScheduledItem>map(item -> new ScheduledItem.OfService(
                        Objects.requireNonNull(agreed.get(item.service()), () -> "no service " + item.service()),
                        item,
                        draft.issuedAt(),
                        draft.currency()))
                .toList();
    }

    /** The discounts of a draft's date that no invoice took; one that is regenerated takes what was agreed meanwhile. */
    private static Stream<ScheduledItem> untaken(InvoiceHeader draft, ContractTerms terms, Billing billing) {
        return discounts(terms)
                .filter(of -> !billing.billed().containsKey(of.id()))
                .filter(of -> isOf(draft, of, terms, billing))
                .filter(of -> draft.regeneratedFrom() == null
                        || !billing.drafts().contains(new Key(of.date(), of.currency())));
    }

    private static boolean isOf(InvoiceHeader draft, ScheduledItem of, ContractTerms terms, Billing billing) {
        if (!of.currency().equals(draft.currency())) {
            return false;
        }
        ServicePeriod period = draft.period();
        if (period == null) {
            return of.date().equals(draft.issuedAt());
        }
        return terms.contract().consolidatesScheduledCharges()
                && ends(terms.contract(), of.date())
                        .filter(period.end()::equals)
                        .isPresent()
                && !billing.drafts().contains(new Key(of.date(), of.currency()));
    }

    /** What is known of the invoices of contracts, as far as it decides which of them bill subscriptions. */
    public static SubscriptionInvoices.Known known(Function<Contract, Billing> billing) {
        return new SubscriptionInvoices.Known() {
            @Override
            public NavigableSet<Instant> dates(Contract contract, PriceBook book) {
                NavigableSet<Instant> dates = new TreeSet<>();
                billing.apply(contract).drafts().stream()
                        .filter(key -> key.currency().equals(book.currency()))
                        .forEach(key -> dates.add(key.date()));
                return dates;
            }

            @Override
            public Optional<Instant> usageEnd(Contract contract, Instant day) {
                return ends(contract, day);
            }
        };
    }

    static Set<ProductId> products(Collection<ScheduledItem> items) {
        Set<ProductId> products = new HashSet<>();
        items.forEach(of -> products.add(of.product()));
        return products;
    }

    /** Whether a usage period ends on the item's day, with an invoice that can still take the item. */
    private static boolean ridesOnUsage(
            Contract contract, ScheduledItem of, @Nullable CreditType usageCurrency, Predicate<Instant> isClosed) {
        if (!contract.consolidatesScheduledCharges() || !of.currency().equals(usageCurrency)) {
            return false;
        }
        return ends(contract, of.date()).filter(end -> !isClosed.test(end)).isPresent();
    }

    /** When the usage invoice ends that takes what is dated on the day: one, also where a contract ends hours after a period. */
    private static Optional<Instant> ends(Contract contract, Instant day) {
        return UsagePeriods.endingOn(contract, day).map(ServicePeriod::end);
    }

    private static Stream<ScheduledItem> unbilled(ContractTerms terms, Billing billing) {
        return billable(terms).filter(of -> !billing.billed().containsKey(of.id()));
    }

    /** Whether the contract has agreed on anything that is billed on a date. */
    public static boolean areIn(ContractTerms terms) {
        return !terms.charges().isEmpty()
                || !terms.get(Discount.KIND).isEmpty()
                || !terms.get(ProfessionalService.KIND).isEmpty()
                || payments(commits(terms).toList()).findAny().isPresent()
                || owing(terms).findAny().isPresent();
    }

    /** Postpaid commits whose rest is billed on the contract's invoices, on its date, also after the contract's end. */
    public static Stream<Balance> owing(ContractTerms terms) {
        return terms.contract().isArchived()
                ? Stream.empty()
                : commits(terms).filter(commit -> commit.trueUp().isPresent());
    }

    /** Whether both bill the same on the same dates. */
    public static boolean areEqual(ContractTerms one, ContractTerms other) {
        return one.charges().equals(other.charges())
                && one.get(Discount.KIND).equals(other.get(Discount.KIND))
                && commits(one).toList().equals(commits(other).toList());
    }

    /** Those of the contract and those of its customer that are paid on its invoices. */
    public static Stream<Balance> commits(ContractTerms terms) {
        return Stream.concat(
                terms.get(ContractTerms.BALANCES).stream(), terms.get(ContractTerms.BILLED_COMMITS).stream());
    }

    /**
     * What is archived bills nothing more, and nothing that the contract agreed on is billed at or after its end. A commit of
     * its customer outlives it, and goes on being paid on its invoices.
     */
    private static Stream<ScheduledItem> billable(ContractTerms terms) {
        Stream<ScheduledItem> ownPayments = payments(terms.get(ContractTerms.BALANCES));
        Stream<ScheduledItem> customers = payments(terms.get(ContractTerms.BILLED_COMMITS));
        return Stream.concat(
                Stream.concat(charges(terms), ownPayments).filter(of -> isInside(terms.contract(), of.date())),
                customers.filter(of -> !terms.contract().isArchived() || isInside(terms.contract(), of.date())));
    }

    private static boolean isInside(Contract contract, Instant date) {
        Instant end = contract.endingBefore();
        return end == null || date.isBefore(end);
    }

    /** In the order in which they take off: by date, and those of one date as they were agreed. */
    private static Stream<ScheduledItem> discounts(ContractTerms terms) {
        return terms.get(Discount.KIND).stream()
                .flatMap(
                        discount -> discount.items().stream().map(item -> new ScheduledItem.OfDiscount(discount, item)))
                .filter(of -> isInside(terms.contract(), of.date()))
                .sorted(Comparator.comparing(ScheduledItem::date))
                .map(of -> of);
    }

    private static Stream<ScheduledItem> charges(ContractTerms terms) {
        return terms.charges().stream()
                .filter(charge -> charge.archivedAt() == null)
                .flatMap(charge -> charge.items().stream().map(item -> new ScheduledItem.OfCharge(charge, item)));
    }

    /** What is paid ahead; what is left of a postpaid commit has an invoice of its own. */
    private static Stream<ScheduledItem> payments(List<Balance> commits) {
        return commits.stream()
                .filter(commit -> commit.type() == BalanceType.PREPAID && commit.archivedAt() == null)
                .flatMap(commit -> Stream.ofNullable(commit.payments())
                        .filter(payments -> !payments.doNotInvoice())
                        .flatMap(payments -> payments.items().stream()
                                .map(item -> new ScheduledItem.OfCommit(commit, item, payments.currency()))));
    }
}
