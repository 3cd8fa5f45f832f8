package io.downbeat.pricing;

import io.downbeat.platform.http.Body;
import io.downbeat.pricing.products.HourBoundary;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductType;
import io.downbeat.pricing.rates.Rate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

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
            "minimum_config",
            "price",
            "pricing_group_values",
            "quantity",
            "tiers");

    private RateRequest() {}

    static RateEntry read(Body body, UUID id, RateCard card) {
        RateForm.refuseOtherRateTypes(body);
        Rate rate = RateForm.read(body);
        Instant startingAt = HourBoundary.required(body, "starting_at");
        return new RateEntry(
                id,
                new ProductId(body.uuid("product_id")),
                body.textMap("pricing_group_values"),
                startingAt,
                HourBoundary.end(body, "ending_before", startingAt).orElse(null),
                body.flag("entitled"),
                RateForm.frequency(body, "billing_frequency").orElse(null),
                RateForm.unit(body, card).filter(unit -> !unit.isCurrency()).orElse(null),
                rate,
                body.optionalObject("commit_rate").map(RateRequest::commitRate).orElse(null));
    }

    /** In the unit of the list rate, so that it names none. */
    private static Rate commitRate(Body body) {
        body.knowsOnly(Set.of("rate_type", "price", "tiers"));
        Rate rate = RateForm.read(body);
        RateForm.requireFit(body, rate, ProductType.USAGE);
        return rate;
    }

    /** The same rate twice within one request is refused as a mistake: the second does not replace the first. */
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
                                "has the same product, billing_frequency, pricing_group_values and starting_at as"
                                        + " rates["
                                        + twin + "]");
            }
        }
    }
}
