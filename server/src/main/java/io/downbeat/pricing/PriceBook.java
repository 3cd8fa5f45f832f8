package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.core.Frequency;
import io.downbeat.core.ServicePeriod;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductTimeline;
import io.downbeat.pricing.products.QuantityConversion;
import io.downbeat.pricing.rates.BilledProduct;
import io.downbeat.pricing.rates.UsageTerm;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything one rate card says, as one version of it stood. Immutable, and shared between threads.
 *
 * <p>Asked for the same period by thousands of contracts, it works the terms out once.
 */
public final class PriceBook {
    private static final int PERIODS_KEPT = 256;
    private static final Comparator<RateSchedule.Segment> BY_SUBJECT = Comparator.comparing(
                    (RateSchedule.Segment segment) ->
                            segment.entry().product().value().toString())
            .thenComparing(segment ->
                    group(segment.entry().pricingGroupValues(), segment.entry().billingFrequency()))
            .thenComparing(RateSchedule.Segment::from);

    private final RateCardId card;
    private final CreditType currency;
    private final Map<ProductId, ProductTimeline> products;
    private final List<RateSchedule.Segment> segments;
    private final List<ProductId> productOrder;
    private final Map<CreditType, BigDecimal> conversions;
    private final boolean composesByTags;
    private final Map<ServicePeriod, List<UsageTerm>> terms = new ConcurrentHashMap<>();
    private final Map<ServicePeriod, List<UsageTerm>> termsOfTags = new ConcurrentHashMap<>();
    private final Map<ServicePeriod, List<ListedTerm>> listed = new ConcurrentHashMap<>();

    /** @param entitled whether a customer has the product at this price without its contract saying so */
    public record ListedTerm(UsageTerm term, boolean entitled) {}

    PriceBook(
            RateCardId card,
            CreditType currency,
            Map<ProductId, ProductTimeline> products,
            List<RateEntry> rates,
            List<ProductId> productOrder,
            List<RateCard.Conversion> conversions) {
        this.card = card;
        this.currency = currency;
        this.products = Map.copyOf(products);
        this.productOrder = List.copyOf(productOrder);
        this.conversions = conversions.stream()
                .collect(Collectors.toUnmodifiableMap(RateCard.Conversion::unit, RateCard.Conversion::fiatPerUnit));
        this.composesByTags = products.values().stream()
                .flatMap(product -> product.states().segments().stream())
                .map(state -> state.value().composition())
                .anyMatch(composition ->
                        composition != null && !composition.tags().isEmpty());
        this.segments = rates.stream().collect(Collectors.groupingBy(RateEntry::subject)).values().stream()
                .flatMap(entries -> RateSchedule.of(entries).segments().stream())
                .sorted(BY_SUBJECT)
                .toList();
    }

    public RateCardId rateCard() {
        return card;
    }

    public CreditType currency() {
        return currency;
    }

    /** Whether a change of a product's tags can change what another one is a share of. */
    public boolean composesByTags() {
        return composesByTags;
    }

    /** In which order its products are shown on invoices; those that are not in it follow. */
    public List<ProductId> productOrder() {
        return productOrder;
    }

    /** Its products that have a rate at the moment or later, each as it is there; of one that changes, each of its states. */
    public Set<Product> productsFrom(Instant moment) {
        Set<Product> found = new LinkedHashSet<>();
        for (RateSchedule.Segment segment : segments) {
            if (segment.until() == null || segment.until().isAfter(moment)) {
                ProductTimeline product = product(segment.entry().product());
                Optional<Instant> from = Optional.of(later(segment.from(), moment));
                while (from.filter(at -> segment.until() == null || at.isBefore(segment.until()))
                        .isPresent()) {
                    found.add(product.at(from.get()));
                    from = product.states().nextChangeAfter(from.get());
                }
            }
        }
        return found;
    }

    /** What one of each custom unit costs, in the card's currency. */
    public Map<CreditType, BigDecimal> conversions() {
        return conversions;
    }

    /**
     * What usage costs in the period: for every product and group that has an entitled rate at some moment of it, one
     * term per stretch of one price. Terms of one product and group neither overlap nor are joined where a gap is.
     */
    public List<UsageTerm> usageTerms(ServicePeriod period) {
        return known(terms, period, within -> entitled(work(within, true)));
    }

    /** The same, where a term ends also when the product's tags change: for a contract whose terms name tags. */
    public List<UsageTerm> usageTermsOfTags(ServicePeriod period) {
        return known(termsOfTags, period, within -> entitled(work(within, false)));
    }

    /**
     * The same by tags, with the prices of what nobody is entitled to unless their contract says so: for a contract that
     * overrides rates.
     */
    public List<ListedTerm> listedTerms(ServicePeriod period) {
        return known(listed, period, within -> work(within, false));
    }

    private static <T> List<T> known(
            Map<ServicePeriod, List<T>> terms, ServicePeriod period, Function<ServicePeriod, List<T>> work) {
        List<T> known = terms.get(period);
        if (known != null) {
            return known;
        }
        if (terms.size() >= PERIODS_KEPT) {
            terms.clear();
        }
        return terms.computeIfAbsent(period, work);
    }

