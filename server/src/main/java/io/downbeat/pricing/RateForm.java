package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.rates.FlatRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.Tier;
import io.downbeat.pricing.rates.TieredRate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a unit costs from a request, wherever one says it: on a rate card, or in a contract that overrides it. */
public final class RateForm {
    private RateForm() {}

    /**
     * {@code rate_type} with its {@code price} or {@code tiers}.
     *
     * @throws io.downbeat.platform.http.Refused naming the member that is missing, wrong or of another type of rate
     */
    public static Rate read(Body body) {
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
            case "PERCENTAGE", "TIERED_PERCENTAGE" ->
                throw body.invalid("rate_type", type + " is for COMPOSITE products; use FLAT or TIERED");
            case "SUBSCRIPTION" ->
                throw body.invalid("rate_type", type + " is not supported by this server yet; use FLAT or TIERED");
            case "CUSTOM" -> throw body.invalid("rate_type", type + " is not supported; use FLAT or TIERED");
            default -> throw body.invalid("rate_type", "must be FLAT or TIERED");
        };
    }

    /** @throws io.downbeat.platform.http.Refused if {@code credit_type_id} names another currency than the card's */
    public static void refuseOtherCurrency(Body body, CreditType currency) {
        body.optionalUuid("credit_type_id")
                .filter(id -> !id.equals(currency.id()))
                .ifPresent(other -> {
                    throw body.invalid(
                            "credit_type_id",
                            "this server prices a card in its own currency only, which is " + currency.id() + " ("
                                    + currency.name() + ")");
                });
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
}
