package io.downbeat.rating;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.BilledProduct;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.Tier;
import io.downbeat.pricing.rates.TieredRate;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.rating.prices.PricedInterval;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Prices and usage for pure tests: only what is under test is said. */
final class Fixtures {
    static final CustomerId CUSTOMER = new CustomerId(new UUID(0, 1));
    static final ServicePeriod JANUARY = new ServicePeriod(at("2025-01-01"), at("2025-02-01"));

    private Fixtures() {}

    static Instant at(String day) {
        return Instant.parse(day.length() == 10 ? day + "T00:00:00Z" : day);
    }

    static FlatRate flat(String price) {
        return new FlatRate(new BigDecimal(price));
    }

    /** Row 94 of the acceptance table: 5 free, 5 at a dollar, the rest at a dollar and a half. */
    static TieredRate tiers() {
        return new TieredRate(List.of(
                new Tier(new BigDecimal(5), BigDecimal.ZERO),
                new Tier(new BigDecimal(5), new BigDecimal(100)),
                new Tier(null, new BigDecimal(150))));
    }

    static UsageTerm term(String name, Rate rate) {
        return term(name, rate, List.of(), Map.of(), List.of());
    }

    static UsageTerm term(
            String name,
            Rate rate,
            List<String> pricingKey,
            Map<String, String> pricingValues,
            List<String> presentationKey) {
        return new UsageTerm(
                new BilledProduct(new ProductId(new UUID(1, name.hashCode())), name, Set.of()),
                new BillableMetricId(new UUID(2, name.hashCode())),
                null,
                JANUARY.start(),
                JANUARY.end(),
                CreditType.USD_CENTS,
                rate,
                null,
                pricingKey,
                presentationKey,
                pricingValues,
                null,
                null);
    }

    static PricedInterval priced(UsageTerm term) {
        return new PricedInterval(term, term.from());
    }

    /** The lines of an invoice for January that no balance pays. */
    static List<ComputedLine> lines(
            List<UsageTerm> terms, Map<UsageInterval, List<GroupUsage>> usage, List<ScheduledItem> items) {
        return Rating.rate(
                        new Rating.Subject(
                                new UUID(7, 7),
                                CUSTOMER,
                                new ContractId(new UUID(7, 8)),
                                JANUARY,
                                CreditType.USD_CENTS),
                        new Rating.Prices(
                                terms.stream()
                                        .map(Fixtures::priced)
                                        .map(whole -> new CutInterval(whole, List.of(whole)))
                                        .toList(),
                                List.of(),
                                Timeline.empty(),
                                Map.of()),
                        usage,
                        new Rating.Items(items, List.of()),
                        Map.of(),
                        Remaining.NOTHING)
                .lines();
    }

    static GroupUsage used(String quantity, String... group) {
        return new GroupUsage(
                group.length == 0 ? Map.of() : Map.of(group[0], group[1]),
                BigDecimal.ZERO,
                new BigDecimal(quantity),
                List.of());
    }
}