    /** Every stretch of every rate, by product, group and start. */
    List<RateSchedule.Segment> segments() {
        return segments;
    }

    ProductTimeline product(ProductId id) {
        return Objects.requireNonNull(products.get(id), () -> "a rate of " + card + " names no product of it: " + id);
    }

    private List<ListedTerm> work(ServicePeriod period, boolean acrossTags) {
        List<ListedTerm> found = new ArrayList<>();
        for (RateSchedule.Segment segment : segments) {
            if (segment.entry().billingFrequency() == null && segment.overlaps(period.start(), period.end())) {
                boolean entitled = segment.entry().entitled();
                stretches(segment, period).forEach(term -> append(found, new ListedTerm(term, entitled), acrossTags));
            }
        }
        return List.copyOf(found);
    }

    private static List<UsageTerm> entitled(List<ListedTerm> terms) {
        return terms.stream().filter(ListedTerm::entitled).map(ListedTerm::term).toList();
    }

    /** The segment inside the period, cut wherever the product changes. */
    private List<UsageTerm> stretches(RateSchedule.Segment segment, ServicePeriod period) {
        ProductTimeline product = product(segment.entry().product());
        Instant from = later(segment.from(), period.start());
        Instant until = segment.until() == null ? period.end() : earlier(segment.until(), period.end());
        List<UsageTerm> stretches = new ArrayList<>();
        while (from.isBefore(until)) {
            Instant next = product.states()
                    .nextChangeAfter(from)
                    .map(change -> earlier(change, until))
                    .orElse(until);
            stretches.add(term(segment.entry(), product.at(from), from, next));
            from = next;
        }
        return stretches;
    }

    private UsageTerm term(RateEntry entry, Product product, Instant from, Instant until) {
        return new UsageTerm(
                new BilledProduct(product.id(), product.name(), Set.copyOf(product.tags())),
                product.billableMetricId(),
                product.composition(),
                from,
                until,
                unit(entry),
                entry.rate(),
                entry.commitRate(),
                product.pricingGroupKey(),
                product.presentationGroupKey(),
                entry.pricingGroupValues(),
                Optional.ofNullable(product.conversion())
                        .map(QuantityConversion::unnamed)
                        .orElse(null),
                product.rounding());
    }

    /** What a product's usage of these groups costs, by what the card says at the moment. */
    public Optional<ListedRate> usageRate(ProductId product, Map<String, String> pricingGroupValues, Instant at) {
        return rate(
                product,
                entry -> entry.billingFrequency() == null
                        && entry.pricingGroupValues().equals(pricingGroupValues),
                at);
    }

    /** What one of a subscription's product costs for a whole period, by what the card says at the moment. */
    public Optional<ListedRate> subscriptionRate(ProductId product, Frequency frequency, Instant at) {
        return rate(product, entry -> entry.billingFrequency() == frequency, at);
    }

    private Optional<ListedRate> rate(ProductId product, Predicate<RateEntry> isWanted, Instant at) {
        return segments.stream()
                .filter(segment -> segment.entry().product().equals(product) && isWanted.test(segment.entry()))
                .map(segment -> ListedRate.of(segment, product(product).at(at), unit(segment.entry())))
                .filter(rate -> rate.covers(at))
                .findFirst();
    }

    /** Whether the card has a rate of the product for such periods, at any moment. */
    public boolean hasSubscriptionRate(ProductId product, Frequency frequency) {
        return segments.stream()
                .map(RateSchedule.Segment::entry)
                .anyMatch(entry -> entry.product().equals(product) && entry.billingFrequency() == frequency);
    }

    /** What a rate of the card is in. */
    CreditType unit(RateEntry entry) {
        return entry.unit() == null ? currency : entry.unit();
    }

    /** A renamed product or a rate entered again at the same price is no new price: its tiers must not start anew. */
    private static void append(List<ListedTerm> found, ListedTerm next, boolean acrossTags) {
        ListedTerm last = found.isEmpty() ? null : found.getLast();
        Optional<UsageTerm> joined =
                last == null || last.entitled() != next.entitled() || !acrossTags && !sameTags(last.term(), next.term())
                        ? Optional.empty()
                        : last.term().joinedWith(next.term());
        joined.ifPresent(_ -> found.removeLast());
        found.add(joined.map(term -> new ListedTerm(term, next.entitled())).orElse(next));
    }

    private static boolean sameTags(UsageTerm one, UsageTerm next) {
        return one.product().tags().equals(next.product().tags());
    }

    /** Which of a product's rates it is, in one spelling: for which usage, or for how long a period. */
    static String group(Map<String, String> pricingGroupValues, @Nullable Frequency frequency) {
        return canonical(pricingGroupValues) + (frequency == null ? "" : frequency.name());
    }

    /** Group values in one spelling, whatever order they came in. */
    static String canonical(Map<String, String> values) {
        return Json.write(new TreeMap<>(values));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
