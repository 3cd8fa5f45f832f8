package io.downbeat.pricing.rates;

import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.QuantityConversion;
import io.downbeat.pricing.products.QuantityRounding;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Prices for tests: defaults valid, only what is under test is said. */
public final class Terms {
    private Terms() {}

    public static UsageTerm term(Rate rate) {
        return term(rate, null, null);
    }

    public static UsageTerm term(
            Rate rate, @Nullable QuantityConversion conversion, @Nullable QuantityRounding rounding) {
        return new UsageTerm(
                new BilledProduct(new ProductId(new UUID(0, 1)), "Tokens", Set.of()),
                new BillableMetricId(new UUID(0, 2)),
                null,
                Instant.parse("2025-01-01T00:00:00Z"),
                Instant.parse("2025-02-01T00:00:00Z"),
                CreditType.USD_CENTS,
                rate,
                null,
                List.of(),
                List.of(),
                Map.of(),
                conversion,
                rounding);
    }

    public static FlatRate flat(String price) {
        return new FlatRate(new BigDecimal(price));
    }

    /** Sizes and prices in turn, the last price without a size: {@code "5", "0", "5", "100", "150"}. */
    public static TieredRate tiers(String... sizesAndPrices) {
        List<Tier> tiers = new ArrayList<>();
        for (int i = 0; i < sizesAndPrices.length; i += 2) {
            boolean last = i == sizesAndPrices.length - 1;
            tiers.add(new Tier(
                    last ? null : new BigDecimal(sizesAndPrices[i]), new BigDecimal(sizesAndPrices[last ? i : i + 1])));
        }
        return new TieredRate(tiers);
    }

    public static QuantityConversion divide(String factor) {
        return new QuantityConversion(new BigDecimal(factor), QuantityConversion.Operation.DIVIDE, null);
    }

    public static QuantityConversion multiply(String factor) {
        return new QuantityConversion(new BigDecimal(factor), QuantityConversion.Operation.MULTIPLY, null);
    }

    public static BigDecimal total(List<PricedQuantity> parts) {
        return parts.stream().map(PricedQuantity::exactTotal).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public static BigDecimal quantity(List<PricedQuantity> parts) {
        return parts.stream().map(PricedQuantity::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
