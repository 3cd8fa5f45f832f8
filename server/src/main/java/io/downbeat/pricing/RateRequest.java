package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.products.HourBoundary;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.Tier;
import io.downbeat.pricing.rates.TieredRate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads a rate from a request. */
final class RateRequest {
    static final Set<String> TERMS = Set.of(
            "entitled",
            "product_id",
            "rate_type",
            "starting_at",
            "billing_frequency",
            "commit_rate",
            "credit_type_id",
            "custom_rate",
            "ending_before",
            "is_prorated",
            "price",
            "pricing_group_values",
            "quantity",
            "tiers");

    private RateRequest() {}

    static RateEntry read(Body body, UUID id, CreditType currency) {
        body.refuseUnbuilt("commit_rate", "billing_frequency", "custom_rate", "is_prorated", "quantity");
        refuseOtherCurrency(body, currency);
        Rate rate = rate(body);
        Instant startingAt = HourBoundary.required(body, "starting_at");
        return new RateEntry(
                id,
                new ProductId(body.uuid("product_id")),
                body.textMap("pricing_group_values"),
                startingAt,
                HourBoundary.end(body, "ending_before", startingAt).orElse(null),
                body.flag("entitled"),
                rate);
    }

    private static void refuseOtherCurrency(Body body, CreditType currency) {
        body.optionalUuid("credit_type_id")
                .filter(id -> !id.equals(currency.id()))
                .ifPresent(other -> {
                    throw body.invalid(
                            "credit_type_id",
                            "this server prices a card in its own currency only, which is " + currency.id() + " ("
                                    + currency.name() + ")");
                });
    }

    private static Rate rate(Body body) {
        String type = body.text("rate_type").toUpperCase(Locale.ROOT);
        return switch (type) {
            case "FLAT" -> {
                refuseBeside(body, "tiers", type);
                yield new FlatRate(price(body));
            }
            case "TIERED" -> {
                refuseBeside(body, "price", type);
                yield new TieredRate(tiers(body));
            }
            case "PERCENTAGE", "SUBSCRIPTION", "TIERED_PERCENTAGE", "CUSTOM" ->
                throw body.invalid("rate_type", type + " is not supported by this server yet; use FLAT or TIERED");
            default -> throw body.invalid("rate_type", "must be FLAT or TIERED");
        };
    }

    private static void refuseBeside(Body body, String field, String type) {
        if (body.has(field)) {
            throw body.invalid(field, "does not go with rate_type " + type);
        }
    }

    private static BigDecimal price(Body body) {
        BigDecimal price = body.decimal("price");
        if (price.signum() < 0) {
            throw body.invalid("price", "must not be negative");
        }
        return price;
    }

    private static List<Tier> tiers(Body body) {
        List<Body> given = body.objects("tiers");
        if (given.isEmpty()) {
            throw body.invalid("tiers", "must have at least one tier");
        }
        List<Tier> tiers = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            tiers.add(tier(given.get(i), i == given.size() - 1));
        }
        return tiers;
    }

    private static Tier tier(Body body, boolean last) {
        body.knowsOnly(Set.of("size", "price"));
        @Nullable BigDecimal size = body.optionalDecimal("size").orElse(null);
        if (last && size != null) {
            throw body.invalid("size", "the last tier prices all that is left, so it has no size");
        }
        if (!last && size == null) {
            throw body.invalid("size", "is required on every tier but the last");
        }
        if (size != null && size.signum() <= 0) {
            throw body.invalid("size", "must be greater than 0");
        }
        return new Tier(size, price(body));
    }

    /** Within one request the same rate twice is a slip, not a wish to replace what was said a line before. */
    static void refuseTwins(List<Body> bodies, List<RateEntry> entries) {
        record RateKey(RateEntry.Subject subject, Instant startingAt) {}
        Map<RateKey, Integer> first = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            RateEntry entry = entries.get(i);
            Integer twin = first.putIfAbsent(new RateKey(entry.subject(), entry.startingAt()), i);
            if (twin != null) {
                throw bodies.get(i)
                        .invalid(
                                "starting_at",
                                "has the same product, pricing_group_values and" + " starting_at as rates[" + twin
                                        + "]");
            }
        }
    }
}
